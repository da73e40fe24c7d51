import { parseXml } from './parse/parseXml.ts';
import { attributeOf, childElements, textOf, type XmlElement } from './parse/xmlTree.ts';

/**
 * The alias of the device that a piece of XML means: the one of that name in which all that the piece says is so.
 * Nothing when there is none, or more than one.
 *
 * @param live the XML of a running domain
 */
export function findDevice(live: string, fragment: string): string | undefined {
  const { root, problems } = parseXml(fragment);
  const domain = parseXml(live).root;
  if (!root || !domain || problems.length > 0) return undefined;
  const devices = childElements(domain).filter(({ name }) => name === 'devices');
  const found = devices.flatMap(childElements).filter((element) => says(element, root));
  const [only] = found;
  if (!only || found.length > 1) return undefined;
  const alias = childElements(only).find(({ name }) => name === 'alias');
  return alias && attributeOf(alias, 'name')?.value;
}

/** Whether an element says all that a piece of XML says, and maybe more. */
function says(element: XmlElement, piece: XmlElement): boolean {
  if (element.name !== piece.name) return false;
  const attributes = piece.attributes.every(({ name, value }) => attributeOf(element, name)?.value === value);
  const children = childElements(piece);
  if (children.length === 0 && textOf(piece).trim() !== '' && textOf(piece).trim() !== textOf(element).trim()) {
    return false;
  }
  return attributes && children.every((child) => childElements(element).some((own) => says(own, child)));
}
