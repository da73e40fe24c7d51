import { readDomain } from '../../domain-xml/readDomain.ts';
import type { DomainEntry } from '../../protocol/methods.ts';
import type { AgentLink } from '../link/agentLink.ts';
import type { ConsoleName } from './consoleRoute.ts';

/** A console that can be attached to. */
export interface ConsoleChoice extends ConsoleName {
  readonly path: string;
}

/** What a running domain has for a terminal: serial ports, virtio consoles, channels. */
export const consolesOf = ({ name, owner, consoles }: DomainEntry): ConsoleChoice[] =>
  consoles.flatMap(({ alias, path }) => (path === null ? [] : [{ name, owner, alias, path }]));

/** The consoles of a domain of which there may be a log: those it has, or, while it does not run, those it is defined with. */
export async function storedConsoles(link: Pick<AgentLink, 'request'>, domain: DomainEntry): Promise<ConsoleName[]> {
  const { name, owner, uuid } = domain;
  if (domain.consoles.length > 0) return consolesOf(domain);
  const { xml } = await link.request('dumpxml', { name: uuid, owner, inactive: true });
  const devices = readDomain(xml).domain?.characterDevices ?? [];
  return devices.filter(({ backend }) => backend.type === 'pty').map(({ alias }) => ({ name, owner, alias }));
}
