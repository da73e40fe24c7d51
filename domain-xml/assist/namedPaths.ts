import { childElements, textOf, textSpan, type XmlDocument, type XmlElement } from '../parse/xmlTree.ts';
import type { Span } from '../position.ts';
import type { ElementSchema, PlainSchema } from '../schema/elementSchema.ts';
import { absolutePath, isPath } from '../schema/names.ts';
import { caseOf, childSchema, rootSchema } from './schemaOf.ts';

/** A path of the host in a domain's XML. */
export interface NamedPath {
  readonly path: string;
  readonly span: Span;
  /** What names it, or holds the attribute that does. */
  readonly element: XmlElement;
}

/** Whatever the schema takes for a path, in the order of the text. */
export function namedPaths({ root }: XmlDocument): readonly NamedPath[] {
  const found: NamedPath[] = [];
  if (root) gather(root, rootSchema(root.name), found);
  return found;
}

function gather(element: XmlElement, schema: ElementSchema | undefined, found: NamedPath[]): void {
  const shape = schema && caseOf(schema, element);
  if (!shape) return;
  for (const one of pathsOf(element, shape)) if ('value' in absolutePath.read(one.path)) found.push(one);
  for (const child of childElements(element)) gather(child, childSchema(shape, child.name), found);
}

function pathsOf(element: XmlElement, { attributes, text }: PlainSchema): NamedPath[] {
  const paths: NamedPath[] = [];
  for (const { name, value, valueSpan } of element.attributes) {
    const isNamed = Object.hasOwn(attributes, name) && isPath(attributes[name]?.type);
    if (isNamed && valueSpan) paths.push({ path: value, span: valueSpan, element });
  }
  if (isPath(text?.type)) paths.push({ path: textOf(element), span: textSpan(element), element });
  return paths;
}
