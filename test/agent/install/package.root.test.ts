import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DomainEntry } from '../../../protocol/methods.ts';
import { VERSION } from '../../../protocol/version.ts';
import { packageAgent } from '../../../scripts/package/deb.mjs';
import { bootSectorXml, paddedBootSector } from '../testDomains.ts';
import { Machine } from './machine.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const NEXT = '0.8.0';

/** This project as it would be with another version, without touching its own build. */
function packageOf(version: string, folder: string): Buffer {
  const project = join(folder, version);
  mkdirSync(join(project, 'scripts'), { recursive: true });
  for (const name of ['node_modules', 'LICENSE', 'package.json', 'scripts/package']) {
    symlinkSync(join(ROOT, name), join(project, name));
  }
  cpSync(join(ROOT, 'dist'), join(project, 'dist'), { recursive: true });
  for (const name of readdirSync(join(project, 'dist')).filter((file) => file.endsWith('.js'))) {
    const path = join(project, 'dist', name);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(`"${VERSION}"`, `"${version}"`));
  }
  return readFileSync(packageAgent(project, folder) ?? '');
}

/** What a System V init writes down when it has booted, utmp(5): without it dpkg starts nothing. */
function runLevel(level: string): Buffer {
  const RUN_LVL = 1;
  const record = Buffer.alloc(384);
  record.writeInt16LE(RUN_LVL, 0);
  record.writeInt32LE('N'.charCodeAt(0) * 256 + level.charCodeAt(0), 4);
  record.write('~', 8);
  record.write('~~', 40);
  record.write('runlevel', 44);
  return record;
}

