import { readFileSync } from 'node:fs';
import { VirtcellError } from '../../protocol/errors.ts';
import { MAX_XML_BYTES } from '../../protocol/limits.ts';

/** A domain's XML; `-` is standard input. */
export function readXml(file: string): string {
  const bytes = read(file);
  if (bytes.length > MAX_XML_BYTES) {
    throw new VirtcellError({ code: 'xml-invalid', message: `Larger than ${MAX_XML_BYTES} bytes.`, path: file });
  }
  return bytes.toString('utf8');
}

function read(file: string): Buffer {
  try {
    return readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') throw error;
    const code = error.code === 'ENOENT' ? 'missing-file' : 'file-denied';
    const message = `${file} cannot be read.`;
    throw new VirtcellError({ code, message, syscall: 'open', errno: error.code, path: file }, { cause: error });
  }
}
