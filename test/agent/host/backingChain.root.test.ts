import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readBackingChains } from '../../../agent/host/backingChain.ts';
import { parseQcow2Header } from '../../../agent/host/qcow2Header.ts';
import { disk, domain, file } from '../../plan/commandLine/sampleDomains.ts';
import { inEnglish } from '../../plan/privateDev/inEnglish.ts';
import { qcow2Image } from './qcow2Image.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'virtcell-images-'));
  chmodSync(folder, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true }));

const caller = { uid: 54321, gid: 54322, groups: [] };
const at = (name: string): string => join(folder, name);
const qemuImg = (...words: string[]): string => execFileSync('qemu-img', words, { cwd: folder, encoding: 'utf8' });

async function chainOf(path: string) {
  const wanted = domain({
    disks: [disk('vda', 'virtio', 'virtio-disk0', { format: 'qcow2', source: { ...file(path), kind: 'file' } })],
  });
  const { chains, diagnostics } = await readBackingChains(wanted, caller);
  return { layers: (chains[path] ?? []).map((layer) => [layer.path, layer.format]), problems: inEnglish(diagnostics) };
}

describe('the images that qemu-img makes', () => {
  test.each(['0.10', '1.1'])('are read, with compat=%s', (compat) => {
    const create = (name: string, ...words: string[]) => {
      qemuImg('create', '-q', '-f', 'qcow2', '-o', `compat=${compat}`, ...words, at(name), '1M');
      return parseQcow2Header(readFileSync(at(name)));
    };
    expect(create('base')).toEqual({});
    expect(create('over', '-b', at('base'), '-F', 'qcow2')).toEqual({ backing: at('base'), backingFormat: 'qcow2' });
    expect(create('größer', '-b', 'base', '-F', 'qcow2')).toEqual({ backing: 'base', backingFormat: 'qcow2' });
    expect(create('cluster', '-o', 'cluster_size=2M', '-b', 'base', '-F', 'raw')).toEqual({
      backing: 'base',
      backingFormat: 'raw',
    });
  });

  test('give the chain that qemu-img itself sees', async () => {
    writeFileSync(at('raw'), Buffer.alloc(1 << 20));
    mkdirSync(at('sub'));
    qemuImg('create', '-q', '-f', 'qcow2', '-b', at('raw'), '-F', 'raw', at('one'));
    qemuImg('create', '-q', '-f', 'qcow2', '-b', '../one', '-F', 'qcow2', at('sub/two'));
    qemuImg('create', '-q', '-f', 'qcow2', '-b', 'sub/two', '-F', 'qcow2', at('three'));
    const seen = JSON.parse(qemuImg('info', '--backing-chain', '--output=json', at('three'))) as { filename: string }[];
    const { layers, problems } = await chainOf(at('three'));
    expect(problems).toEqual([]);
    expect(layers).toEqual([
      [at('sub/two'), 'qcow2'],
      [`${folder}/sub/../one`, 'qcow2'],
      [at('raw'), 'raw'],
    ]);
    expect(layers.map(([path]) => path)).toEqual(seen.slice(1).map(({ filename }) => filename));
  });

  test('edge 2: .. in a backing file’s name goes up from where a linked folder really is', async () => {
    mkdirSync(at('real/deep'), { recursive: true });
    symlinkSync('real/deep', at('link'));
    qemuImg('create', '-q', '-f', 'qcow2', at('real/base'), '1M');
    qemuImg('create', '-q', '-f', 'qcow2', at('base'), '1M');
    qemuImg('create', '-q', '-f', 'qcow2', '-b', '../base', '-F', 'qcow2', at('link/top'));
    expect((await chainOf(at('link/top'))).layers).toEqual([[`${folder}/link/../base`, 'qcow2']]);
  });
});

