import type { NamedPath } from '../../domain-xml/assist/namedPaths.ts';
import { attributeOf, childElements, type XmlElement } from '../../domain-xml/parse/xmlTree.ts';
import type { Span } from '../../domain-xml/position.ts';

/** The image of a disk, file or block device. */
export interface NamedImage {
  readonly path: string;
  readonly span: Span;
  /** Whether the guest may write to it, and expects nobody else to. */
  readonly isWritten: boolean;
}

export function diskImages(paths: readonly NamedPath[]): NamedImage[] {
  return paths.flatMap(({ path, span, element: { name, parent } }) =>
    name === 'source' && parent?.name === 'disk' ? [{ path, span, isWritten: isWritten(parent) }] : [],
  );
}

const isWritten = (disk: XmlElement): boolean =>
  attributeOf(disk, 'device')?.value !== 'cdrom' &&
  !childElements(disk).some(({ name }) => name === 'readonly' || name === 'shareable');
