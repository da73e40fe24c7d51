import { realpath } from 'node:fs/promises';
import { parseXml } from '../../domain-xml/parse/parseXml.ts';
import { attributeOf, childElements } from '../../domain-xml/parse/xmlTree.ts';
import type { AgentLink } from '../link/agentLink.ts';
import { isRunning } from '../machines/domainState.ts';

/** The name of a running domain that has this image as a disk. Without an agent only QEMU's own lock is in the way. */
export async function whoUses(link: Pick<AgentLink, 'request'>, image: string): Promise<string | undefined> {
  const wanted = await realpath(image);
  const { domains } = await link.request('list', {});
  for (const { name, uuid, owner } of domains.filter(isRunning)) {
    const { xml } = await link.request('dumpxml', { name: uuid, owner });
    const places = await Promise.all(imagesOf(xml).map((path) => realpath(path).catch(() => path)));
    if (places.includes(wanted)) return name;
  }
  return undefined;
}

/** The image files that a domain's XML names. */
export function imagesOf(xml: string): string[] {
  const { root } = parseXml(xml);
  const below = (name: string) => (element: Parameters<typeof childElements>[0]) =>
    childElements(element).filter((child) => child.name === name);
  const sources = root ? below('devices')(root).flatMap(below('disk')).flatMap(below('source')) : [];
  return sources.flatMap((source) => attributeOf(source, 'file')?.value ?? []);
}
