import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { sendDatagram } from '../../../agent/linux/socket.ts';
import { DatagramSocket } from './datagramSocket.ts';

const folder = mkdtempSync(join(tmpdir(), 'virtcell-datagram-'));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([join(folder, 'socket'), `@virtcell-test-${process.pid}`])('reaches %s whole', (name) => {
  const socket = new DatagramSocket(name);
  onTestFinished(() => socket.close());
  sendDatagram(name, new TextEncoder().encode('READY=1'));
  expect(socket.next()).toBe('READY=1');
});

test.each([
  [join(folder, 'nowhere'), 'ENOENT'],
  ['/'.padEnd(108, 'a'), 'ENAMETOOLONG'],
])('to %s fails with %s', (name, errno) => {
  expect(() => sendDatagram(name, new Uint8Array(1))).toThrow(expect.objectContaining({ errno }));
});
