import { beforeEach, describe, expect, test } from 'vitest';
import { ShellSession } from '../../../extension/consoles/shellSession.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import { PROTOCOL_VERSION } from '../../../protocol/version.ts';
import { english } from '../l10n.ts';
import { ScriptedClock } from './scriptedClock.ts';
import { type ScriptedSocket, scriptedOpening } from './scriptedSocket.ts';

const SIZE = { columns: 100, rows: 30 };

let opening: ReturnType<typeof scriptedOpening>;
let clock: ScriptedClock;
let written: string;
let overs: number;
let session: ShellSession;
beforeEach(() => {
  opening = scriptedOpening();
  clock = new ScriptedClock();
  written = '';
  overs = 0;
  session = new ShellSession(
    { name: 'demo', owner: 1000 },
    {
      openSocket: opening.open,
      write: (text) => {
        written += text;
      },
      over: () => {
        overs++;
      },
      later: clock.later,
      l10n: english,
    },
  );
});

async function open(): Promise<ScriptedSocket> {
  await session.open(SIZE);
  return opening.sockets[0] as ScriptedSocket;
}

describe('a shell', () => {
  test('is asked for by name, with the size of its terminal', async () => {
    const { query } = await open();
    expect(Object.fromEntries(query)).toEqual({
      ...{ protocol: String(PROTOCOL_VERSION), name: 'demo', owner: '1000' },
      ...{ columns: '100', rows: '30', term: 'xterm-256color' },
    });
  });

  test('gets what was typed, also before it was there, and hears of another size', async () => {
    const opens = session.open(SIZE);
    session.input('ls');
    session.resize({ columns: 4000, rows: 40 });
    await opens;
    const [socket] = opening.sockets as [ScriptedSocket];
    session.input('\r');
    await new Promise(setImmediate);
    expect(socket.text).toBe('ls\r');
    session.resize({ columns: 90, rows: 20 });
    expect(socket.orders).toEqual([
      { kind: 'resize', columns: 1000, rows: 40 },
      { kind: 'resize', columns: 90, rows: 20 },
    ]);
  });

  test('prints, a character divided between frames as well', async () => {
    const socket = await open();
    for (const byte of Buffer.from('$ ✓')) socket.output(Buffer.of(byte));
    expect(written).toBe('$ ✓');
  });

  test('that prints more than its terminal shows has to wait', async () => {
    const socket = await open();
    socket.output('x'.repeat(65_535));
    expect(socket.paused).toBe(false);
    expect(written.slice(-9)).toBe('\x1b[?4242$p');
    socket.output('x');
    expect(socket.paused).toBe(true);
    session.input('\x1b[?4242;0$y');
    expect(socket.paused).toBe(false);
    await new Promise(setImmediate);
    expect(socket.text).toBe('');
  });

  test('waits for a terminal that does not answer two seconds at most', async () => {
    const socket = await open();
    socket.output('x'.repeat(70_000));
    clock.pass(1999);
    expect(socket.paused).toBe(true);
    clock.pass(1);
    expect(socket.paused).toBe(false);
  });
});

describe('its end', () => {
  test('by exit closes the terminal', async () => {
    const socket = await open();
    socket.control({ kind: 'ended', code: 0 });
    socket.break();
    expect(overs).toBe(1);
    expect(written).toBe('');
  });

  test.each([
    [{ code: 3 }, 'This shell ended with exit code 3'],
    [{ signal: 9 }, 'This shell was ended by signal 9'],
    [{ reason: 'the domain demo ended' }, 'This shell was ended: the domain demo ended'],
  ])('%o is said, and any key closes the terminal', async (end, words) => {
    const socket = await open();
    socket.control({ kind: 'ended', ...end });
    socket.break();
    expect(written).toContain(`[${words}. Any key closes this terminal]`);
    expect(written).not.toContain('agent is gone');
    expect(overs).toBe(0);
    session.input('x');
    expect(overs).toBe(1);
  });

  test('with the agent is said', async () => {
    (await open()).break();
    expect(written).toContain('[The agent is gone, and this shell with it. Any key closes this terminal]');
  });

  test('before it began says why', async () => {
    opening.refuse(new VirtcellError({ code: 'shell-unavailable', message: 'There is none', hint: 'Build it.' }));
    await open();
    expect(written).toContain('[There is none. Build it. Any key closes this terminal]');
  });

  test('by closing its terminal is told to the agent, also while it is being opened', async () => {
    const opens = session.open(SIZE);
    session.close();
    await opens;
    const [socket] = opening.sockets as [ScriptedSocket];
    expect(socket.closedWith).toBe(1000);
    socket.output('late');
    socket.break();
    expect(written).toBe('');
  });
});
