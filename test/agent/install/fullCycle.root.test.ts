import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DomainEntry, StartedDomain } from '../../../protocol/methods.ts';
import { VERSION } from '../../../protocol/version.ts';
import { bootSectorXml, paddedBootSector } from '../testDomains.ts';
import { Machine } from './machine.ts';

const ANN = 1500;
const LIB = '/usr/local/lib/virtcell';

/** Installed, used, upgraded, rebooted, uninstalled: one machine, in this order. */
describe('an agent on a machine without systemd', () => {
  let machine: Machine;
  let virtcell: string[];
  let ann: { uid: number; groups: number[] };
  beforeAll(async () => {
    machine = await Machine.boot();
    virtcell = await machine.checkOut();
  });
  afterAll(() => machine.dispose());

  const list = async () => (await machine.json(['list', '--all'])) as DomainEntry[];
  const install = () => machine.run([...virtcell, 'agent', 'install', '--yes']);
  const status = async () =>
    (await machine.json(['agent', 'status'])) as { version: string; folder: string; pid: number };
  const pidOf = async (name: string) => (await list()).find((domain) => domain.name === name)?.pid;
  const echoes = (name: string) =>
    machine.done(['virtcell', 'console', name, '--until', 'yes', '--owner', String(ANN)], { input: 'yes' });
  const isAlive = async (pid: number | null | undefined) => (await machine.run(['kill', '-0', String(pid)])).code === 0;

  /** The next release: another version, and perhaps a defect. */
  const change = (version: string, script = '') =>
    machine.shell(`cd /usr/local/src/virtcell/dist; sed -i 's/"${VERSION}"/"${version}"/' virtcell*.js; ${script}`);

  async function bootSector(name: string, owner: number): Promise<string> {
    await machine.write(`/var/machines/${name}.img`, paddedBootSector(), '600');
    await machine.write(`/var/machines/${name}.xml`, bootSectorXml({ name, disk: `/var/machines/${name}.img` }));
    await machine.done(['chown', `${owner}:${owner}`, `/var/machines/${name}.img`]);
    return `/var/machines/${name}.xml`;
  }

  it('is installed and started, whatever umask root has', async () => {
    const command = [...virtcell, 'agent', 'install', '--yes'].join(' ');
    const { code, stdout, stderr } = await machine.run(['sh', '-c', `umask 077; ${command}`]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`Virtcell ${VERSION} is installed and runs`);
    expect(await machine.run(['virtcell', '--version'])).toMatchObject({ stdout: `virtcell ${VERSION}\n` });
    const { folder } = await status();
    expect(await machine.shell(`readlink -f ${LIB}/current`)).toBe(`${folder}\n`);
    expect(await machine.shell('stat -c "%a %U:%G" /run/virtcell/agent.sock')).toBe('660 root:virtcell\n');
    expect(await machine.shell('getent passwd virtcell-qemu')).toMatch(/:\/nonexistent:\/usr\/sbin\/nologin\n$/);
    // For /dev/kvm, where udev gives that to a group.
    const kvm = await machine.shell('getent group kvm >/dev/null && echo kvm || :');
    expect(await machine.shell('id -nG virtcell-qemu')).toBe(['virtcell-qemu', kvm || '\n'].join(kvm ? ' ' : ''));
  });

  it('belongs to root; nobody else may write to any of it, and everybody read', async () => {
    expect(await machine.shell(`find ${LIB} /usr/local/bin /usr/local/share/man ! -type l ! -perm -444`)).toBe('');
    const places = `${LIB} /usr/local/bin/virtcell /etc/virtcell /etc/init.d/virtcell /var/lib/virtcell`;
    expect(await machine.shell(`find ${places} ! -user root -o ! -group root -o ! -type l -perm /022`)).toBe('');
    expect(await machine.shell(`find ${LIB} -type f -perm /111 -printf '%f\\n'`)).toBe('virtcell.js\n');
  });

  it('is started at boot by the machine’s own script', async () => {
    expect(await machine.shell('ls /etc/rc2.d | grep virtcell')).toMatch(/^S\d\dvirtcell\n$/);
    const restarted = await status();
    await machine.done(['/etc/init.d/virtcell', 'restart']);
    expect((await status()).pid).not.toBe(restarted.pid);
    expect(await machine.run(['/etc/init.d/virtcell', 'status'])).toMatchObject({ code: 0 });
    await machine.done(['/etc/init.d/virtcell', 'stop']);
    expect(await machine.run(['/etc/init.d/virtcell', 'status'])).toMatchObject({ code: 3 });
    expect(await machine.run(['/etc/init.d/virtcell', 'stop'])).toMatchObject({ code: 0 });
    await machine.done(['/etc/init.d/virtcell', 'start']);
    await machine.done(['/etc/init.d/virtcell', 'start']);
    expect(await machine.run(['/etc/init.d/virtcell', 'walk'])).toMatchObject({ code: 2 });
  });

  it('installed again is left as it is', async () => {
    const before = await status();
    const { code, stdout } = await install();
    expect([code, stdout]).toEqual([0, `Virtcell ${before.folder.split('/').at(-1)} is installed and runs.\n`]);
    expect(await status()).toEqual(before);
  });

  it('serves the members of its group, and runs root’s machines as its user', async () => {
    const gid = Number((await machine.shell('getent group virtcell')).split(':')[2]);
    ann = { uid: ANN, groups: [gid] };
    const stranger = await machine.run(['virtcell', 'list'], { uid: ANN });
    expect([stranger.code, stranger.stderr.includes('agent-denied')]).toEqual([1, true]);
    await machine.json(['define', await bootSector('ann', ANN)], ann);
    await machine.json(['start', 'ann'], ann);
    await machine.write('/var/machines/root.img', paddedBootSector(), '644');
    await machine.write('/var/machines/root.xml', bootSectorXml({ name: 'root', disk: '/var/machines/root.img' }));
    await machine.done(['chown', 'virtcell-qemu', '/var/machines/root.img']);
    const { pid } = (await machine.json(['create', '/var/machines/root.xml'])) as StartedDomain;
    expect(await machine.shell(`ps -o user= -p ${pid}`)).toBe('virtcell-qemu\n');
    await machine.done(['virtcell', 'destroy', 'root']);
  });

  it('is upgraded while a machine runs: the same process, and its console goes on', async () => {
    const [before, pid] = [await status(), await pidOf('ann')];
    await change('0.8.0');
    const { code, stdout, stderr } = await install();
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`in the place of ${VERSION}`);
    expect(await status()).toMatchObject({ version: '0.8.0', findings: [] });
    expect(await machine.shell('virtcell doctor | grep agent:')).toContain('version 0.8.0');
    expect(await machine.shell(`ls ${LIB}/releases`)).not.toContain(before.folder.split('/').at(-1));
    expect([await pidOf('ann'), await isAlive(pid)]).toEqual([pid, true]);
    await echoes('ann');
  });

  it('stays when an upgrade does not start, and the machine with it', async () => {
    const [before, pid] = [await status(), await pidOf('ann')];
    await change('0.8.1', 'sed -i "1i throw new Error(\'a defect\');" virtcell-agentRun-*.js');
    const { code, stderr } = await install();
    expect([code, stderr.includes('install-step'), stderr.includes('a defect')]).toEqual([1, true, true]);
    expect(await status()).toMatchObject({ version: '0.8.0', folder: before.folder, findings: [] });
    expect(await machine.shell(`ls ${LIB}/releases`)).toBe(`${before.folder.split('/').at(-1)}\n`);
    expect(await pidOf('ann')).toBe(pid);
    await echoes('ann');
  });

  it('is there after a reboot with its definitions, and nothing half of what ran', async () => {
    await machine.reboot();
    expect(await machine.run(['virtcell', 'agent', 'status'])).toMatchObject({ code: 1 });
    // As init does, in the order of the names.
    await machine.shell('umask 077; for script in /etc/rc2.d/S??virtcell; do $script start; done');
    expect(await machine.shell('stat -c %a /run/virtcell')).toBe('755\n');
    expect(await list()).toMatchObject([{ name: 'ann', owner: ANN, state: 'shut off', pid: null }]);
    expect(await machine.shell('find /run/virtcell/domains -type f')).toBe('');
    const { pid } = (await machine.json(['start', 'ann'], ann)) as StartedDomain;
    expect(await isAlive(pid)).toBe(true);
    await echoes('ann');
  });

  it('is not uninstalled under a machine that runs', async () => {
    const pid = await pidOf('ann');
    const { code, stderr } = await machine.run(['virtcell', 'agent', 'uninstall', '--yes']);
    expect([code, stderr]).toEqual([1, expect.stringContaining(`process ${pid} of uid ${ANN} [domain-running]`)]);
    expect(await pidOf('ann')).toBe(pid);
  });

  it('is not uninstalled under one that was started while it asked, and runs again', async () => {
    await machine.done(['virtcell', 'destroy', 'ann', '--owner', String(ANN)]);
    const { code, stdout } = await machine.run([
      'bash',
      '-c',
      `set -o pipefail; mkfifo /run/typed; exec 3<>/run/typed
      script --quiet --return --log-out /dev/null --command 'virtcell agent uninstall' <&3 | {
        IFS= read -r -d ']' asked
        setpriv --reuid=${ANN} --regid=${ANN} --groups=${ann.groups} virtcell start ann
        echo yes >&3
        cat
      }`,
    ]);
    expect([code, stdout]).toEqual([1, expect.stringContaining('[domain-running]')]);
    expect(await list()).toMatchObject([{ name: 'ann', state: 'running' }]);
    expect(await status()).toMatchObject({ findings: [], pid: expect.any(Number), machines: 1 });
  });

  it('is uninstalled, and says what of the users is left', async () => {
    await machine.done(['virtcell', 'destroy', 'ann', '--owner', String(ANN)]);
    await machine.shell('sed -i "s/}/,\\"devSync\\":\\"manual\\"}/" /etc/virtcell/agent.json');
    const { code, stdout } = await machine.run(['virtcell', 'agent', 'uninstall', '--yes']);
    expect([code, stdout.split('users made it:\n')[1]]).toEqual([
      0,
      '  /var/lib/virtcell/definitions: 1 definition\n' +
        '  /var/lib/virtcell/consoles: 1 console log\n' +
        '  /etc/virtcell/agent.json: the configuration, which was changed\n',
    ]);
    const left = (await machine.changes()).filter((path) => !path.startsWith('var/machines/'));
    expect(left.map((path) => path.replace(/[0-9a-f-]{36}/, 'UUID'))).toEqual([
      'etc/virtcell/agent.json',
      `var/lib/virtcell/consoles/${ANN}/UUID/serial0.log`,
      `var/lib/virtcell/consoles/${ANN}/UUID/serial0.log.index`,
      `var/lib/virtcell/definitions/${ANN}/ann.source.json`,
      `var/lib/virtcell/definitions/${ANN}/ann.xml`,
    ]);
    expect(await machine.shell('ps -e -o args= | grep -c "^[^ ]*node.*virtcell" || :')).toBe('0\n');
  });

  it('installed once more has the definitions that were left', async () => {
    await machine.checkOut();
    expect(await install()).toMatchObject({ code: 0, stderr: '' });
    expect(await list()).toMatchObject([{ name: 'ann', owner: ANN, state: 'shut off' }]);
  });

  it('is uninstalled by force under a machine that runs, which the next one takes over', async () => {
    const { pid } = (await machine.json(['start', 'ann'], ann)) as StartedDomain;
    const { code, stdout } = await machine.run(['virtcell', 'agent', 'uninstall', '--yes', '--force']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('/run/virtcell: 1 virtual machine that no agent')]);
    expect(await isAlive(pid)).toBe(true);
    expect(await install()).toMatchObject({ code: 0, stderr: '' });
    expect(await list()).toMatchObject([{ name: 'ann', pid, state: 'running' }]);
    await echoes('ann');
  });
});
