import { beforeEach, describe, expect, test } from 'vitest';
import { ScreenSession, type ScreenSocket } from '../../../extension/screen/screenSession.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import type { ToScreenPage } from '../../../protocol/screenPage.ts';
import { english as l10n } from '../l10n.ts';

/** A connection whose other end the test holds. */
class FakeSocket implements ScreenSocket {
  readonly sent: Uint8Array[] = [];
  closedWith: number | undefined;
  message: (data: Uint8Array) => void = () => {};
  closed: (code: number) => void = () => {};

  on(event: 'message' | 'close', listener: ((data: Uint8Array) => void) | ((code: number) => void)): void {
    if (event === 'message') this.message = listener as (data: Uint8Array) => void;
    else this.closed = listener as (code: number) => void;
  }

  send(bytes: Uint8Array): void {
    this.sent.push(bytes);
  }

  close(code: number): void {
    this.closedWith = code;
  }
}

let sockets: FakeSocket[];
let routes: string[];
let posted: ToScreenPage[];
/** What opening a connection waits for. */
let gate: Promise<void>;
let session: ScreenSession;
beforeEach(() => {
  [sockets, routes, posted, gate] = [[], [], [], Promise.resolve()];
  session = new ScreenSession(
    { name: 'my vm', owner: 7 },
    {
      openSocket: async (route, prepare) => {
        routes.push(route);
        await gate;
        const socket = new FakeSocket();
        sockets.push(socket);
        return prepare(socket);
      },
      post: (message) => posted.push(message),
      l10n,
    },
  );
});

const states = (): string[] => posted.map((said) => (said.kind === 'view' ? `${said.state}: ${said.text}` : 'bytes'));
const socket = (index = 0): FakeSocket => sockets[index] ?? expect.fail('there is no such connection');

describe('a screen', () => {
  test('is asked for by name and owner, and is live when QEMU has said something', async () => {
    await session.connect();
    expect(routes).toEqual([expect.stringMatching(/^\/graphics\?protocol=\d+&name=my\+vm&owner=7$/)]);
    expect(states()).toEqual(['connecting: Connecting to the screen of my vm …']);
    socket().message(Buffer.from('RFB'));
    socket().message(Buffer.from(' 003'));
    expect(states().slice(1)).toEqual(['live: Ctrl+Alt+Esc gives the keyboard back.', 'bytes', 'bytes']);
    expect(posted.slice(2)).toEqual([
      { kind: 'output', bytes: new Uint8Array(Buffer.from('RFB')) },
      { kind: 'output', bytes: new Uint8Array(Buffer.from(' 003')) },
    ]);
    session.input(Uint8Array.of(1, 2));
    expect(socket().sent).toEqual([Uint8Array.of(1, 2)]);
  });

  test('hands over its own bytes, and not the memory they lie in', async () => {
    await session.connect();
    const memory = Buffer.from('before RFB after');
    socket().message(memory.subarray(7, 10));
    const said = posted.at(-1);
    expect(said?.kind === 'output' && said.bytes.buffer.byteLength).toBe(3);
  });

  test.each([
    [1000, 'over: my vm has ended.'],
    [1001, 'over: The agent is gone.'],
    [1006, 'over: The agent is gone.'],
  ])('that ends with %i says why, and can be had again', async (code, words) => {
    await session.connect();
    socket().closed(code);
    expect(states().at(-1)).toBe(words);
    expect(session.isConnected).toBe(false);
    await session.connect();
    expect(session.isConnected).toBe(true);
    expect(sockets).toHaveLength(2);
  });

  test('that is refused says why, with what can be done', async () => {
    const message = 'the domain my vm has no screen';
    gate = Promise.reject(new VirtcellError({ code: 'graphics-unavailable', message, hint: 'It gets one so.' }));
    await session.connect();
    expect(states().at(-1)).toBe('over: The domain my vm has no screen. It gets one so.');
    expect(session.isConnected).toBe(false);
  });
});

describe('what comes from a connection that is not the page’s any more', () => {
  test('is not shown: its end, its bytes, and that it was opened after all', async () => {
    let open = (): void => {};
    gate = new Promise((resolve) => {
      open = resolve;
    });
    const late = session.connect();
    session.disconnect();
    open();
    await late;
    expect(socket().closedWith).toBe(1000);
    socket().message(Buffer.from('RFB'));
    socket().closed(1006);
    expect(states()).toEqual(['connecting: Connecting to the screen of my vm …']);
  });

  test('does not disturb the one that followed', async () => {
    await session.connect();
    await session.connect();
    expect(socket(0).closedWith).toBe(1000);
    socket(0).closed(1000);
    socket(1).message(Buffer.from('RFB'));
    expect(session.isConnected).toBe(true);
    expect(states().filter((each) => each.startsWith('over'))).toEqual([]);
  });
});

test('a picture that cannot be made ends the connection', async () => {
  await session.connect();
  session.fail();
  expect(socket().closedWith).toBe(1000);
  expect(states().at(-1)).toBe('over: The picture of my vm broke off.');
});
