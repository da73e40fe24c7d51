import { readDomain } from '../../domain-xml/readDomain.ts';
import type { DomainEntry } from '../../protocol/methods.ts';
import type { AgentLink } from '../link/agentLink.ts';
import { consolesOf } from './consoleChoice.ts';
import type { ConsoleName } from './consoleRoute.ts';

/** The consoles of a domain of which there may be a log: those it has, or, while it does not run, those it is defined with. */
export async function storedConsoles(link: Pick<AgentLink, 'request'>, domain: DomainEntry): Promise<ConsoleName[]> {
  const { name, owner, uuid } = domain;
  if (domain.consoles.length > 0) return consolesOf(domain);
  const { xml } = await link.request('dumpxml', { name: uuid, owner, inactive: true });
  const devices = readDomain(xml).domain?.characterDevices ?? [];
  return devices.filter(({ backend }) => backend.type === 'pty').map(({ alias }) => ({ name, owner, alias }));
}
