import { findElement } from '../../domain-xml/model/origins.ts';
import type { XmlDocument } from '../../domain-xml/parse/xmlTree.ts';
import type { Position, Range } from '../../domain-xml/position.ts';
import type { DevReportNode } from '../../protocol/methods.ts';

/**
 * The nodes that the place of a text asks for, by path: those of the innermost element around it that has any, else
 * those of the device around it. Elements are looked for in the text as it is now.
 */
export function nodesAt(nodes: readonly DevReportNode[], document: XmlDocument, place: Position): string[] {
  const asked = nodes.flatMap(({ path, reasons }) =>
    reasons.flatMap(({ element, attached }) => (element === undefined || attached ? [] : [{ path, element }])),
  );
  const around = [...new Set(asked.map(({ element }) => element))].flatMap((element) => {
    const range = findElement(document, element)?.range;
    return range && holds(range, place) ? [element] : [];
  });
  // The whole domain asks for /dev/kvm: that is around everything, and no answer below a device.
  const innermost = around.toSorted((one, other) => other.length - one.length)[0];
  if (innermost !== undefined && innermost !== DOMAIN) return pathsOf(asked, (element) => element === innermost);
  const device = asked
    .map(({ element }) => element.split('/').slice(0, 4).join('/'))
    .find((element) => element !== DOMAIN && isAround(document, element, place));
  if (device !== undefined) return pathsOf(asked, (element) => element === device || element.startsWith(`${device}/`));
  return innermost === undefined || !isFirstLine(document, place) ? [] : pathsOf(asked, (each) => each === innermost);
}

const DOMAIN = '/domain';

/** In the start tag's line of the domain itself. */
const isFirstLine = (document: XmlDocument, { line }: Position): boolean =>
  findElement(document, DOMAIN)?.range.start.line === line;

function isAround(document: XmlDocument, element: string, place: Position): boolean {
  const range = findElement(document, element)?.range;
  return range !== undefined && holds(range, place);
}

const pathsOf = (
  asked: readonly { readonly path: string; readonly element: string }[],
  isMeant: (element: string) => boolean,
): string[] => [...new Set(asked.filter(({ element }) => isMeant(element)).map(({ path }) => path))];

const holds = ({ start, end }: Range, place: Position): boolean => !isBefore(place, start) && !isBefore(end, place);

const isBefore = (one: Position, other: Position): boolean =>
  one.line < other.line || (one.line === other.line && one.character < other.character);
