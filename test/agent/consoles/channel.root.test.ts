import { readdirSync, readlinkSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BlockCheck, MAKE_BLOCK, sendBlocks } from '../../soak/streams.ts';
import { CHANNEL_DEVICE, type ChannelGuest, GuestShell, NAME, startChannelGuest } from '../channelGuest.ts';
import { CHANNEL } from '../linuxDomain.ts';
import { ConsoleClient } from './consoleClient.ts';
import { OutsideProgram } from './outsideProgram.ts';

let guest: ChannelGuest;
let shell: GuestShell;
beforeAll(async () => {
  guest = await startChannelGuest();
  // It has booted by then.
  await (await GuestShell.open(guest)).close();
});
afterAll(() => guest.agent.dispose());
beforeEach(async () => {
  shell = await GuestShell.open(guest);
});
afterEach(() => shell.close());

/** Attached where the journal ends now; `said` is what comes. */
async function attach(mode: 'read' | 'write' | 'force' = 'read', alias = 'channel0') {
  const said = { text: '' };
  const place = { socket: guest.agent.socket, name: NAME, alias, mode, from: Number.MAX_SAFE_INTEGER };
  const client = await ConsoleClient.attach(place, (bytes) => {
    said.text += bytes.toString('latin1');
  });
  await client.until(() => client.offset >= 0);
  return { client, said };
}

/** How often the agent has the channel's PTY open. */
const held = (alias = 'channel0'): number =>
  readdirSync(`/proc/${guest.agent.pid}/fd`).filter((fd) => {
    try {
      return readlinkSync(`/proc/${guest.agent.pid}/fd/${fd}`) === guest.ptys.get(alias);
    } catch {
      return false; // closed meanwhile
    }
  }).length;

describe('a channel of a Linux guest', () => {
  it('speaks both ways, to everybody who is attached', async () => {
    const [reader, writer] = [await attach('read'), await attach('write')];
    expect(reader.client.said('attached')).toMatchObject([{ alias: 'channel0', writer: false, journal: true }]);
    await shell.run(`echo hello > ${CHANNEL_DEVICE}`);
    for (const { client, said } of [reader, writer]) await client.until(() => said.text === 'hello\n');
    writer.client.type('what was typed\n');
    expect(await shell.run(`head -n 1 < ${CHANNEL_DEVICE}`)).toContain('what was typed');
    await Promise.all([reader.client.detach(), writer.client.detach()]);
  });

  it('carries megabytes as they were sent, and waits while nobody is attached', async () => {
    await shell.run(MAKE_BLOCK);
    const check = new BlockCheck();
    const sent = shell.run(sendBlocks(8, CHANNEL_DEVICE));
    const place = { socket: guest.agent.socket, name: NAME, alias: 'channel0', mode: 'read' } as const;
    const client = await ConsoleClient.attach({ ...place, from: Number.MAX_SAFE_INTEGER }, (bytes) =>
      check.take(bytes),
    );
    await sent;
    await client.until(() => check.length >= 8 * 1_100_000);
    expect([check.length, check.wrong]).toEqual([8 * 1_100_000, 0]);
    expect(held()).toBe(1);
    await client.detach();
  });

  it('goes on at its offset under the next agent, and has told its log to who asks', async () => {
    const before = await attach();
    await shell.run(`echo before > ${CHANNEL_DEVICE}`);
    await before.client.until(() => before.said.text === 'before\n');
    await guest.agent.signal('SIGKILL');
    await before.client.closed;
    await guest.agent.start();
    shell = await GuestShell.open(guest);
    const said = { text: '' };
    const place = { socket: guest.agent.socket, name: NAME, alias: 'channel0', mode: 'read' } as const;
    const after = await ConsoleClient.attach({ ...place, from: before.client.offset }, (bytes) => {
      said.text += bytes.toString('latin1');
    });
    await shell.run(`echo after > ${CHANNEL_DEVICE}`);
    await after.until(() => said.text === 'after\n');
    const from = String(before.client.offset - 'before\n'.length);
    const log = await guest.agent.virtcell(['log', NAME, 'channel0', '--from', from]);
    expect(log).toEqual({ code: 0, stdout: 'before\nafter\n', stderr: '' });
    await after.detach();
  });

  it('is an outside program’s while that has the PTY', async () => {
    const { client, said } = await attach();
    const outside = await OutsideProgram.start(guest.ptys.get('channel0') ?? '');
    await client.until(() => client.said('outside').length > 0);
    // The shell that it was when it opened the PTY may be what was found.
    expect(client.said('outside')).toMatchObject([{ pid: outside.pid, takesOutput: true }]);
    await shell.run(`echo theirs > ${CHANNEL_DEVICE}`);
    expect(await outside.read('theirs\n'.length)).toBe('theirs\n');
    await outside.end();
    await shell.run(`echo ours > ${CHANNEL_DEVICE}`);
    await client.until(() => said.text.length > 0);
    expect(said.text).toBe('ours\n');
    await client.detach();
  });

  it('that is plugged in has a console too, and a journal that begins anew when another takes its place', async () => {
    const fragment = guest.agent.file('channel.xml', CHANNEL.replace('virtcell.test', 'virtcell.second'));
    for (const word of ['first', 'second']) {
      expect((await guest.agent.virtcell(['attach-device', NAME, fragment])).stderr).toBe('');
      const { client, said } = await attach('read', 'channel1');
      await shell.run(`until [ -e /dev/vport0p2 ]; do usleep 10000; done; echo ${word} > /dev/vport0p2`);
      await client.until(() => said.text === `${word}\n`);
      expect(client.offset).toBe(word.length + 1);
      const detached = await guest.agent.virtcell(['detach-device', NAME, fragment]);
      expect(detached.stderr).toBe('');
      await client.closed;
      expect(client.said('ended')).toEqual([{ kind: 'ended', reason: 'detached' }]);
    }
  });
});
