/** The suites, as vitest.config.ts has them as projects, and what each needs of the machine. */
import { BUILD_PACKAGES } from '../prepare/dependencies.mjs';
import { LIBVIRT_PACKAGES } from '../prepare/libvirt.mjs';

/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {boolean} root      needs root
 * @property {boolean} guest     boots the Linux guest
 * @property {boolean} libvirtd  talks to a running libvirtd
 * @property {boolean} editor    drives the served editor
 * @property {string[]} packages
 */

const REAL_VM = ['qemu-system-x86', 'qemu-utils', 'busybox-static', 'acl'];

/** @type {Suite[]} */
export const SUITES = [
  { name: 'unit', root: false, guest: false, libvirtd: false, editor: false, packages: [] },
  {
    ...{ name: 'root', root: true, guest: true, libvirtd: false, editor: false },
    packages: [...REAL_VM, 'screen'],
  },
  {
    ...{ name: 'parity', root: true, guest: true, libvirtd: true, editor: false },
    packages: [...REAL_VM, ...LIBVIRT_PACKAGES],
  },
  {
    ...{ name: 'e2e', root: true, guest: true, libvirtd: false, editor: true },
    packages: [...REAL_VM, 'chromium', ...BUILD_PACKAGES],
  },
];

/**
 * Which suites run and which are left out because we are not root. Without names all are meant.
 *
 * @param {string[]} names
 * @param {boolean} isRoot
 */
export function chooseSuites(names, isRoot, suites = SUITES) {
  const unknown = names.filter((name) => !suites.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    const known = suites.map((suite) => suite.name).join(', ');
    throw new Error(`There is no suite ${unknown.join(', ')}; there are ${known}.`);
  }
  const meant = suites.filter((suite) => names.length === 0 || names.includes(suite.name));
  return {
    run: meant.filter((suite) => isRoot || !suite.root),
    leftOut: meant.filter((suite) => !isRoot && suite.root),
  };
}
