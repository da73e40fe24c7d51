import * as z from 'zod/mini';
import { parseJson } from '../../protocol/parseJson.ts';
import { SHOWN_SCHEME } from './shownScheme.ts';

const KINDS = [
  'live-xml',
  'started-xml',
  'defined-xml',
  'live-arguments',
  'next-arguments',
  'live-dev',
  'next-dev',
] as const;

/**
 * A text about a domain, as its URI names it. `live-`: of what runs; `next-`: of what the next start takes, from the
 * file where one is named, else from the definition.
 */
const shownText = z.strictObject({
  kind: z.enum(KINDS),
  name: z.string(),
  /** Of a domain that the agent knows. */
  domain: z.optional(z.strictObject({ uuid: z.string(), owner: z.int() })),
  /** A file's URI. */
  file: z.optional(z.string()),
});
export type ShownText = z.infer<typeof shownText>;

/** What an editor's tab says. What is compared is called the same. */
const TITLES: Readonly<Record<ShownText['kind'], string>> = {
  'live-xml': 'live.xml',
  'started-xml': 'domain.xml',
  'defined-xml': 'domain.xml',
  'live-arguments': 'qemu.sh',
  'next-arguments': 'qemu.sh',
  'live-dev': 'dev.txt',
  'next-dev': 'dev.txt',
};

/** The parts of its URI. */
export function shownParts(shown: ShownText): { scheme: string; path: string; query: string } {
  return { scheme: SHOWN_SCHEME, path: `/${shown.name}/${TITLES[shown.kind]}`, query: JSON.stringify(shown) };
}

/** Undefined for a URI that is not of ours. */
export function readShown({ scheme, query }: { scheme: string; query: string }): ShownText | undefined {
  if (scheme !== SHOWN_SCHEME) return undefined;
  const read = z.safeParse(shownText, parseJson(query));
  return read.success ? read.data : undefined;
}
