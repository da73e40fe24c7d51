import type { ConsoleMode } from '../../../protocol/console.ts';
import { PROTOCOL_VERSION } from '../../../protocol/version.ts';

export interface ConsolePlace {
  readonly domain: { readonly name: string; readonly owner?: number };
  readonly alias: string | undefined;
  readonly mode: ConsoleMode;
  readonly from?: number | undefined;
  readonly since?: number | undefined;
}

/** The route of one viewer of one console. */
export function consoleRoute({ domain, alias, mode, from, since }: ConsolePlace): string {
  const search = new URLSearchParams({ protocol: String(PROTOCOL_VERSION), name: domain.name, mode });
  for (const [name, value] of Object.entries({ owner: domain.owner, alias, from, since })) {
    if (value !== undefined) search.set(name, String(value));
  }
  return `/console?${search}`;
}
