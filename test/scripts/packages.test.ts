import { expect, test } from 'vitest';
import { downloadSize, ensurePackages, type Machine, missingPackages } from '../../scripts/prepare/packages.mjs';

/** A machine on which nothing is installed, and what happened to it. */
function machine(changes: Partial<Machine> = {}) {
  const said: string[] = [];
  const ran: string[] = [];
  const all: Machine = {
    exists: () => false,
    installed: () => [],
    hasLists: () => true,
    uris: () => "'http://mirror/acl.deb' acl.deb 61244 SHA256:0\n'http://mirror/b.deb' b.deb 2000000 SHA256:0\n",
    aptGet: (args) => {
      ran.push(args.filter((arg) => !arg.startsWith('-')).join(' '));
      return true;
    },
    isRoot: true,
    mayInstall: true,
    say: (line) => void said.push(line),
    ...changes,
  };
  return { all, said, ran };
}

test('a program that is there counts, whoever brought it; dpkg is asked about the rest', () => {
  const asked: string[][] = [];
  const { all } = machine({
    exists: (path) => path === '/usr/bin/setfacl',
    installed: (names) => {
      asked.push(names);
      return ['libvirt-daemon-system'];
    },
  });
  expect(missingPackages(['acl', 'qemu-utils', 'libvirt-daemon-system'], all)).toEqual(['qemu-utils']);
  expect(asked).toEqual([['qemu-utils', 'libvirt-daemon-system']]);
});

test('does nothing and says nothing when all is there', () => {
  const { all, said, ran } = machine({ exists: () => true });
  expect(ensurePackages(['acl', 'make'], all)).toBe(true);
  expect([said, ran]).toEqual([[], []]);
});

test('as root lists what is missing before it installs it', () => {
  const { all, said, ran } = machine();
  expect(ensurePackages(['acl', 'make'], all)).toBe(true);
  expect(said[0]).toBe('Missing packages: acl make');
  expect(said[1]).toContain('3 MB');
  expect(ran).toEqual(['install acl make']);
});

test('fetches lists only where there are none', () => {
  const { all, ran } = machine({ hasLists: () => false });
  expect(ensurePackages(['acl'], all)).toBe(true);
  expect(ran).toEqual(['update', 'install acl']);
});

test('refreshes stale lists once and then gives up', () => {
  const tried: (string | undefined)[] = [];
  const { all, said } = machine({
    aptGet: (args) => {
      tried.push(args.find((arg) => !arg.startsWith('-')));
      return args.includes('update');
    },
  });
  expect(ensurePackages(['acl'], all)).toBe(false);
  expect(tried).toEqual(['install', 'update', 'install']);
  expect(said.at(-1)).toContain('apt-get failed');
});

test('as anybody else gives one line to run', () => {
  const { all, said, ran } = machine({ isRoot: false });
  expect(ensurePackages(['acl', 'make'], all)).toBe(false);
  expect(ran).toEqual([]);
  expect(said.filter((line) => line.startsWith('sudo '))).toEqual([
    "sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends acl make'",
  ]);
});

test('VIRTCELL_NO_APT=1 lists and refuses', () => {
  const { all, said, ran } = machine({ mayInstall: false });
  expect(ensurePackages(['acl'], all)).toBe(false);
  expect(said).toEqual(['Missing packages: acl', 'VIRTCELL_NO_APT=1 forbids installing them.']);
  expect(ran).toEqual([]);
});

test('adds up what apt-get would fetch', () => {
  expect(downloadSize('')).toBe('0 MB');
  expect(downloadSize("'http://m/a_1%3a2.deb' a_1%3a2.deb 9281168 SHA256:0")).toBe('10 MB');
});
