import type { Disk } from '../../domain-xml/model/domain.ts';
import type { Arguments, JsonValue } from './optionText.ts';

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
export function diskNodes(disk: Disk): Arguments {
  const { source, format } = disk;
  if (!source) return [];
  const storage = {
    driver: storageDriver(disk, source),
    filename: source.path,
    aio: disk.io,
    'node-name': storageNode(disk),
  };
  if (format === 'raw')
    return blockdev({ ...storage, 'read-only': isReadOnly(disk), ...requests(disk), ...cacheMode(disk) });
  return [
    // Read-write only when the format node is, and free to pass discards on: the format node decides about those.
    ...blockdev({ ...storage, 'auto-read-only': true, discard: 'unmap', ...cacheMode(disk) }),
    ...blockdev({
      'node-name': topNode(disk),
      'read-only': isReadOnly(disk),
      ...requests(disk),
      ...cacheMode(disk),
      driver: format,
      file: storageNode(disk),
    }),
  ];
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
