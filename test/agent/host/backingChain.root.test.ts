import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BackingChains, readBackingChains } from '../../../agent/host/backingChain.ts';
import { readDomain } from '../../../domain-xml/readDomain.ts';

const ANN = { uid: 1000, gid: 1000, groups: [] };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync('/run/virtcell-test-');
  chmodSync(folder, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string): string => join(folder, name);

/** An image of the user's, as qemu-img makes it; `-u` writes down backing files that are not there. */
function image(name: string, ...options: string[]): string {
  execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', ...options, at(name), '1M']);
  chownSync(at(name), ANN.uid, ANN.gid);
  return at(name);
}

function chainsOf(source: string): Promise<BackingChains> {
  const { domain } = readDomain(`<domain type='qemu'><name>x</name><memory>32768</memory>
    <os><type arch='x86_64' machine='pc'>hvm</type></os>
    <devices><disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='${source}'/>
      <target dev='vda' bus='virtio'/></disk></devices></domain>`);
  if (!domain) throw new Error('the test’s own XML is wrong');
  return readBackingChains(domain, ANN);
}

/** The one problem of an image. */
async function problemOf(source: string): Promise<string> {
  const { chains, diagnostics } = await chainsOf(source);
  expect(chains).toEqual({});
  expect(diagnostics).toMatchObject([{ code: 'disk-image', element: '/domain/devices/disk/source', path: source }]);
  return diagnostics[0]?.message ?? '';
}

describe('the chain below an image', () => {
  it('is every layer, nearest first, relative names beside the image that names them', async () => {
    writeFileSync(at('base.raw'), '');
    image('middle.qcow2', '-u', '-b', 'base.raw', '-F', 'raw');
    const top = image('top.qcow2', '-u', '-b', at('middle.qcow2'), '-F', 'qcow2');
    expect(await chainsOf(top)).toEqual({
      chains: {
        [top]: [
          { path: at('middle.qcow2'), format: 'qcow2' },
          { path: at('base.raw'), format: 'raw' },
        ],
      },
      diagnostics: [],
    });
  });

  it('is none for an image alone', async () => {
    expect(await chainsOf(image('alone.qcow2'))).toEqual({ chains: {}, diagnostics: [] });
  });

  it('ends at a layer that the user may not read; opening it says why', async () => {
    chownSync(image('middle.qcow2', '-u', '-b', 'base.raw', '-F', 'raw'), 0, 0);
    chmodSync(at('middle.qcow2'), 0o600);
    const top = image('top.qcow2', '-u', '-b', 'middle.qcow2', '-F', 'qcow2');
    expect((await chainsOf(top)).chains[top]).toEqual([{ path: at('middle.qcow2'), format: 'qcow2' }]);
  });

  it('is refused where a layer does not say the next one’s format: QEMU would guess from bytes of the guest’s', async () => {
    const top = image('top.qcow2', '-u', '-b', 'base.raw', '-F', 'raw');
    const bytes = readFileSync(top);
    // The header says at 100 how long it is; of the extensions that follow, the backing format's is the first.
    const extension = bytes.readUInt32BE(100);
    expect(bytes.readUInt32BE(extension)).toBe(0xe2792aca);
    bytes.writeUInt32BE(0x12345678, extension);
    writeFileSync(top, bytes);
    expect(await problemOf(top)).toContain('does not say of which format');
  });

  it('is refused where it never ends', async () => {
    image('a.qcow2', '-u', '-b', 'b.qcow2', '-F', 'qcow2');
    image('b.qcow2', '-u', '-b', 'a.qcow2', '-F', 'qcow2');
    expect(await problemOf(at('a.qcow2'))).toContain('never ends');
    expect(await problemOf(image('self.qcow2', '-u', '-b', './self.qcow2', '-F', 'qcow2'))).toContain('never ends');
  });

  it.each([['nbd:localhost:10809'], ['json:{"driver":"file"}'], ['https://example.org/x']])(
    'is refused where a layer is %s',
    async (name) => {
      const top = image('top.qcow2', '-u', '-b', name, '-F', 'raw');
      expect(await problemOf(top)).toContain('not a file of this host');
    },
  );

  it('is refused where the image is something else', async () => {
    writeFileSync(at('text.qcow2'), 'no image at all');
    expect(await problemOf(at('text.qcow2'))).toContain('not a qcow2 image');
  });
});
