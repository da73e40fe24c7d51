import { oneOf, type ValueType } from './valueType.ts';

/*
 * The shape of elements, as values from which both the checks and the types of what is read follow: the type of a
 * parsed `<disk>` is ElementValue<typeof disk> and is written down nowhere else.
 */

export interface AttributeSchema<T, Required extends boolean> {
  /** One line. */
  readonly doc: string;
  readonly type: ValueType<T>;
  readonly required: Required;
  /**
   * What is said of an element, `<{0}>`, without it, `{1}`, where libvirt does something then that Virtcell does not: so
   * its absence is unsupported, not wrong.
   */
  readonly ifMissing?: string;
}

export interface ChildSchema<S extends ElementSchema, O extends Occurs> {
  readonly schema: S;
  readonly occurs: O;
  readonly ifMissing?: string;
}

export type Occurs = 'one' | 'optional' | 'many';

export interface TextSchema<T, Required extends boolean> {
  readonly type: ValueType<T>;
  readonly required: Required;
}

export type Attributes = Readonly<Record<string, AttributeSchema<unknown, boolean>>>;
export type Children = { readonly [name: string]: ChildSchema<ElementSchema, Occurs> };
export type Text = TextSchema<unknown, boolean> | undefined;

/** An element whose attributes and children are always the same. */
export interface PlainSchema<A extends Attributes = Attributes, C extends Children = Children, T extends Text = Text> {
  readonly kind: 'plain';
  readonly doc: string;
  readonly attributes: A;
  readonly children: C;
  readonly text: T;
  /** Anything may stand in it, and nothing in it is looked at. */
  readonly opaque: boolean;
}

export type Cases = { readonly [word: string]: PlainSchema };

/** An element whose attributes and children depend on the value of one of its attributes. */
export interface VariantSchema<By extends string = string, C extends Cases = Cases> {
  readonly kind: 'variants';
  readonly doc: string;
  readonly by: By;
  /** That attribute, as if it were among those of each case. */
  readonly deciding: AttributeSchema<string, boolean>;
  readonly cases: C;
  /** The case when the attribute is absent; without one, it is required. */
  readonly otherwise: string | undefined;
  /** Cases that libvirt has and Virtcell does not. */
  readonly known: readonly string[];
}

export type ElementSchema = PlainSchema | VariantSchema;

interface Shape {
  readonly attributes?: Attributes;
  readonly children?: Children;
  readonly text?: TextSchema<unknown, boolean>;
}

type None = Record<never, never>;

/** Conditional, so that nothing is inferred backwards from where the schema is used. */
type SchemaOf<S extends Shape> = PlainSchema<
  S extends { readonly attributes: infer A extends Attributes } ? A : None,
  S extends { readonly children: infer C extends Children } ? C : None,
  S extends { readonly text: infer T extends Text } ? T : undefined
>;

export function element<const S extends Shape = None>(doc: string, shape?: S): SchemaOf<S> {
  const { attributes = {}, children = {}, text } = shape ?? ({} as Shape);
  const schema: PlainSchema = { kind: 'plain', doc, attributes, children, text, opaque: false };
  // The compiler does not resolve the conditional type of a parameter; it is what was put in above.
  return schema as SchemaOf<S>;
}

/** An element with any content and attributes, none of which is looked at. */
export function opaque(doc: string): PlainSchema<None, None, undefined> {
  return { kind: 'plain', doc, attributes: {}, children: {}, text: undefined, opaque: true };
}

export function variants<By extends string, const C extends Cases>(
  doc: string,
  shape: { by: By; cases: C; otherwise?: keyof C & string; known?: readonly string[] },
): VariantSchema<By, C> {
  const { by, cases, otherwise, known = [] } = shape;
  const words = oneOf(Object.fromEntries(Object.entries(cases).map(([word, each]) => [word, each.doc])), known);
  const says = 'The kind, which decides what else the element has.';
  const deciding = otherwise === undefined ? required(words, says) : optional(words, says);
  return { kind: 'variants', doc, by, deciding, cases, otherwise, known };
}

/** @param libvirtDefault what libvirt does when it is absent, and Virtcell does not */
export const required = <T>(type: ValueType<T>, doc: string, libvirtDefault?: string): AttributeSchema<T, true> => ({
  doc,
  type,
  required: true,
  ...(libvirtDefault
    ? { ifMissing: `<{0}> needs the attribute {1}: libvirt ${libvirtDefault}, Virtcell does not.` }
    : {}),
});
export const optional = <T>(type: ValueType<T>, doc: string): AttributeSchema<T, false> => ({
  doc,
  type,
  required: false,
});

/** @param libvirtDefault what libvirt does when it is absent, and Virtcell does not */
export const one = <S extends ElementSchema>(schema: S, libvirtDefault?: string): ChildSchema<S, 'one'> => ({
  schema,
  occurs: 'one',
  ...(libvirtDefault ? { ifMissing: `<{0}> needs a <{1}>: libvirt ${libvirtDefault}, Virtcell does not.` } : {}),
});
export const atMostOne = <S extends ElementSchema>(schema: S): ChildSchema<S, 'optional'> => ({
  schema,
  occurs: 'optional',
});
export const many = <S extends ElementSchema>(schema: S): ChildSchema<S, 'many'> => ({ schema, occurs: 'many' });

export const text = <T>(type: ValueType<T>): TextSchema<T, true> => ({ type, required: true });
/** White space alone counts as no text. */
export const optionalText = <T>(type: ValueType<T>): TextSchema<T, false> => ({ type, required: false });
