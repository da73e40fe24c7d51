import { describe, expect, test } from 'vitest';
import { ConsoleStream } from '../../../extension/consoles/consoleStream.ts';
import type { ConsoleControl } from '../../../protocol/console.ts';
import { ScriptedSocket } from './scriptedSocket.ts';

function stream() {
  const socket = new ScriptedSocket('/console');
  const heard = { text: '', controls: [] as ConsoleControl['kind'][], closed: 0 };
  const timers: { milliseconds: number; act: () => void }[] = [];
  const made = new ConsoleStream(
    socket,
    {
      output: (text) => {
        heard.text += text;
      },
      control: ({ kind }) => heard.controls.push(kind),
      closed: () => {
        heard.closed++;
      },
    },
    (milliseconds, act) => {
      const timer = { milliseconds, act };
      timers.push(timer);
      return () => timers.splice(timers.indexOf(timer), 1);
    },
  );
  return { socket, stream: made, heard, timers, tick: () => timers.splice(0).forEach(({ act }) => void act()) };
}

describe('output', () => {
  test('is text, also where a character is split between frames', () => {
    const { socket, heard } = stream();
    socket.attached();
    for (const byte of Buffer.from('grün ✓ 𝄞')) socket.output(Buffer.of(byte));
    expect(heard.text).toBe('grün ✓ 𝄞');
  });

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

  test('beyond 200 kB in a tenth of a second waits in the agent', () => {
    const { socket, timers, tick } = stream();
    socket.attached();
    socket.output(Buffer.alloc(199_999));
    expect(socket.paused).toBe(false);
    socket.output(Buffer.alloc(1));
    expect(socket.paused).toBe(true);
    expect(timers.map(({ milliseconds }) => milliseconds)).toEqual([100]);
    tick();
    expect(socket.paused).toBe(false);
    socket.output('x');
    expect(socket.paused).toBe(false);
  });

  test('of a guest that writes little never waits', () => {
    const { socket, tick } = stream();
    socket.attached();
    for (let round = 0; round < 50; round++) {
      socket.output(Buffer.alloc(10_000));
      tick();
    }
    expect(socket.paused).toBe(false);
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
});

describe('the end', () => {
  test('of the connection is told once', () => {
    const { socket, heard } = stream();
    socket.break();
    socket.break();
    expect(heard.closed).toBe(1);
  });

  test('that we made ourselves is not told, and nothing is heard after it', () => {
    const { socket, stream: made, heard, timers } = stream();
    socket.attached();
    socket.output('a');
    made.close();
    expect(socket.closedWith).toBe(1000);
    socket.output('b');
    socket.break();
    expect(heard).toEqual({ text: 'a', controls: ['attached'], closed: 0 });
    expect(timers).toEqual([]);
  });

  test.each(['no JSON', '{"kind":"unheard-of"}', '{"kind":"attached"}'])('comes to an agent that says %s', (text) => {
    const { socket, heard } = stream();
    socket.say(text);
    expect(socket.closedWith).toBe(1008);
    expect(heard.controls).toEqual([]);
  });
});
