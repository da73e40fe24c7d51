import type { Disk } from '../../domain-xml/model/domain.ts';
import type { BackingImage } from '../privateDev/hostFacts.ts';
import { diskNodes, topNode } from './diskNodes.ts';
import type { Arguments } from './optionText.ts';

/**
 * `-blockdev` for a disk and each image below it, lowest first. Where QEMU may not open what an image's header names,
 * every layer is named here, and gets its file under another name.
 */
export function diskChain(disk: Disk, layers: readonly BackingImage[], fileName: (path: string) => string): Arguments {
  const below = layers.map((layer, index) => layerNodes(disk, layers, layer, index, fileName)).reverse();
  const top = blockdevs(diskNodes(disk)).map((node) => {
    const named = typeof node.filename === 'string' ? { ...node, filename: fileName(node.filename) } : node;
    const isFormat = disk.format !== 'raw' && node['node-name'] === topNode(disk);
    return isFormat ? { ...named, backing: layers.length === 0 ? null : layerName(disk, 0) } : named;
  });
  return [...below.flat(), ...top].flatMap((node) => ['-blockdev', JSON.stringify(node)]);
}

type Node = Readonly<Record<string, unknown>>;

function layerNodes(
  disk: Disk,
  layers: readonly BackingImage[],
  { path, format }: BackingImage,
  index: number,
  fileName: (path: string) => string,
): Node[] {
  const storage = `${layerName(disk, index)}-file`;
  const file = { driver: 'file', filename: fileName(path), 'node-name': storage, 'read-only': true };
  const lower = format === 'qcow2' ? { backing: index + 1 < layers.length ? layerName(disk, index + 1) : null } : {};
  return [file, { driver: format, 'node-name': layerName(disk, index), 'read-only': true, file: storage, ...lower }];
}

/** Short: QEMU takes 31 characters. */
const layerName = ({ target }: Disk, index: number): string => `disk-${target.dev}-b${index}`;

/** Whether a block node is of an image below this disk's own. */
export const isLayerOf = ({ target }: Disk, node: string): boolean =>
  new RegExp(`^disk-${target.dev}-b\\d+(-file)?$`).test(node);

function blockdevs(options: Arguments): Node[] {
  return options.filter((_, index) => index % 2 === 1).map((value) => JSON.parse(value) as Node);
}
