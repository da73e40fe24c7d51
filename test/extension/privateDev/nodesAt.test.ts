import { expect, test } from 'vitest';
import { readDomain } from '../../../domain-xml/readDomain.ts';
import { nodesAt } from '../../../extension/privateDev/nodesAt.ts';
import type { DevReportNode } from '../../../protocol/methods.ts';

const TEXT = `<domain type='kvm'>
  <name>vm</name>
  <devices>
    <disk type='block'>
      <source dev='/dev/sdb'/>
      <target dev='vda'/>
    </disk>
    <rng model='virtio'>
      <backend model='random'>/dev/hwrng</backend>
    </rng>
  </devices>
</domain>`;

const node = (path: string, ...elements: string[]): DevReportNode => ({
  ...{ path, kind: 'char' },
  reasons: [{ kind: 'default' }, ...elements.map((element) => ({ kind: 'element', element }) as const)],
});
const NODES = [
  node('/dev/kvm', '/domain'),
  node('/dev/null'),
  node('/dev/sda', '/domain/devices/disk/source'),
  node('/dev/sdb', '/domain/devices/disk/source'),
  node('/dev/hwrng', '/domain/devices/rng/backend'),
];
const at = (line: number, character: number): string[] =>
  nodesAt(NODES, readDomain(TEXT).document, { line, character });

test.each([
  ['in the element itself', 4, 20, ['/dev/sda', '/dev/sdb']],
  ['beside it in its device', 5, 10, ['/dev/sda', '/dev/sdb']],
  ['in the start tag of the device', 7, 8, ['/dev/hwrng']],
  ['in the domain’s first line', 0, 3, ['/dev/kvm']],
  ['in what asks for nothing', 1, 6, []],
  ['between devices', 2, 5, []],
])('leads from a place %s to its nodes', (_, line, character, paths) => {
  expect(at(line, character)).toEqual(paths);
});

test('follows the element when lines came before it', () => {
  const moved = readDomain(`\n\n${TEXT}`).document;
  expect(nodesAt(NODES, moved, { line: 10, character: 12 })).toEqual(['/dev/hwrng']);
});

test('what was attached while the VM runs has no place in the text', () => {
  const attached: DevReportNode = {
    ...{ path: '/dev/x', kind: 'char' },
    reasons: [{ kind: 'element', element: '/domain/devices/rng/backend', attached: true }],
  };
  expect(nodesAt([attached], readDomain(TEXT).document, { line: 8, character: 10 })).toEqual([]);
});
