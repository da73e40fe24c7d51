import { attributeOf, type XmlElement } from '../parse/xmlTree.ts';
import { domain } from '../schema/domain.ts';
import type { ElementSchema, PlainSchema } from '../schema/elementSchema.ts';

/** What the table says of an element, by where it stands. Undefined for what it does not have. */
export function schemaOf({ name, parent }: XmlElement): ElementSchema | undefined {
  if (!parent) return rootSchema(name);
  const outer = shapeOf(parent);
  return outer && childSchema(outer, name);
}

/** The same, of the case that the element says it is. */
export function shapeOf(element: XmlElement): PlainSchema | undefined {
  const schema = schemaOf(element);
  return schema && caseOf(schema, element);
}

export const rootSchema = (name: string): ElementSchema | undefined => (name === 'domain' ? domain : undefined);

export const childSchema = ({ children }: PlainSchema, name: string): ElementSchema | undefined =>
  Object.hasOwn(children, name) ? children[name]?.schema : undefined;

export function caseOf(schema: ElementSchema, element: XmlElement): PlainSchema | undefined {
  if (schema.kind === 'plain') return schema;
  const word = attributeOf(element, schema.by)?.value ?? schema.otherwise;
  return word !== undefined && Object.hasOwn(schema.cases, word) ? schema.cases[word] : undefined;
}
