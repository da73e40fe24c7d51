import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { diskSizeText, readDiskSize } from '../../../extension/disks/diskSize.ts';
import { imagesOf, whoUses } from '../../../extension/disks/disksInUse.ts';
import { imageHeader } from '../../../extension/disks/imageHeader.ts';
import { qemuImg, resizeArguments } from '../../../extension/disks/qemuImg.ts';
import type { AgentLink } from '../../../extension/link/agentLink.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import { domain } from '../domains.ts';
import { english } from '../l10n.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'virtcell-disks-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the size of a disk', () => {
  test.each([
    ['20', 20 * 2 ** 30],
    ['20G', 20 * 2 ** 30],
    [' 1.5 gib ', 1.5 * 2 ** 30],
    ['512M', 2 ** 29],
    ['2TB', 2 ** 41],
  ])('%j is read', (text, bytes) => expect(readDiskSize(text)).toBe(bytes));

  test.each(['', 'G', '-1', '0', '1e9', '20 parsecs', '0.1M'])('%j is none', (text) => {
    expect(readDiskSize(text)).toBeUndefined();
  });

  test('is said as it is read', () => {
    expect(['8 GiB', '1.5 TiB', '512 MiB'].map((text) => diskSizeText(readDiskSize(text) ?? 0))).toEqual([
      '8 GiB',
      '1.5 TiB',
      '512 MiB',
    ]);
  });
});

describe('an image', () => {
  test('that begins as qcow2 has the size that it says', async () => {
    const head = Buffer.alloc(104);
    head.writeUInt32BE(0x514649fb);
    head.writeUInt32BE(3, 4);
    head.writeBigUInt64BE(5n << 30n, 24);
    writeFileSync(join(folder, 'a'), head);
    expect(await imageHeader(join(folder, 'a'))).toEqual({ format: 'qcow2', bytes: 5 * 2 ** 30 });
  });

  test.each([0, 3, 4096])('of %i other bytes is a disk byte for byte', async (bytes) => {
    writeFileSync(join(folder, 'a'), '');
    truncateSync(join(folder, 'a'), bytes);
    expect(await imageHeader(join(folder, 'a'))).toEqual({ format: 'raw', bytes });
  });
});

describe('qemu-img', () => {
  const failing = (program: string, signal = new AbortController().signal) =>
    qemuImg(resizeArguments('/x', 'raw', 1), english, signal, program).then(
      () => undefined,
      (error: unknown) => error,
    );

  test('that fails is quoted', async () => {
    const script = join(folder, 'img');
    writeFileSync(script, '#!/bin/sh\necho "qemu-img: $*" >&2\nexit 1\n', { mode: 0o755 });
    const error = await failing(script);
    expect(error).toBeInstanceOf(VirtcellError);
    expect(error).toMatchObject({ code: 'disk-image', message: 'qemu-img: resize -q -f raw /x 1' });
  });

  test('that is not there is said with what to install', async () => {
    const data = { code: 'disk-image', hint: 'Install the package qemu-utils.' };
    expect(await failing(join(folder, 'none'))).toMatchObject({ data });
  });

  test('is ended when it is given up', async () => {
    const controller = new AbortController();
    const script = join(folder, 'slow');
    writeFileSync(script, '#!/bin/sh\nexec sleep 60\n', { mode: 0o755 });
    const failed = failing(script, controller.signal);
    controller.abort();
    expect(await failed).toMatchObject({ name: 'AbortError' });
  });
});

describe('who uses an image', () => {
  const disk = (file: string) =>
    `<domain><devices><disk type='file'><source file='${file}'/></disk></devices></domain>`;

  test('is found through links, among those that run', async () => {
    writeFileSync(join(folder, 'a.img'), '');
    symlinkSync('a.img', join(folder, 'b.img'));
    const domains = [domain({ name: 'off' }), domain({ name: 'on', state: 'paused' })];
    const link = {
      request: async (method: string) => (method === 'list' ? { domains } : { xml: disk(join(folder, 'b.img')) }),
    } as unknown as AgentLink;
    expect(await whoUses(link, join(folder, 'a.img'))).toBe('on');
    writeFileSync(join(folder, 'c.img'), '');
    expect(await whoUses(link, join(folder, 'c.img'))).toBeUndefined();
  });

  test('an XML’s images are named, whatever else is wrong with it', () => {
    expect(imagesOf(`${disk('/a')}<`)).toEqual(['/a']);
    expect(imagesOf('')).toEqual([]);
  });
});
