import type { XmlElement } from '../parse/xmlTree.ts';
import type { Attributes, ElementSchema, PlainSchema } from '../schema/elementSchema.ts';
import { schemaOf, shapeOf } from './schemaOf.ts';

/** What the table says of one element of a tree. */
export interface SchemaHere {
  readonly schema: ElementSchema;
  /** By the value of the attribute that decides; undefined while it is missing or another one. */
  readonly decided: PlainSchema | undefined;
  /** All of them, with the one that decides. */
  readonly attributes: Attributes;
  /** In its parent. */
  readonly required: boolean;
}

/** Undefined for an element that the table does not have where it stands. */
export function schemaAt(element: XmlElement): SchemaHere | undefined {
  const schema = schemaOf(element);
  if (!schema) return undefined;
  const decided = shapeOf(element);
  const deciding = schema.kind === 'variants' ? { [schema.by]: schema.deciding } : {};
  return { schema, decided, attributes: { ...deciding, ...decided?.attributes }, required: isRequired(element) };
}

function isRequired({ name, parent }: XmlElement): boolean {
  return !parent || shapeOf(parent)?.children[name]?.occurs === 'one';
}
