import { beforeEach, describe, expect, it } from 'vitest';
import { type Pty, type PtyEvents, Shell, type TerminalSize } from '../../../agent/consoles/shell.ts';
import type { Viewer } from '../../../agent/consoles/viewer.ts';
import type { ShellControl } from '../../../protocol/shell.ts';
import { ManualDeadlines } from '../server/testServer.ts';

/** A terminal that only notes what is done to it. */
class NotingPty implements Pty {
  readonly pid = 4711;
  readonly done: string[] = [];
  readonly events: PtyEvents;

  constructor(events: PtyEvents) {
    this.events = events;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.done.push(`write ${Buffer.from(bytes)}`);
  }
  resize({ columns, rows }: TerminalSize): void {
    this.done.push(`resize ${columns}x${rows}`);
  }
  pause = (): void => void this.done.push('pause');
  resume = (): void => void this.done.push('resume');
  hangUp = (): void => void this.done.push('hang up');
  kill = (): void => void this.done.push('kill');
}

/** A client that takes nothing until it drains. */
class SlowClient implements Viewer<ShellControl> {
  readonly controls: ShellControl[] = [];
  received = 0;
  closed = false;
  #unread = 0;
  #drained: () => void = () => {};

  output(bytes: Uint8Array): void {
    this.received += bytes.length;
    this.#unread += bytes.length;
  }
  control(message: ShellControl): void {
    this.controls.push(message);
  }
  unread = (): number => this.#unread;
  drained(): Promise<void> {
    return new Promise((resolve) => {
      this.#drained = resolve;
    });
  }
  close(): void {
    this.closed = true;
  }
  drain(): void {
    this.#unread = 0;
    this.#drained();
  }
}

const PIECE = Buffer.alloc(100 << 10);

let client: SlowClient;
let deadlines: ManualDeadlines;
let pty: NotingPty;
let shell: Shell;
beforeEach(() => {
  client = new SlowClient();
  deadlines = new ManualDeadlines();
  shell = new Shell(client, deadlines.deadline, (events) => {
    pty = new NotingPty(events);
    return pty;
  });
});

describe('a shell', () => {
  it('says first that it was started, and then hands over what is typed and how large the terminal is', async () => {
    expect(client.controls).toEqual([{ kind: 'started', pid: 4711 }]);
    await shell.write(Buffer.from('ls\n'));
    shell.resize({ columns: 100, rows: 30 });
    expect(pty.done).toEqual(['write ls\n', 'resize 100x30']);
  });

  it('reads no more while its client has enough to read, and goes on when that is read', async () => {
    for (let count = 0; count < 3; count++) pty.events.output(PIECE);
    expect(pty.done).toEqual(['pause']);
    pty.events.output(PIECE);
    expect([client.received, pty.done]).toEqual([4 * PIECE.length, ['pause']]);
    client.drain();
    await Promise.resolve();
    expect(pty.done).toEqual(['pause', 'resume']);
    for (let count = 0; count < 3; count++) pty.events.output(PIECE);
    expect(pty.done).toEqual(['pause', 'resume', 'pause']);
  });

  it.each([
    [{ code: 0 }, { kind: 'ended', code: 0 }],
    [{ code: 130 }, { kind: 'ended', code: 130 }],
    [{ signal: 9 }, { kind: 'ended', signal: 9 }],
  ])('that ends by itself says how: %j', async (end, said) => {
    pty.events.ended(end);
    await shell.ended;
    expect(client.controls.at(-1)).toEqual(said);
    expect(client.closed).toBe(true);
    expect(pty.done).toEqual([]);
  });

  it('is killed at once when its domain ends, and says that when nothing is left', async () => {
    shell.end('the domain vm ended');
    expect(pty.done).toEqual(['kill']);
    pty.events.output(Buffer.from('unshare: killed'));
    expect(client.received).toBe(0);
    expect(client.controls).toHaveLength(1);
    pty.events.ended({ signal: 9 });
    await shell.ended;
    expect(client.controls.at(-1)).toEqual({ kind: 'ended', reason: 'the domain vm ended' });
  });
});

describe('a client that leaves', () => {
  it('hangs up; what is printed then is thrown away, so that nobody waits to print it', () => {
    for (let count = 0; count < 3; count++) pty.events.output(PIECE);
    shell.leave();
    expect(pty.done).toEqual(['pause', 'resume', 'hang up']);
    for (let count = 0; count < 3; count++) pty.events.output(PIECE);
    expect([client.received, pty.done.length]).toEqual([3 * PIECE.length, 3]);
  });

  it('has what does not mind killed', () => {
    shell.leave();
    deadlines.expire();
    expect(pty.done).toEqual(['resume', 'hang up', 'kill']);
  });

  it('leaves nothing to be killed when the shell has ended by then', async () => {
    shell.leave();
    shell.leave();
    pty.events.ended({ code: 129 });
    await shell.ended;
    await Promise.resolve();
    deadlines.expire();
    expect(pty.done).toEqual(['resume', 'hang up']);
  });
});
