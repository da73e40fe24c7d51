export interface MadeUpImage {
  readonly version?: number;
  readonly backing?: string;
  readonly format?: string;
  readonly headerLength?: number;
  /** An external data file; an empty name leaves only the feature. */
  readonly dataFile?: string;
}

/** The first bytes of a qcow2 image with these words in its header; QEMU's docs/interop/qcow2.rst. */
export function qcow2Image({ version = 3, backing = '', format, headerLength, dataFile }: MadeUpImage = {}): Buffer {
  const fixed = Buffer.alloc(headerLength ?? (version === 2 ? 72 : 104));
  const extensions: Buffer[] =
    format === undefined ? [] : [extension(0x6803f857, 'abc'), extension(0xe2792aca, format)];
  if (dataFile) extensions.push(extension(0x44415441, dataFile));
  const end = extension(0, '');
  const name = Buffer.from(backing);
  const start = Buffer.concat([fixed, ...extensions, end]);
  start.writeUInt32BE(0x514649fb, 0);
  start.writeUInt32BE(version, 4);
  start.writeBigUInt64BE(BigInt(backing === '' ? 0 : start.length), 8);
  start.writeUInt32BE(name.length, 16);
  if (version >= 3) start.writeUInt32BE(fixed.length, 100);
  if (dataFile !== undefined) start.writeBigUInt64BE(4n, 72);
  return Buffer.concat([start, name, Buffer.alloc(512)]);
}

function extension(type: number, text: string): Buffer {
  const bytes = Buffer.alloc(8 + Math.ceil(Buffer.byteLength(text) / 8) * 8);
  bytes.writeUInt32BE(type, 0);
  bytes.writeUInt32BE(Buffer.byteLength(text), 4);
  bytes.write(text, 8);
  return bytes;
}
