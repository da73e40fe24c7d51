import { closeSync, constants, openSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { heldPtys, requireQemuPty } from '../../../agent/consoles/ttyIndex.ts';
import { PtyMaster } from './ptyPair.ts';

const owner = process.getuid?.() ?? 0;

describe('the PTYs that a process holds', () => {
  it('edge 41: are those whose master it has open, and not those it only reads', () => {
    const [one, two] = [new PtyMaster(), new PtyMaster()];
    const held = heldPtys(process.pid);
    expect([one.number, two.number].every((number) => held.has(number))).toBe(true);
    const slave = openSync(two.path, constants.O_RDWR | constants.O_NOCTTY);
    two.close();
    expect(heldPtys(process.pid).has(two.number)).toBe(false);
    closeSync(slave);
    one.close();
  });

  it('are none of a process that is gone', () => {
    expect(heldPtys(2 ** 22 - 1).size).toBe(0);
  });
});

describe('a name', () => {
  const master = new PtyMaster();

  it('of a PTY that QEMU holds is its number', () => {
    expect(requireQemuPty({ ptyPath: master.path, qemuPid: process.pid, owner })).toBe(master.number);
  });

  it.each([
    '/dev/pts/00',
    '/dev/pts/',
    '/dev/pts/../pts/0',
    '/dev/pts/ptmx',
    '/dev/pts/999999',
    '/dev/pts/0\n',
    'dev/pts/0',
    '/dev/tty',
    '',
  ])('that is none is refused: %j', (ptyPath) => {
    expect(() => requireQemuPty({ ptyPath, qemuPid: process.pid, owner })).toThrow(
      expect.objectContaining({ code: 'console-unavailable' }),
    );
  });
});
