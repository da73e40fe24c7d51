import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { writeAtomically } from './atomicFile.ts';

/** What a client sent, to the letter, and the file that it said it is from: the agent's own copy has a UUID added. */
export interface DomainSource {
  readonly file: string | null;
  readonly text: string;
}

/** The same, as clients are told: they hold the hash against their file's. */
export interface SourceEntry {
  readonly file: string | null;
  /** SHA-256 over the UTF-8 text, in hex. */
  readonly sha256: string;
}

export const sourceEntry = ({ file, text }: DomainSource): SourceEntry => ({
  file,
  sha256: createHash('sha256').update(text, 'utf8').digest('hex'),
});

const domainSource = z.strictObject({ file: z.nullable(z.string()), text: z.string() });

export const writeSource = (path: string, source: DomainSource): void =>
  writeAtomically(path, JSON.stringify(source), 0o600, 'lasting');

/** Undefined when there is none. @throws ZodError, SyntaxError or the error of reading when it is not what writeSource wrote */
export function readSource(path: string): DomainSource | undefined {
  return existsSync(path) ? domainSource.parse(JSON.parse(readFileSync(path, 'utf8'))) : undefined;
}