/** Installed, upgraded, removed and purged by dpkg: one machine, in this order. */
describe('the package', () => {
  let machine: Machine;
  let before: readonly string[];
  beforeAll(async () => {
    machine = await Machine.boot();
    const folder = mkdtempSync(join(ROOT, '.cache/deb-test-'));
    try {
      for (const version of [VERSION, NEXT]) {
        await machine.write(`/var/packages/${version}.deb`, packageOf(version, folder));
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
    // A container's image forbids services to start and has no init, which means the same; its Node may be from elsewhere.
    await machine.shell(`rm -f /usr/sbin/policy-rc.d; [ -e /sbin/init ] || ln -s /bin/bash /usr/sbin/init
      [ -x /usr/bin/node ] || cp ${process.execPath} /usr/bin/node`);
    await machine.write('/run/utmp', runLevel('2'));
    before = await machine.changes();
    const xml = bootSectorXml({ name: 'vm', disk: '/var/machines/vm.img' });
    await machine.write('/var/machines/vm.img', paddedBootSector());
    await machine.write('/var/machines/vm.xml', xml);
  });
  afterAll(() => machine.dispose());

  // Where Node came by another way than apt, dpkg does not know of it. Triggers would index all manual pages.
  const dpkg = (...argv: string[]) => machine.run(['dpkg', '--force-depends', '--no-triggers', ...argv]);
  const domain = async () => ((await machine.json(['list', '--all'])) as DomainEntry[])[0];

  it('needs a Node that is recent enough', async () => {
    const fields = ['-f', `/var/packages/${VERSION}.deb`, 'Depends', 'Version', 'Recommends'];
    const text = await machine.done(['dpkg-deb', ...fields]);
    expect(text).toContain('Depends: nodejs (>= 20.19), ');
    // pty.node is compiled, and wants the libc that it was compiled against, or a later one.
    expect(text).toMatch(/, libc6 \(>= 2\.\d+\), /);
    expect(text).toContain(`Version: ${VERSION}\n`);
  });

  it('is root’s alone, and has nothing that others can write', async () => {
    const lines = (await machine.done(['dpkg-deb', '-c', `/var/packages/${VERSION}.deb`])).trim().split('\n');
    const others = lines.filter((line) => !/^(-rw-r--r--|[-d]rwxr-xr-x|lrwxrwxrwx) root\/root /.test(line));
    expect(others).toEqual([]);
    const paths = lines.map((line) => line.split(' ./')[1]);
    expect(paths).toContain('usr/share/man/man1/virtcell.1.gz');
    expect(paths).toContain('usr/share/bash-completion/completions/virtcell');
    expect(paths).toContain('usr/lib/systemd/system/virtcell.service');
  });

  it('is the same, byte for byte, of the same files', async () => {
    const folder = mkdtempSync(join(ROOT, '.cache/deb-test-'));
    const umask = process.umask(0o077);
    try {
      await machine.write('/var/packages/again.deb', packageOf(VERSION, folder));
    } finally {
      process.umask(umask);
      rmSync(folder, { recursive: true });
    }
    await machine.shell(`cd /var/packages; cmp again.deb ${VERSION}.deb; rm again.deb`);
  });

  it('has only scripts that a POSIX shell can read', async () => {
    await machine.shell(`dpkg-deb -e /var/packages/${VERSION}.deb /var/packages/control
      for script in /var/packages/control/p*; do sh -n $script; done`);
  });

  it('installs an agent that runs', async () => {
    const { code, stderr } = await dpkg('-i', `/var/packages/${VERSION}.deb`);
    expect([code, stderr.includes('was not started')]).toEqual([0, false]);
    expect(await machine.json(['agent', 'status'])).toMatchObject({
      ...{ installed: 'package', version: VERSION, node: '/usr/bin/node', findings: [] },
      pid: expect.any(Number),
    });
    expect(await machine.shell('stat -c "%a %U:%G" /run/virtcell/agent.sock; id -nG virtcell-qemu')).toMatch(
      /^660 root:virtcell\nvirtcell-qemu( kvm)?\n$/,
    );
    expect(await machine.shell('dpkg --verify virtcell')).toBe('');
    expect(await machine.shell('ls /etc/rc2.d | grep virtcell')).toMatch(/^S\d\dvirtcell\n$/);
    expect(await machine.shell('zcat /usr/share/man/man1/virtcell.1.gz | head -1')).toContain('.TH');
  });

  it('and an agent of one’s own keep out of each other’s way', async () => {
    const virtcell = await machine.checkOut();
    const { code, stderr } = await machine.run([...virtcell, 'agent', 'install', '--yes']);
    expect([code, stderr.includes('[install-refused]'), stderr.includes('apt remove virtcell')]).toEqual([
      1,
      true,
      true,
    ]);
    const uninstalled = await machine.run([...virtcell, 'agent', 'uninstall', '--yes']);
    expect([uninstalled.code, uninstalled.stderr.includes('[not-installed]')]).toEqual([1, true]);
    await machine.shell('mkdir -p /usr/local/lib/virtcell/current');
    const second = await dpkg('-i', `/var/packages/${NEXT}.deb`);
    await machine.shell('rm -r /usr/local/lib/virtcell');
    expect([second.code, second.stderr.includes('virtcell agent uninstall')]).toEqual([1, true]);
    // dpkg has put back what it began with.
    expect(await machine.json(['agent', 'status'])).toMatchObject({
      version: VERSION,
      findings: [],
      pid: expect.any(Number),
    });
  });

  it('is upgraded while a machine runs: the same process, and its console goes on', async () => {
    await machine.done(['chown', 'virtcell-qemu', '/var/machines/vm.img']);
    await machine.json(['define', '/var/machines/vm.xml']);
    await machine.json(['start', 'vm']);
    const before = await domain();
    expect(await dpkg('-i', `/var/packages/${NEXT}.deb`)).toMatchObject({ code: 0 });
    expect(await machine.json(['agent', 'status'])).toMatchObject({
      version: NEXT,
      findings: [],
      pid: expect.any(Number),
    });
    expect(await machine.shell('ls /usr/lib/virtcell/releases')).toMatch(/^0\.8\.0-[0-9a-f]{12}\n$/);
    expect(await domain()).toMatchObject({ pid: before?.pid, state: 'running' });
    await machine.done(['virtcell', 'console', 'vm', '--until', 'yes'], { input: 'yes' });
  });

  it('is not removed under a machine that runs', async () => {
    const before = await domain();
    const { code, stderr } = await dpkg('-r', 'virtcell');
    expect([code, stderr.includes('virtual machines run')]).toEqual([1, true]);
    expect(await domain()).toMatchObject({ pid: before?.pid, state: 'running' });
  });

  it('also not when the agent is stopped and cannot say', async () => {
    await machine.done(['virtcell', 'agent', 'stop']);
    const { code, stderr } = await dpkg('-r', 'virtcell');
    expect([code, stderr.includes('virtual machines run')]).toEqual([1, true]);
    // dpkg has put back what it began with.
    expect(await domain()).toMatchObject({ state: 'running' });
  });

  it('leaves its configuration when it is removed, and a script that does nothing', async () => {
    await machine.done(['virtcell', 'destroy', 'vm']);
    expect(await dpkg('-r', 'virtcell')).toMatchObject({ code: 0 });
    expect(await machine.run(['/etc/init.d/virtcell', 'start'])).toMatchObject({ code: 0, stdout: '' });
    expect(await machine.run(['ls', '/etc/virtcell/agent.json', '/usr/bin/virtcell'])).toMatchObject({
      stdout: '/etc/virtcell/agent.json\n',
    });
    expect(await machine.shell('ps -e -o args= | grep -c "^[^ ]*node.*virtcell" || :')).toBe('0\n');
  });

  it('leaves what users made when it is purged, and says so', async () => {
    const { code, stderr } = await dpkg('-P', 'virtcell');
    expect([code, stderr]).toEqual([0, expect.stringContaining('what users made is left in /var/lib/virtcell')]);
    const changes = (await machine.changes()).filter((path) => !before.includes(path));
    const left = changes.filter((path) => !/^var\/(machines|packages|lib\/dpkg|log|cache)\//.test(path));
    expect(left.map((path) => path.replace(/[0-9a-f-]{36}/, 'UUID'))).toEqual([
      'var/lib/virtcell/consoles/0/UUID/serial0.log',
      'var/lib/virtcell/consoles/0/UUID/serial0.log.index',
      'var/lib/virtcell/definitions/0/vm.source.json',
      'var/lib/virtcell/definitions/0/vm.xml',
    ]);
  });

  it('takes no group away that was there before it, and minds no script that the administrator removed', async () => {
    await machine.shell('groupadd --gid 1700 virtcell');
    expect(await dpkg('-i', `/var/packages/${VERSION}.deb`)).toMatchObject({ code: 0 });
    await machine.shell('/etc/init.d/virtcell stop; rm /etc/init.d/virtcell');
    expect(await dpkg('-i', `/var/packages/${NEXT}.deb`)).toMatchObject({ code: 0 });
    expect(await dpkg('-P', 'virtcell')).toMatchObject({ code: 0 });
    expect(await machine.shell('getent passwd virtcell-qemu || :; getent group virtcell')).toBe('virtcell:x:1700:\n');
  });

  it('is not installed where root’s machines would run as a person', async () => {
    await machine.shell('useradd --no-create-home --uid 1700 virtcell-qemu');
    const { code, stderr } = await dpkg('-i', `/var/packages/${VERSION}.deb`);
    expect([code, stderr.includes('the user virtcell-qemu has the uid 1700')]).toEqual([1, true]);
  });
});