describe('a chain', () => {
  const put = (name: string, backing?: string, format?: string): string => {
    writeFileSync(at(name), qcow2Image({ ...(backing !== undefined && { backing }), ...(format && { format }) }));
    return at(name);
  };

  test('may begin with file:', async () => {
    put('base');
    expect((await chainOf(put('top', `file:${at('base')}`, 'qcow2'))).layers).toEqual([[at('base'), 'qcow2']]);
  });

  test.each([
    ['backed by what is no file', 'nbd:localhost:1', 'raw', /not a file of this host/],
    ['backed by a description', 'json:{"driver":"file","filename":"/etc/shadow"}', 'raw', /not a file of this host/],
    [
      'that does not tell a format: guessing it would trust the guest',
      'base',
      undefined,
      /does not say of which format/,
    ],
    ['that backs itself', 'top', 'qcow2', /never ends/],
  ])('%s is refused', async (_, backing, format, message) => {
    put('base');
    const { layers, problems } = await chainOf(put('top', backing, format));
    expect(layers).toEqual([]);
    expect(problems).toMatchObject([
      { code: 'disk-image', element: '/domain', message: expect.stringMatching(message) },
    ]);
  });

  test('that goes round is refused', async () => {
    put('a', 'b', 'qcow2');
    put('b', 'a', 'qcow2');
    expect((await chainOf(at('a'))).problems).toMatchObject([{ message: expect.stringContaining('never ends') }]);
  });

  test('is not read by root for a user who may not: it ends where the user’s sight does', async () => {
    put('base', 'below', 'qcow2');
    chmodSync(at('base'), 0o600);
    expect(await chainOf(put('top', 'base', 'qcow2'))).toEqual({ layers: [[at('base'), 'qcow2']], problems: [] });
  });

  test('of something else than qcow2 is refused', async () => {
    writeFileSync(at('top'), 'no image');
    expect((await chainOf(at('top'))).problems).toMatchObject([
      { message: expect.stringContaining('not a qcow2 image') },
    ]);
  });

  test('of a missing image is left to whoever opens it', async () => {
    expect(await chainOf(at('gone'))).toEqual({ layers: [], problems: [] });
  });
});

describe('row: qcow2 data file', () => {
  const dataOf = async (path: string) => {
    const wanted = domain({
      disks: [disk('vda', 'virtio', 'virtio-disk0', { format: 'qcow2', source: { ...file(path), kind: 'file' } })],
    });
    const { chains, diagnostics } = await readBackingChains(wanted, caller);
    return { chains, diagnostics: inEnglish(diagnostics) };
  };

  test('is beside the image that names it, wherever that is', async () => {
    qemuImg('create', '-q', '-f', 'qcow2', '-o', 'data_file=top.raw', 'top', '1M');
    expect(await dataOf(at('top'))).toEqual({
      chains: { [at('top')]: [{ path: at('top.raw'), format: 'raw', dataOf: at('top') }] },
      diagnostics: [],
    });
  });

  test('of an image below is there too, when QEMU can find it', async () => {
    qemuImg('create', '-q', '-f', 'qcow2', '-o', `data_file=${at('base.raw')}`, at('base'), '1M');
    qemuImg('create', '-q', '-f', 'qcow2', '-b', at('base'), '-F', 'qcow2', at('top'));
    expect((await dataOf(at('top'))).chains[at('top')]).toEqual([
      { path: at('base'), format: 'qcow2' },
      { path: at('base.raw'), format: 'raw', dataOf: at('base') },
    ]);
  });

  test.each([
    ['of an image below without its folder', { dataFile: 'data' }, /without its folder/],
    ['that is no file', { dataFile: 'nbd:localhost:1' }, /not a file of this host/],
    ['without a name', { dataFile: '' }, /does not say which file/],
  ])('%s is refused', async (_, header, message) => {
    writeFileSync(at('base'), qcow2Image(header));
    writeFileSync(at('top'), qcow2Image({ backing: 'base', format: 'qcow2' }));
    expect((await dataOf(at('top'))).diagnostics).toMatchObject([
      { code: 'disk-image', message: expect.stringMatching(message) },
    ]);
  });
});
