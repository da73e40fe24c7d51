import { beforeEach, describe, expect, test } from 'vitest';
import { ConsoleSession } from '../../../extension/consoles/consoleSession.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import { PROTOCOL_VERSION } from '../../../protocol/version.ts';
import { english } from '../l10n.ts';
import { ScriptedClock } from './scriptedClock.ts';
import { type ScriptedSocket, scriptedOpening } from './scriptedSocket.ts';

let opening: ReturnType<typeof scriptedOpening>;
let clock: ScriptedClock;
let session: ConsoleSession;
let written: string;
let asked: string[];
const newSession = (isNewcomer: boolean): ConsoleSession =>
  new ConsoleSession(
    { name: 'demo', owner: 1000, alias: 'serial0' },
    {
      openSocket: opening.open,
      start: async () => void asked.push('start'),
      addConsole: async () => void asked.push('add a console'),
      write: (text) => {
        written += text;
      },
      isNewcomer,
      later: clock.later,
      l10n: english,
    },
  );
beforeEach(() => {
  opening = scriptedOpening();
  clock = new ScriptedClock();
  written = '';
  asked = [];
  session = newSession(true);
});

/** Waits until so many connections were opened; the last of them. */
async function socket(count: number): Promise<ScriptedSocket> {
  while (opening.sockets.length < count) await new Promise(setImmediate);
  return opening.sockets.at(-1) as ScriptedSocket;
}

async function live(): Promise<ScriptedSocket> {
  const attaching = session.attach();
  const opened = await socket(1);
  opened.attached();
  await attaching;
  return opened;
}

describe('a console', () => {
  test('is asked for by name, from its beginning, and says what it is', async () => {
    const { query } = await live();
    expect(Object.fromEntries(query)).toEqual({
      ...{
        protocol: String(PROTOCOL_VERSION),
        name: 'demo',
        owner: '1000',
        alias: 'serial0',
        mode: 'write',
        terminal: 'true',
      },
    });
    expect(written).toContain('[demo · serial0 · /dev/pts/3 · closing this terminal leaves the guest running]');
    expect(session.state).toBe('live');
  });

  test('tells what closing does to who does not know it yet', async () => {
    session = newSession(false);
    await live();
    expect(written).toContain('[demo · serial0 · /dev/pts/3]');
  });

  test('that is a channel says what its log holds', async () => {
    const attaching = session.attach();
    const at = { alias: 'channel0', path: '/dev/pts/4', offset: 0, writer: true };
    (await socket(1)).control({ kind: 'attached', ...at, journal: true });
    await attaching;
    expect(written).toContain('[channel0 is a channel: its log holds only what came while somebody was attached]');
  });

  test('that the domain does not have says so, and Enter adds one to the XML', async () => {
    opening.refuse(new VirtcellError({ code: 'console-not-found', message: 'no' }));
    await session.attach();
    expect(session.state).toBe('missing');
    expect(written).toContain('[demo has no console serial0. Press Enter to add a serial console to its XML]');
    await session.input('x');
    expect(asked).toEqual([]);
    await session.input('\r');
    expect(asked).toEqual(['add a console']);
    opening.refuse(undefined);
    void session.domainStarted();
    (await socket(1)).attached();
    expect(session.state).toBe('live');
  });

  test('gets what was typed while it was being attached', async () => {
    const attaching = session.attach();
    const opened = await socket(1);
    await session.input('ls');
    await session.input('\r');
    expect(opened.sent).toEqual([]);
    opened.attached();
    await attaching;
    expect(opened.text).toBe('ls\r');
  });

  test('is let go of when it is closed', async () => {
    const opened = await live();
    session.close();
    expect(opened.closedWith).toBe(1000);
  });

  test('that is closed while it is being opened is let go of', async () => {
    const attaching = session.attach();
    session.close();
    expect((await socket(1)).closedWith).toBe(1000);
    void attaching;
  });
});

describe('a lost agent', () => {
  test('is waited for, and the output goes on at the same byte', async () => {
    const first = await live();
    first.output('hello');
    first.break();
    expect(session.state).toBe('disconnected');
    expect(written).toContain('The agent is gone');
    void session.linkIsUp();
    void session.linkIsUp();
    const second = await socket(2);
    expect(second.query.get('from')).toBe('5');
    second.attached(5);
    second.output(' world');
    expect(session.state).toBe('live');
    expect(written).toMatch(/hello.* world$/s);
    expect(opening.sockets).toHaveLength(2);
  });

  test('that comes back to another run of the domain shows that one from its beginning', async () => {
    const first = await live();
    first.output('first boot');
    first.break();
    void session.linkIsUp(true);
    expect((await socket(2)).query.get('from')).toBeNull();
  });

  test('may leave inside a character, which is whole in the end', async () => {
    const first = await live();
    const [one, two, three] = Buffer.from('✓') as unknown as [number, number, number];
    first.output(Buffer.of(one, two));
    first.break();
    void session.linkIsUp();
    const second = await socket(2);
    second.attached(2);
    second.output(Buffer.of(three));
    expect(written.endsWith('✓')).toBe(true);
  });

  test('that refuses says why, and Enter tries again', async () => {
    opening.refuse(new VirtcellError({ code: 'console-unavailable', message: 'the PTY is not the domain’s' }));
    await session.attach();
    expect(written).toContain('[the PTY is not the domain’s. Press Enter to try again]');
    opening.refuse(undefined);
    await session.input('x');
    expect(opening.sockets).toEqual([]);
    void session.input('\r');
    await socket(1);
  });
});

