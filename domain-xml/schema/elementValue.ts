import type { XmlElement } from '../parse/xmlTree.ts';
import type {
  AttributeSchema,
  Attributes,
  Cases,
  Children,
  ChildSchema,
  ElementSchema,
  Occurs,
  PlainSchema,
  Text,
  TextSchema,
  VariantSchema,
} from './elementSchema.ts';

/** An element as its schema reads it, when there is nothing to say against it. */
export type ElementValue<S extends ElementSchema> = Value<S, true>;

/** The same while errors are possible: whatever is missing or wrong is absent. Every ElementValue is also a Draft. */
export type Draft<S extends ElementSchema> = Value<S, false>;

type Value<S extends ElementSchema, Whole extends boolean> =
  S extends VariantSchema<infer By, infer C>
    ? CaseValue<By, C, Whole>
    : S extends PlainSchema<infer A, infer C, infer T>
      ? PlainValue<A, C, T, Whole>
      : never;

type CaseValue<By extends string, C extends Cases, Whole extends boolean> = {
  [Word in keyof C & string]: C[Word] extends PlainSchema<infer A, infer Ch, infer T>
    ? Flat<PlainValue<A, Ch, T, Whole> & { readonly attr: { readonly [P in By]: Word } } & { readonly [P in By]: Word }>
    : never;
}[keyof C & string];

type PlainValue<A extends Attributes, C extends Children, T extends Text, Whole extends boolean> = {
  readonly node: XmlElement;
  readonly attr: AttributeValues<A, Whole>;
  readonly child: ChildValues<C, Whole>;
} & TextValue<T, Whole>;

type AttributeValues<A extends Attributes, Whole extends boolean> = {
  readonly [N in keyof A as Whole extends true ? (A[N]['required'] extends true ? N : never) : never]: AttributeValue<
    A[N]
  >;
} & {
  readonly [N in keyof A as Whole extends true ? (A[N]['required'] extends true ? never : N) : N]?: AttributeValue<
    A[N]
  >;
};

type AttributeValue<A> = A extends AttributeSchema<infer T, boolean> ? T : never;

type ChildValues<C extends Children, Whole extends boolean> = {
  readonly [N in keyof C as Kept<C[N]['occurs'], Whole> extends true ? N : never]: ChildValue<C[N], Whole>;
} & {
  readonly [N in keyof C as Kept<C[N]['occurs'], Whole> extends true ? never : N]?: ChildValue<C[N], Whole>;
};

/** Lists are always there, be they empty; required children only in a whole value. */
type Kept<O extends Occurs, Whole extends boolean> = O extends 'many' ? true : O extends 'one' ? Whole : false;

type ChildValue<C, Whole extends boolean> =
  C extends ChildSchema<infer S, infer O> ? (O extends 'many' ? readonly Value<S, Whole>[] : Value<S, Whole>) : never;

type TextValue<T extends Text, Whole extends boolean> =
  T extends TextSchema<infer V, infer R>
    ? Whole extends true
      ? R extends true
        ? { readonly text: V }
        : { readonly text?: V }
      : { readonly text?: V }
    : unknown;

type Flat<T> = { [K in keyof T]: T[K] };
