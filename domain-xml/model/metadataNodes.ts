import { attributeOf, childElements, type XmlElement } from '../parse/xmlTree.ts';
import { absolutePath } from '../schema/names.ts';
import type { HostFile } from './domain.ts';
import type { Origins } from './origins.ts';

/** The namespace of what Virtcell understands in a domain's `<metadata>`. */
export const METADATA_NAMESPACE = 'https://virtcell.dev/xmlns/domain/1';

/**
 * `<v:devices xmlns:v="…"><v:node path="/dev/x"/></v:devices>` in the metadata: nodes that the domain is to have besides
 * those that its devices call for. The prefix is the user's choice; whatever is in other namespaces is others'.
 */
export function metadataNodes(metadata: XmlElement | undefined, origins: Origins): HostFile[] {
  if (!metadata) return [];
  return nodeElements(metadata).flatMap((element) => {
    const path = readPath(element);
    return path === undefined ? [] : [origins.file(path, element)];
  });
}

/** The `<node>` elements of our namespace, in the order of the text. */
export const nodeElements = (metadata: XmlElement): XmlElement[] =>
  childElements(metadata)
    .filter((element) => isOurs(element, 'devices'))
    .flatMap(childElements)
    .filter((element) => isOurs(element, 'node'));

/** The path of such an element, when it is one that can be planned. */
export function readPath(element: XmlElement): string | undefined {
  const attribute = attributeOf(element, 'path');
  const reading = attribute && absolutePath.read(attribute.value);
  return reading && 'value' in reading ? reading.value : undefined;
}

function isOurs(element: XmlElement, name: string): boolean {
  const [prefix, local] = element.name.includes(':') ? element.name.split(':', 2) : ['', element.name];
  return local === name && namespaceOf(element, prefix === '' ? 'xmlns' : `xmlns:${prefix}`) === METADATA_NAMESPACE;
}

/** What a prefix stands for where the element is: the nearest declaration on the way up counts. */
function namespaceOf(element: XmlElement | undefined, declaration: string): string | undefined {
  for (let at = element; at; at = at.parent) {
    const declared = attributeOf(at, declaration);
    if (declared) return declared.value;
  }
  return undefined;
}