describe('a domain', () => {
  test('that ended says why, and Enter starts it', async () => {
    const opened = await live();
    opened.control({ kind: 'ended', reason: 'shutdown' });
    opened.break();
    expect(session.state).toBe('inactive');
    expect(written).toContain('[demo ended: shutdown. Press Enter to start it again]');
    await session.input('x');
    expect(asked).toEqual([]);
    await session.input('\r');
    expect(asked).toEqual(['start']);
  });

  test('that was started again begins its console anew', async () => {
    const first = await live();
    first.output('first boot');
    first.control({ kind: 'ended', reason: 'shutdown' });
    first.break();
    void session.domainStarted();
    const second = await socket(2);
    expect(second.query.get('from')).toBeNull();
  });

  test.each(['domain-not-running', 'domain-not-found'] as const)(
    'that does not run (%s) is not taken for a lost agent',
    async (code) => {
      opening.refuse(new VirtcellError({ code, message: 'no' }));
      await session.attach();
      expect(session.state).toBe('inactive');
      expect(written).toContain('[demo does not run. Press Enter to start it]');
    },
  );

  test('that was started again while no agent told of it is found by the next one', async () => {
    const first = await live();
    first.control({ kind: 'ended', reason: 'shutdown' });
    first.break();
    await session.linkIsUp();
    expect(opening.sockets).toHaveLength(1);
    void session.linkIsUp(true);
    (await socket(2)).attached();
    expect(session.state).toBe('live');
  });

  test('that goes on while others start is left alone', async () => {
    await live();
    await session.domainStarted();
    await session.linkIsUp();
    expect(opening.sockets).toHaveLength(1);
  });
});

describe('another writer', () => {
  test('keeps the keyboard when the agent comes back', async () => {
    const first = await live();
    first.control({ kind: 'read-only', reason: 'uid 0 took the console over' });
    first.break();
    void session.linkIsUp();
    const second = await socket(2);
    expect(second.query.get('mode')).toBe('read');
  });

  test('that was there first is watched and named, until Enter takes over', async () => {
    opening.refuseWhere(
      (query) => query.get('mode') === 'write',
      new VirtcellError({ code: 'console-busy', message: 'node (process 7, user 0) writes to this console' }),
    );
    void session.attach();
    const watched = await socket(1);
    expect(watched.query.get('mode')).toBe('read');
    watched.attached(0, false);
    watched.output('seen');
    expect(session.takesInput).toBe(false);
    expect(written).toContain(
      '[node (process 7, user 0) writes to this console. Press Enter to take the console over]',
    );
    expect(written).toMatch(/seen$/);
    void session.input('\r');
    const taken = await socket(2);
    expect(taken.query.get('mode')).toBe('force');
    taken.attached(4);
    expect(session.takesInput).toBe(true);
  });

  test('is told of, nothing that is typed goes to the guest, and Enter takes over at the same byte', async () => {
    const first = await live();
    first.output('abc');
    first.control({ kind: 'read-only', reason: 'uid 0 took the console over' });
    expect(written).toContain('[uid 0 took the console over. Press Enter to take the console over]');
    // A shell asks where the cursor is, and the terminal says it.
    for (const answer of ['\x1b[6;14R', '\x1b[?1;2c', '\x1b]11;rgb:0/0/0\x1b\\']) await session.input(answer);
    expect(written).not.toContain('This console is read-only');
    await session.input('x');
    await session.input('y');
    expect(first.sent).toEqual([]);
    expect(written.match(/This console is read-only/g)).toHaveLength(1);
    void session.input('\r');
    const second = await socket(2);
    expect(first.closedWith).toBe(1000);
    expect(Object.fromEntries(second.query)).toMatchObject({ mode: 'force', from: '3' });
    second.attached(3);
    await session.input('z');
    expect(second.text).toBe('z');
  });
});

test.each([
  [{ kind: 'gap', from: 0, to: 12 } as const, '12 B of output are no longer kept'],
  [{ kind: 'skipped', from: 12, to: 2_000_012 } as const, '… 2.0 MB skipped; they are in the log'],
  [{ kind: 'gap', from: 12, to: 0 } as const, 'the output begins anew'],
  [{ kind: 'possible-repeat', offset: 4 } as const, 'some output may stand here twice'],
  [{ kind: 'outside', pid: 7, command: 'screen' } as const, 'screen (process 7) has this console open too'],
  [
    { kind: 'outside', pid: 7, command: 'screen', takesOutput: true } as const,
    'screen (process 7) takes the output of this channel',
  ],
  [
    { kind: 'unrecorded', offset: 4, reason: 'the disk is full' } as const,
    'some output is missing here: the disk is full',
  ],
])('%o is said', async (control, words) => {
  const opened = await live();
  opened.control(control);
  expect(written).toContain(`[${words}]`);
});

test('the agent is told how much the terminal has shown, and the guest nothing of it', async () => {
  const first = await live();
  first.output('x'.repeat(8192));
  await session.input('\x1b[?4242;0$y');
  expect(first.orders).toEqual([{ kind: 'shown', bytes: 8192 }]);
  first.control({ kind: 'read-only', reason: 'uid 0 took the console over' });
  first.output('x'.repeat(8192));
  await session.input('\x1b[?4242;0$y');
  expect(first.orders).toHaveLength(2);
  expect(first.sent).toEqual([]);
  expect(written).not.toContain('This console is read-only');
  first.break();
  const again = session.linkIsUp();
  const second = await socket(2);
  second.attached(16_384);
  await again;
  second.output('x'.repeat(8192));
  await session.input('\x1b[?4242;0$y');
  expect(second.orders).toEqual([{ kind: 'shown', bytes: 8192 }]);
});
