import type { Disk } from '../../domain-xml/model/domain.ts';
import type { BackingImage } from '../privateDev/hostFacts.ts';
import { diskNodes, topNode } from './diskNodes.ts';
import type { Arguments } from './optionText.ts';

/**
 * `-blockdev` for a disk and each image below it, lowest first. Where QEMU may not open what an image's header names,
 * every layer is named here, and gets its file under another name.
 */
export function diskChain(disk: Disk, layers: readonly BackingImage[], fileName: (path: string) => string): Arguments {
  const images = layers.filter(({ dataOf }) => dataOf === undefined);
  const dataOf = (image: string) => layers.find((layer) => layer.dataOf === image)?.path;
  const below = images
    .map((image, index) => layerNodes(disk, index, { images, image, data: dataOf(image.path), fileName }))
    .reverse();
  const top = blockdevs(diskNodes(disk, disk.source && { [disk.source.path]: layers })).map((node) => {
    const named = typeof node.filename === 'string' ? { ...node, filename: fileName(node.filename) } : node;
    const isFormat = disk.format !== 'raw' && node['node-name'] === topNode(disk);
    return isFormat ? { ...named, backing: images.length === 0 ? null : layerName(disk, 0) } : named;
  });
  return [...below.flat(), ...top].flatMap((node) => ['-blockdev', JSON.stringify(node)]);
}

type Node = Readonly<Record<string, unknown>>;

interface Layer {
  readonly images: readonly BackingImage[];
  readonly image: BackingImage;
  /** The file beside it that holds its bytes. */
  readonly data: string | undefined;
  readonly fileName: (path: string) => string;
}

function layerNodes(disk: Disk, index: number, { images, image, data, fileName }: Layer): Node[] {
  const name = layerName(disk, index);
  const file = (path: string, as: string) => ({
    ...{ driver: 'file', filename: fileName(path), 'node-name': `${name}-${as}` },
    'read-only': true,
  });
  const beside = data === undefined ? {} : { 'data-file': `${name}-data` };
  const backing = { backing: index + 1 < images.length ? layerName(disk, index + 1) : null };
  return [
    file(image.path, 'file'),
    ...(data === undefined ? [] : [file(data, 'data')]),
    {
      ...{ driver: image.format, 'node-name': name, 'read-only': true, file: `${name}-file` },
      ...(image.format === 'qcow2' && { ...backing, ...beside }),
    },
  ];
}

/** Short: QEMU takes 31 characters. */
const layerName = ({ target }: Disk, index: number): string => `disk-${target.dev}-b${index}`;

/** Whether a block node is of an image below this disk's own, or of a file beside one. */
export const isLayerOf = ({ target }: Disk, node: string): boolean =>
  new RegExp(`^disk-${target.dev}-(data|b\\d+(-file|-data)?)$`).test(node);

function blockdevs(options: Arguments): Node[] {
  return options.filter((_, index) => index % 2 === 1).map((value) => JSON.parse(value) as Node);
}
