/** What a qcow2 header says of the image below; QEMU's docs/interop/qcow2.rst. */
export interface Qcow2Header {
  readonly backing?: string;
  readonly backingFormat?: string;
}

const MAGIC = 0x514649fb;
const EXTENSION_BACKING_FORMAT = 0xe2792aca;
const MAX_NAME = 1023;

/** The header of an image, or undefined where the bytes are none. They come from a user: every length is checked. */
export function parseQcow2Header(bytes: Buffer): Qcow2Header | undefined {
  if (bytes.length < 72 || bytes.readUInt32BE(0) !== MAGIC) return undefined;
  const version = bytes.readUInt32BE(4);
  if (version !== 2 && version !== 3) return undefined;
  const offset = Number(bytes.readBigUInt64BE(8));
  const length = bytes.readUInt32BE(16);
  if (offset === 0) return {};
  if (length > MAX_NAME || offset + length > bytes.length) return undefined;
  const backing = cString(bytes, offset, length);
  if (backing === '') return {};
  const backingFormat = readBackingFormat(bytes, version, offset);
  return { backing, ...(backingFormat !== undefined && { backingFormat }) };
}

/** Header extensions follow the header: type, length, data padded to 8 bytes; type 0 ends them. */
function readBackingFormat(bytes: Buffer, version: number, end: number): string | undefined {
  const headerLength = version === 3 && bytes.length >= 104 ? bytes.readUInt32BE(100) : 72;
  let at = headerLength;
  while (at + 8 <= end) {
    const type = bytes.readUInt32BE(at);
    const length = bytes.readUInt32BE(at + 4);
    if (type === 0 || at + 8 + length > end) return undefined;
    if (type === EXTENSION_BACKING_FORMAT) return cString(bytes, at + 8, length);
    at += 8 + Math.ceil(length / 8) * 8;
  }
  return undefined;
}

/** What QEMU makes of the bytes: a NUL ends the text. */
const cString = (bytes: Buffer, at: number, length: number): string =>
  bytes.toString('utf8', at, at + length).replace(/\0.*/s, '');
