import type { Disk } from '../../domain-xml/model/domain.ts';
import { pciName } from '../../domain-xml/model/hardware.ts';
import type { DevFacts } from '../privateDev/hostFacts.ts';
import { type Arguments, type JsonValue, object } from './optionText.ts';

/** The block node that holds a disk's bytes. Named after the target: unique in a domain, and short (QEMU: ≤ 31). */
export function storageNode({ target }: Disk): string {
  return `disk-${target.dev}-storage`;
}

/** The block node that the disk's device reads and writes: the storage itself for raw, the image format above it else. */
export function topNode(disk: Disk): string {
  return disk.format === 'raw' ? storageNode(disk) : `disk-${disk.target.dev}-format`;
}

/**
 * `-blockdev` for the nodes behind a disk, lowest first; nothing for an empty drive. Backing images are not listed:
 * QEMU opens them as the image's header says.
 */
export function diskNodes(disk: Disk, chains: DevFacts['backingChains'] = {}): Arguments {
  const storage = storageOf(disk);
  if (!storage) return [];
  if (disk.format === 'raw') {
    return [
      ...reservationHelper(disk),
      ...blockdev({ ...storage, 'read-only': isReadOnly(disk), ...requests(disk), ...cacheMode(disk) }),
    ];
  }
  const data = dataFileOf(disk, chains);
  return [
    ...reservationHelper(disk),
    ...(data === undefined ? [] : blockdev(dataStorage(disk, data))),
    // Read-write only when the format node is, and free to pass discards on: the format node decides about those.
    ...blockdev({ ...storage, 'auto-read-only': true, discard: 'unmap', ...cacheMode(disk) }),
    ...blockdev({
      'node-name': topNode(disk),
      'read-only': isReadOnly(disk),
      ...requests(disk),
      ...cacheMode(disk),
      driver: disk.format,
      file: storageNode(disk),
      'data-file': data && dataNode(disk),
    }),
  ];
}

/** The node that holds the disk's bytes: a file, a device of the host, or a namespace that QEMU drives itself. */
function storageOf(disk: Disk): Record<string, JsonValue> | undefined {
  const { source, nvme } = disk;
  const name = { 'node-name': storageNode(disk) };
  if (nvme) return { driver: 'nvme', device: pciName(nvme.host), namespace: nvme.namespace, ...name };
  if (!source) return undefined;
  return {
    driver: storageDriver(disk, source),
    filename: source.path,
    'pr-manager': disk.reservations && helperId(disk),
    aio: disk.io,
    ...name,
  };
}

const helperId = (disk: Disk): string => `pr-helper-${storageNode(disk)}`;

/** QEMU's end of the helper that carries out persistent reservations. */
function reservationHelper(disk: Disk): Arguments {
  if (!disk.reservations) return [];
  return object({ 'qom-type': 'pr-manager-helper', id: helperId(disk), path: disk.reservations.path });
}

const dataNode = ({ target }: Disk): string => `disk-${target.dev}-data`;

/** The file beside the image that holds its bytes. */
function dataFileOf({ source }: Disk, chains: DevFacts['backingChains']): string | undefined {
  if (!source || !Object.hasOwn(chains, source.path)) return undefined;
  return chains[source.path]?.find(({ dataOf }) => dataOf === source.path)?.path;
}

/** By its path: QEMU would take a name without a folder from the image's header for one in its own working directory. */
function dataStorage(disk: Disk, filename: string): Record<string, JsonValue> {
  const name = { filename, aio: disk.io, 'node-name': dataNode(disk) };
  return { driver: 'file', ...name, 'auto-read-only': true, discard: 'unmap', ...cacheMode(disk) };
}

function blockdev(node: Readonly<Record<string, JsonValue>>): Arguments {
  return ['-blockdev', JSON.stringify(node)];
}

function storageDriver({ device }: Disk, { kind, path }: NonNullable<Disk['source']>): string {
  if (kind === 'file') return 'file';
  return device === 'cdrom' && isHostDrive(path) ? 'host_cdrom' : 'host_device';
}

/** The kernel's names of optical drives, and udev's links: only with `host_cdrom` can such a drive be empty or ejected. */
function isHostDrive(path: string): boolean {
  return /^\/dev\/(cdrom|cdrw|dvd|dvdrw|sr\d+|scd\d+)$/.test(path);
}

export function isReadOnly({ device, readonly }: Disk): boolean {
  return readonly || device === 'cdrom';
}

/** Without discard a zero cannot be written as a hole: `unmap` then means to write it as a zero. */
function requests({ discard, detectZeroes }: Disk): Record<string, JsonValue> {
  return {
    discard,
    'detect-zeroes': detectZeroes === 'unmap' && discard !== 'unmap' ? 'on' : detectZeroes,
  };
}

/** The cache mode that holds: a shared writable disk without one bypasses the host's page cache. */
function effectiveCache(disk: Disk): Disk['cache'] {
  return disk.cache ?? (disk.shareable && !isReadOnly(disk) ? 'none' : undefined);
}

function cacheMode(disk: Disk): Record<string, JsonValue> {
  const cache = effectiveCache(disk);
  if (!cache) return {};
  return { cache: { direct: cache === 'none' || cache === 'directsync', 'no-flush': cache === 'unsafe' } };
}

/** Whether the guest's device pretends to have a volatile cache, which makes guests flush. */
export function writeCache(disk: Disk): 'on' | 'off' | undefined {
  const cache = effectiveCache(disk);
  if (!cache) return undefined;
  return cache === 'writethrough' || cache === 'directsync' ? 'off' : 'on';
}
