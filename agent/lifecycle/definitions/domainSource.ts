import { createHash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import * as z from 'zod/mini';
import { MAX_TEXT_BYTES } from '../../../domain-xml/parse/limits.ts';
import { readKept } from './keptFile.ts';

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

/** What a domain was started from, hashed once: it may be long and is listed often. */
export interface StartedFrom extends SourceEntry {
  readonly text: string;
}

export const startedFrom = (source: DomainSource): StartedFrom => ({ ...sourceEntry(source), text: source.text });

const domainSource = z.strictObject({ file: z.nullable(z.string()), text: z.string() });

/** JSON may escape every byte of the text, and takes six for it then. */
const MAX_SOURCE_BYTES = 6 * MAX_TEXT_BYTES + (64 << 10);

export const sourceJson = (source: DomainSource): string => JSON.stringify(source);

/** Undefined when there is none. @throws ZodError, SyntaxError or the error of reading when it is not what sourceJson gave */
export function readSource(path: string): DomainSource | undefined {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
  return domainSource.parse(JSON.parse(readKept(path, MAX_SOURCE_BYTES)));
}
