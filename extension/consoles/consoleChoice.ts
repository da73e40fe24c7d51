import type { DomainEntry } from '../../protocol/methods.ts';
import type { ConsoleName } from './consoleRoute.ts';

/** A console that can be attached to. */
export interface ConsoleChoice extends ConsoleName {
  readonly path: string;
}

/** What a running domain has for a terminal: serial ports, virtio consoles, channels. */
export const consolesOf = ({ name, owner, consoles }: DomainEntry): ConsoleChoice[] =>
  consoles.flatMap(({ alias, path }) => (path === null ? [] : [{ name, owner, alias, path }]));
