const ENTRY = 32;

/** Reads a FAT12 volume as its specification says and not as ours is written: all is taken from the boot sector. */
export function readFat(image: Uint8Array): { label: string | undefined; files: Record<string, string> } {
  const bytes = Buffer.from(image);
  if (bytes.readUInt16LE(510) !== 0xaa55) throw new Error('no boot sector');
  const sector = bytes.readUInt16LE(11);
  const perCluster = bytes.readUInt8(13) * sector;
  const fatAt = bytes.readUInt16LE(14) * sector;
  const fatBytes = bytes.readUInt16LE(22) * sector;
  const fats = Array.from({ length: bytes.readUInt8(16) }, (_, n) =>
    bytes.subarray(fatAt + n * fatBytes).subarray(0, fatBytes),
  );
  const [fat] = fats;
  if (!fat || fats.some((copy) => !copy.equals(fat))) throw new Error('the FATs differ');
  if (image.length !== bytes.readUInt16LE(19) * sector) throw new Error('not the size that it says');
  const rootAt = fatAt + fats.length * fatBytes;
  const rootBytes = bytes.readUInt16LE(17) * ENTRY;
  const next = (cluster: number): number => {
    const pair = fat.readUInt16LE(Math.floor(cluster * 1.5));
    return cluster % 2 === 0 ? pair & 0xfff : pair >> 4;
  };
  const content = (first: number, size: number): string => {
    const parts: Buffer[] = [];
    for (let cluster = first; cluster >= 2 && cluster < 0xff8; cluster = next(cluster)) {
      const at = rootAt + rootBytes + (cluster - 2) * perCluster;
      parts.push(bytes.subarray(at, at + perCluster));
    }
    const whole = Buffer.concat(parts);
    if (whole.length !== Math.ceil(size / perCluster) * perCluster) throw new Error('a chain of the wrong length');
    return whole.toString('utf8', 0, size);
  };
  return readEntries(bytes.subarray(rootAt, rootAt + rootBytes), content);
}

function readEntries(root: Buffer, content: (first: number, size: number) => string) {
  const files: Record<string, string> = {};
  const shortNames = new Set<string>();
  let label: string | undefined;
  let long: Buffer[] = [];
  for (let at = 0; root[at] !== 0; at += ENTRY) {
    const entry = root.subarray(at, at + ENTRY);
    const short = entry.toString('latin1', 0, 11);
    const attributes = entry.readUInt8(11);
    if (attributes === 0x0f) {
      if (entry.readUInt8(13) !== sumOfNext(root, at)) throw new Error('a long name of another file');
      long = [Buffer.concat([entry.subarray(1, 11), entry.subarray(14, 26), entry.subarray(28, 32)]), ...long];
      continue;
    }
    if (attributes === 0x08) label = short.trimEnd();
    else {
      if (shortNames.has(short)) throw new Error(`two files ${short}`);
      shortNames.add(short);
      const name = Buffer.concat(long).toString('utf16le').split('\0')[0] || short;
      files[name] = content(entry.readUInt16LE(26), entry.readUInt32LE(28));
    }
    long = [];
  }
  return { label, files };
}

/** The checksum over the short name that follows the long ones. */
function sumOfNext(root: Buffer, from: number): number {
  let at = from;
  while (root[at + 11] === 0x0f) at += ENTRY;
  return root.subarray(at, at + 11).reduce((sum, byte) => ((((sum & 1) << 7) | (sum >> 1)) + byte) & 0xff, 0);
}
