import { open } from 'node:fs/promises';

export type ImageFormat = 'raw' | 'qcow2';

export interface ImageHeader {
  readonly format: ImageFormat;
  /** The disk's size as a guest sees it. */
  readonly bytes: number;
}

/** The fields that are read, see QEMU's docs/interop/qcow2.txt: the magic, and the virtual size as 64 bits at 24. */
const HEADER_BYTES = 32;
const MAGIC = 0x514649fb;
const SIZE_AT = 24;

/** What an image is, by its first bytes: anything that is no qcow2 is the disk byte for byte. */
export function readHeader(head: Uint8Array, fileBytes: number): ImageHeader {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const isQcow2 = head.byteLength >= HEADER_BYTES && view.getUint32(0) === MAGIC;
  return isQcow2 ? { format: 'qcow2', bytes: Number(view.getBigUint64(SIZE_AT)) } : { format: 'raw', bytes: fileBytes };
}

export async function imageHeader(path: string): Promise<ImageHeader> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(HEADER_BYTES), 0, HEADER_BYTES, 0);
    return readHeader(buffer.subarray(0, bytesRead), (await file.stat()).size);
  } finally {
    await file.close();
  }
}
