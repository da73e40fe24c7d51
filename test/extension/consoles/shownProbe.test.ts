import { beforeEach, describe, expect, test } from 'vitest';
import { ShownProbe } from '../../../extension/consoles/shownProbe.ts';
import { ScriptedClock } from './scriptedClock.ts';

const QUESTION = '\x1b[?4242$p';
const ANSWER = '\x1b[?4242;0$y';

let clock: ScriptedClock;
let written: string;
let shown: number[];
let probe: ShownProbe;
beforeEach(() => {
  clock = new ScriptedClock();
  written = '';
  shown = [];
  probe = new ShownProbe({
    write: (text) => {
      written += text;
    },
    shown: (bytes) => shown.push(bytes),
    later: clock.later,
  });
});

function print(text: string): void {
  probe.write(text);
  probe.count(text.length);
}

const questions = (): number => written.split(QUESTION).length - 1;

describe('a terminal', () => {
  test('is asked nothing while little is printed', () => {
    for (let key = 0; key < 1000; key++) print('echo');
    expect(written).toBe('echo'.repeat(1000));
    expect(clock.waiting).toBe(0);
  });

  test('is asked behind 8 kB, and has shown them when it answers', () => {
    print('x'.repeat(8192));
    expect(written.endsWith(`x${QUESTION}`)).toBe(true);
    expect(shown).toEqual([]);
    expect(probe.typed(ANSWER)).toBe('');
    expect(shown).toEqual([8192]);
    expect(clock.waiting).toBe(0);
  });

  test('is asked one thing at a time, and at its answer about what came meanwhile', () => {
    for (let piece = 0; piece < 4; piece++) print('x'.repeat(8192));
    expect(questions()).toBe(1);
    probe.typed(ANSWER);
    expect(questions()).toBe(2);
    probe.typed(ANSWER);
    expect(shown).toEqual([8192, 32_768]);
    expect(questions()).toBe(2);
  });

  test('that does not answer is held to have shown it after two seconds', () => {
    print('x'.repeat(10_000));
    clock.pass(1999);
    expect(shown).toEqual([]);
    clock.pass(1);
    expect(shown).toEqual([10_000]);
    probe.typed(ANSWER);
    expect(shown).toEqual([10_000]);
  });

  test('is not asked inside a picture, nor waited for', () => {
    print(`\x1bPq${'~'.repeat(9000)}`);
    expect(questions()).toBe(0);
    expect(shown).toEqual([9003]);
    print(`${'~'.repeat(9000)}\x1b\\`);
    expect(written.endsWith(`\x1b\\${QUESTION}`)).toBe(true);
  });
});

describe('what a terminal sends', () => {
  test('is what is typed, with answers taken out', () => {
    print('x'.repeat(8192));
    expect(probe.typed(`a${ANSWER}b`)).toBe('ab');
    expect(shown).toEqual([8192]);
  });

  test('is the guest’s where that asks for modes as well', () => {
    expect(probe.typed('\x1b[?2004;1$y')).toBe('\x1b[?2004;1$y');
    expect(shown).toEqual([]);
  });
});

test('another connection is counted from nothing, and an answer from before it says nothing', () => {
  print('x'.repeat(9000));
  probe.restart();
  expect(clock.waiting).toBe(0);
  expect(probe.typed(ANSWER)).toBe('');
  expect(shown).toEqual([]);
  print('x'.repeat(8192));
  probe.typed(ANSWER);
  expect(shown).toEqual([8192]);
});
