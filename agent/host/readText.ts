import { readFileSync } from 'node:fs';

/** A file of the kernel's or the system's, as text. Of an error in reading Node does not say the path: here it does. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (!(error instanceof Error) || 'path' in error) throw error;
    throw Object.assign(error, { path, message: `${error.message} '${path}'` });
  }
}
