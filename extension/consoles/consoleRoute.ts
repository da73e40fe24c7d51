import type { ConsoleMode } from '../../protocol/console.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';

/** Which console of which domain. */
export interface ConsoleName {
  readonly name: string;
  readonly owner: number;
  readonly alias: string;
}

/** @param from the offset at which the output goes on; absent: from its beginning */
export function consoleRoute({ name, owner, alias }: ConsoleName, mode: ConsoleMode, from: number | undefined): string {
  const search = new URLSearchParams({ protocol: String(PROTOCOL_VERSION), name, owner: String(owner), alias, mode });
  if (from !== undefined) search.set('from', String(from));
  return `/console?${search}`;
}
