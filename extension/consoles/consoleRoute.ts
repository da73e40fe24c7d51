import type { ConsoleMode } from '../../protocol/console.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';

/** Which console of which domain. */
export interface ConsoleName {
  readonly name: string;
  readonly owner: number;
  readonly alias: string;
}

/** Of a log the alias may be left to the agent, which knows what it keeps. */
export type LogName = Omit<ConsoleName, 'alias'> & { readonly alias: string | undefined };

/**
 * Of a console that is shown in a terminal of the editor.
 *
 * @param from the offset at which the output goes on; absent: from its beginning
 */
export const terminalRoute = (console: ConsoleName, mode: ConsoleMode, from?: number): string =>
  `${consoleRoute(console, mode, from)}&terminal=true`;

/** @param from the offset at which the output goes on; absent: from its beginning */
export function consoleRoute({ name, owner, alias }: LogName, mode: ConsoleMode, from?: number): string {
  const search = new URLSearchParams({ protocol: String(PROTOCOL_VERSION), name, owner: String(owner), mode });
  if (alias !== undefined) search.set('alias', alias);
  if (from !== undefined) search.set('from', String(from));
  return `/console?${search}`;
}
