import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Machine } from './machine.ts';

const AGENT_RUN = '/usr/local/src/virtcell/dist/virtcell-agentRun-*.js';

/** Has a program of the machine kill who called it, once it has done its work. */
const deadly = (program: string) => `cp -p ${program} /run/real
  printf '#!/bin/sh\\n/run/real "$@"; kill -KILL $PPID\\n' >/run/deadly; chmod 755 /run/deadly
  mount --bind /run/deadly ${program}`;
const harmless = (program: string) => `umount ${program}`;

describe('an installation that breaks off', () => {
  let machine: Machine;
  let virtcell: string[];
  beforeAll(async () => {
    machine = await Machine.boot();
    virtcell = await machine.checkOut();
  });
  afterAll(() => machine.dispose());

  const agent = (...argv: string[]) => machine.run([...virtcell, 'agent', ...argv]);
  const install = () => agent('install', '--yes');

  /** Killed, and not only failed: nothing is taken back. */
  it.each([
    ['its group', deadly('/usr/sbin/groupadd'), harmless('/usr/sbin/groupadd')],
    ['its user', deadly('/usr/sbin/useradd'), harmless('/usr/sbin/useradd')],
    ['its place in the boot', deadly('/usr/sbin/update-rc.d'), harmless('/usr/sbin/update-rc.d')],
    ['its agent', `sed -i "1i process.kill(process.ppid, 'SIGKILL');" ${AGENT_RUN}`, `sed -i 1d ${AGENT_RUN}`],
  ])(
    'by being killed, with %s made, is done by the next one, and nothing is left when that is uninstalled',
    async (_, spoil, mend) => {
      await machine.shell(spoil);
      const killed = await install();
      await machine.shell(mend);
      expect(killed.code).toBeNull();
      expect(await install()).toMatchObject({ code: 0, stderr: '' });
      expect(await machine.json(['agent', 'status'])).toMatchObject({ findings: [], differs: false });
      expect(await machine.shell('ls /etc/rc2.d | grep -c virtcell; ls /usr/local/lib/virtcell/releases | wc -l')).toBe(
        '1\n1\n',
      );
      expect(await agent('uninstall', '--yes')).toMatchObject({ code: 0, stderr: '' });
      expect(await machine.changes()).toEqual([]);
    },
  );

  it('as an upgrade starts the agent again that it has stopped, though the new one would have had another Node', async () => {
    await install();
    const before = (await machine.json(['agent', 'status'])) as { folder: string };
    // A folder in the way of the script, which is written once the agent is stopped.
    await machine.shell(`sed -i '1i //' ${AGENT_RUN}
      mkdir -p /usr/local/src/home; cp ${process.execPath} /usr/local/src/home/node; chown 1500 /usr/local/src/home
      mkdir /etc/init.d/virtcell.new`);
    const argv = ['/usr/local/src/home/node', ...virtcell.slice(1), 'agent', 'install', '--yes'];
    const failed = await machine.run(argv, { env: { SUDO_UID: '1500' } });
    await machine.shell('rmdir /etc/init.d/virtcell.new; rm -r /usr/local/src/home');
    expect([failed.code, failed.stderr]).toEqual([1, expect.stringContaining('write /etc/init.d/virtcell')]);
    expect(await machine.json(['agent', 'status'])).toMatchObject({ folder: before.folder, pid: expect.any(Number) });
  });

  it('as an uninstallation that could not remove its group goes on when it is asked again', async () => {
    await install();
    await machine.shell('useradd --no-create-home --gid virtcell bob');
    const refused = await agent('uninstall', '--yes');
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('groupdel failed')]);
    // And one that has its state on a disk of its own, whose mount point nobody can remove.
    await machine.shell('userdel bob; mount -t tmpfs -o mode=755 disk /var/lib/virtcell');
    expect(await agent('uninstall', '--yes')).toMatchObject({ code: 0, stderr: '' });
    await machine.shell('umount /var/lib/virtcell');
    expect(await machine.changes()).toEqual([]);
  });
});
