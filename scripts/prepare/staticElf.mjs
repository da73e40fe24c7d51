import { closeSync, openSync, readSync } from 'node:fs';

const PT_INTERP = 3;

/** Whether a file is a 64-bit ELF program that needs no loader, and so runs in an initramfs that holds nothing else. */
export function isStaticElf(/** @type {string} */ path) {
  const head = readHead(path, 4096);
  if (head.length < 64 || head.readUInt32BE(0) !== 0x7f454c46 || head[4] !== 2) return false;
  const [table, size, count] = [Number(head.readBigUInt64LE(0x20)), head.readUInt16LE(0x36), head.readUInt16LE(0x38)];
  for (let at = table; at < table + size * count; at += size) {
    if (at + 4 > head.length) return false;
    if (head.readUInt32LE(at) === PT_INTERP) return false;
  }
  return true;
}

/** @param {string} path @param {number} length */
function readHead(path, length) {
  /** @type {number} */
  let fd;
  try {
    fd = openSync(path, 'r');
  } catch {
    return Buffer.alloc(0);
  }
  try {
    const head = Buffer.alloc(length);
    return head.subarray(0, readSync(fd, head, 0, length, 0));
  } finally {
    closeSync(fd);
  }
}
