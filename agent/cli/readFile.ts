import { readFileSync } from 'node:fs';
import type { Diagnostic } from '../../domain-xml/diagnostic.ts';
import { VirtcellError } from '../../protocol/errors.ts';
import { MAX_XML_BYTES } from '../../protocol/limits.ts';

/** A domain's XML; `-` is standard input. */
export function readXml(file: string): string {
  const bytes = read(file);
  if (bytes.length > MAX_XML_BYTES) {
    const message = `${file} is larger than ${MAX_XML_BYTES} bytes.`;
    throw new VirtcellError({ code: 'xml-invalid', message, path: file });
  }
  return bytes.toString('utf8');
}

/** The same, or what is wrong with the file as a diagnostic at its beginning: one bad file of many stops none. */
export function tryReadXml(file: string): { readonly xml: string } | { readonly problem: Diagnostic } {
  try {
    return { xml: readXml(file) };
  } catch (error) {
    if (!(error instanceof VirtcellError)) throw error;
    const start = { line: 0, character: 0 };
    const { code, message } = error;
    return { problem: { severity: 'error', code, message, range: { start, end: start } } };
  }
}

/** What the agent found wrong with a file's XML, to be shown with the file's name. */
export class ErrorInFile extends Error {
  override readonly name = 'ErrorInFile';
  readonly file: string;
  readonly error: VirtcellError;

  constructor(file: string, error: VirtcellError) {
    super(error.message, { cause: error });
    this.file = file;
    this.error = error;
  }
}

/** Runs what the agent does with a file's XML. */
export async function inFile<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof VirtcellError ? new ErrorInFile(file, error) : error;
  }
}

function read(file: string): Buffer {
  try {
    return readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') throw error;
    const missing = error.code === 'ENOENT';
    const message = missing ? `There is no file ${file}.` : `${file} cannot be read: ${error.code}.`;
    const code = missing ? 'missing-file' : 'file-denied';
    throw new VirtcellError({ code, message, syscall: 'open', errno: error.code, path: file }, { cause: error });
  }
}
