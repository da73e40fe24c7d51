/** What a qcow2 header says of the image below; QEMU's docs/interop/qcow2.rst. */
export interface Qcow2Header {
  readonly backing?: string;
  readonly backingFormat?: string;
  /** The file that holds the image's bytes, beside it. Without a name QEMU has to be told which it is. */
  readonly dataFile?: string;
}

const MAGIC = 0x514649fb;
const EXTENSION_BACKING_FORMAT = 0xe2792aca;
const EXTENSION_DATA_FILE = 0x44415441;
const INCOMPATIBLE_DATA_FILE = 4n;
const MAX_NAME = 1023;

/** The header of an image, or undefined where the bytes are none. They come from a user: every length is checked. */
export function parseQcow2Header(bytes: Buffer): Qcow2Header | undefined {
  if (bytes.length < 72 || bytes.readUInt32BE(0) !== MAGIC) return undefined;
  const version = bytes.readUInt32BE(4);
  if (version !== 2 && version !== 3) return undefined;
  const offset = Number(bytes.readBigUInt64BE(8));
  const length = bytes.readUInt32BE(16);
  if (offset !== 0 && (length > MAX_NAME || offset + length > bytes.length)) return undefined;
  const backing = offset === 0 ? '' : cString(bytes, offset, length);
  const extensions = readExtensions(bytes, version, offset === 0 ? bytes.length : offset);
  const [backingFormat, dataFile] = [extensions.get(EXTENSION_BACKING_FORMAT), extensions.get(EXTENSION_DATA_FILE)];
  return {
    ...(backing !== '' && { backing, ...(backingFormat !== undefined && { backingFormat }) }),
    ...(hasDataFile(bytes, version) && { dataFile: dataFile ?? '' }),
  };
}

/** Version 2 has no such features. */
const hasDataFile = (bytes: Buffer, version: number): boolean =>
  version === 3 && bytes.length >= 80 && (bytes.readBigUInt64BE(72) & INCOMPATIBLE_DATA_FILE) !== 0n;

/**
 * Texts in the header's extensions, by type: type, length, data padded to 8 bytes; type 0 ends them, as does the
 * backing file's name. Of several of one type QEMU takes the last.
 */
function readExtensions(bytes: Buffer, version: number, end: number): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  let at = version === 3 && bytes.length >= 104 ? bytes.readUInt32BE(100) : 72;
  while (at + 8 <= end) {
    const type = bytes.readUInt32BE(at);
    const length = bytes.readUInt32BE(at + 4);
    if (type === 0 || at + 8 + length > end) break;
    if (type === EXTENSION_BACKING_FORMAT || type === EXTENSION_DATA_FILE)
      found.set(type, cString(bytes, at + 8, length));
    at += 8 + Math.ceil(length / 8) * 8;
  }
  return found;
}

/** What QEMU makes of the bytes: a NUL ends the text. */
const cString = (bytes: Buffer, at: number, length: number): string =>
  bytes.toString('utf8', at, at + length).replace(/\0.*/s, '');
