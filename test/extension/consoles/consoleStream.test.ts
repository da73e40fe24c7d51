import { describe, expect, test } from 'vitest';
import { ConsoleStream } from '../../../extension/consoles/consoleStream.ts';
import type { ConsoleControl } from '../../../protocol/console.ts';
import { ScriptedSocket } from './scriptedSocket.ts';

function stream() {
  const socket = new ScriptedSocket('/console');
  const heard = { text: '', controls: [] as ConsoleControl['kind'][], closed: 0 };
  const made = new ConsoleStream(socket, {
    output: (bytes) => {
      heard.text += Buffer.from(bytes).toString('latin1');
    },
    control: ({ kind }) => heard.controls.push(kind),
    closed: () => {
      heard.closed++;
    },
  });
  return { socket, stream: made, heard };
}

describe('output', () => {
  test('counts bytes, from where it was attached and over what is not kept', () => {
    const { socket, stream: made } = stream();
    expect(made.offset).toBeUndefined();
    socket.attached(100);
    socket.output('äb');
    expect(made.offset).toBe(103);
    socket.control({ kind: 'gap', from: 103, to: 500 });
    socket.output('c');
    expect(made.offset).toBe(501);
  });

  test('of any amount is read: the agent is not to fall behind', () => {
    const { socket, heard } = stream();
    socket.attached();
    for (let round = 0; round < 50; round++) socket.output(Buffer.alloc(100_000));
    expect(socket.paused).toBe(false);
    expect(heard.text).toHaveLength(5_000_000);
  });
});

describe('input', () => {
  test('of a megabyte goes piece by piece, each when the one before has left, and is whole', () => {
    const { socket, stream: made } = stream();
    const pasted = 'line ✓\r'.repeat(150_000);
    socket.slow = true;
    made.send(pasted);
    made.send('last');
    expect(socket.sent).toHaveLength(1);
    while (socket.text.length < pasted.length + 4) {
      const before = socket.sent.length;
      socket.flush();
      expect(socket.sent).toHaveLength(before + 1);
    }
    expect(socket.text).toBe(`${pasted}last`);
    expect(Math.max(...socket.sent.map(({ length }) => length))).toBeLessThanOrEqual(256 << 10);
  });

  test('says when it has left', async () => {
    const { socket, stream: made } = stream();
    socket.slow = true;
    let left = false;
    const sending = made.send('x'.repeat(20_000)).then(() => {
      left = true;
    });
    socket.flush();
    await new Promise(setImmediate);
    expect(left).toBe(false);
    socket.flush();
    await sending;
    expect(left).toBe(true);
  });

  test('that never leaves holds nobody up', async () => {
    const { socket, stream: made } = stream();
    socket.slow = true;
    const sending = made.send('x'.repeat(20_000));
    socket.break();
    await sending;
    expect(socket.sent).toHaveLength(1);
  });
});

describe('the end', () => {
  test('of the connection is told once', () => {
    const { socket, heard } = stream();
    socket.break();
    socket.break();
    expect(heard.closed).toBe(1);
  });

  test('that we made ourselves is not told, and nothing is heard after it', () => {
    const { socket, stream: made, heard } = stream();
    socket.attached();
    socket.output('a');
    made.close();
    expect(socket.closedWith).toBe(1000);
    socket.output('b');
    socket.break();
    expect(heard).toEqual({ text: 'a', controls: ['attached'], closed: 0 });
  });

  test.each(['no JSON', '{"kind":"unheard-of"}', '{"kind":"attached"}'])('comes to an agent that says %s', (text) => {
    const { socket, heard } = stream();
    socket.say(text);
    expect(socket.closedWith).toBe(1008);
    expect(heard.controls).toEqual([]);
  });
});
