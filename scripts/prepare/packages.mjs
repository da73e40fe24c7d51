/** Which of the distribution's packages are missing, and their installation. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { isStaticElf } from './staticElf.mjs';

/**
 * What shows that a package's purpose is met, however it came here: a program that somebody built is as good. Packages
 * that are not in this list are asked for by name.
 *
 * @type {Record<string, (exists: (path: string) => boolean) => boolean>}
 */
const EVIDENCE = {
  'qemu-system-x86': (exists) => exists('/usr/bin/qemu-system-x86_64'),
  'qemu-utils': (exists) => exists('/usr/bin/qemu-img'),
  'busybox-static': () => isStaticElf('/bin/busybox') || isStaticElf('/usr/bin/busybox'),
  acl: (exists) => exists('/usr/bin/setfacl'),
  screen: (exists) => exists('/usr/bin/screen'),
  chromium: (exists) => exists('/usr/bin/chromium'),
  'libvirt-clients': (exists) => exists('/usr/bin/virsh'),
  dbus: (exists) => exists('/usr/bin/dbus-daemon'),
  python3: (exists) => exists('/usr/bin/python3'),
  make: (exists) => exists('/usr/bin/make'),
  'g++': (exists) => exists('/usr/bin/g++'),
};

/**
 * @typedef {object} Machine what this module asks and does, so that tests need no apt
 * @property {(path: string) => boolean} exists
 * @property {(names: string[]) => string[]} installed  those that dpkg knows as installed
 * @property {() => boolean} hasLists                    whether apt has package lists
 * @property {(names: string[]) => string} uris          apt-get's --print-uris for an installation
 * @property {(args: string[]) => boolean} aptGet        runs apt-get, true when it worked
 * @property {boolean} isRoot
 * @property {boolean} mayInstall
 * @property {(line: string) => void} say
 */

/** The ones that are missing, in the order asked for. */
export function missingPackages(/** @type {string[]} */ names, machine = thisMachine()) {
  const unseen = names.filter((name) => !EVIDENCE[name]?.(machine.exists));
  const installed = unseen.length > 0 ? machine.installed(unseen) : [];
  return unseen.filter((name) => !installed.includes(name));
}

/**
 * Installs what is missing, or says what to do. True when everything is there now.
 *
 * @param {string[]} names
 */
export function ensurePackages(names, machine = thisMachine()) {
  const missing = missingPackages(names, machine);
  if (missing.length === 0) return true;
  machine.say(`Missing packages: ${missing.join(' ')}`);
  if (!machine.mayInstall) {
    machine.say('VIRTCELL_NO_APT=1 forbids installing them.');
    return false;
  }
  if (!machine.isRoot) {
    machine.say('Run this once, then start again:');
    machine.say(`sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends ${missing.join(' ')}'`);
    return false;
  }
  if (!machine.hasLists() && !machine.aptGet(['-qq', 'update'])) return failed(machine);
  machine.say(`Installing them with apt-get: ${downloadSize(machine.uris(missing))} to fetch, about a minute …`);
  const install = ['-qq', '-y', '--no-install-recommends', 'install', ...missing];
  // The lists may name versions that the mirror no longer has: one fresh look, then it is an error.
  if (machine.aptGet(install)) return true;
  return (machine.aptGet(['-qq', 'update']) && machine.aptGet(install)) || failed(machine);
}

function failed(/** @type {Machine} */ machine) {
  machine.say('apt-get failed; its words are above.');
  return false;
}

/** `'uri' name size hash` a line; the sizes added up. */
export function downloadSize(/** @type {string} */ uris) {
  const sizes = uris.split('\n').map((line) => Number(/^'[^']*' \S+ (\d+)/.exec(line)?.[1] ?? 0));
  return `${Math.ceil(sizes.reduce((sum, size) => sum + size, 0) / 1e6)} MB`;
}

/** @returns {Machine} */
function thisMachine() {
  const env = { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
  const text = (/** @type {string} */ command, /** @type {string[]} */ args) =>
    spawnSync(command, args, { encoding: 'utf8', env }).stdout ?? '';
  return {
    exists: existsSync,
    installed: (names) =>
      [...text('dpkg', ['-s', ...names]).matchAll(/^Package: (\S+)\nStatus: \S+ \S+ installed$/gm)].map(
        ([, name = '']) => name,
      ),
    hasLists: () => existsSync('/var/lib/apt/lists') && readdirSync('/var/lib/apt/lists').some(isPackageList),
    uris: (names) => text('apt-get', ['-qq', '--print-uris', '--no-install-recommends', 'install', ...names]),
    aptGet: (args) => {
      const { status, stdout, stderr } = spawnSync('apt-get', args, { stdio: ['ignore', 'pipe', 'pipe'], env });
      // A hundred lines of a package's progress help nobody, until one of them fails. Ours may be read by a program.
      if (status !== 0) process.stderr.write(`${stdout}${stderr}`);
      return status === 0;
    },
    isRoot: process.geteuid?.() === 0,
    mayInstall: process.env.VIRTCELL_NO_APT !== '1',
    say: console.log,
  };
}

const isPackageList = (/** @type {string} */ name) => name.includes('_Packages');
