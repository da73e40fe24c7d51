import type { Attributes, Children } from '../schema/elementSchema.ts';

/*
 * What an element of a schema has to have, and what is a list in it. Found once for each schema: there are a hundred,
 * and in a long text thousands of elements at each keystroke.
 */

interface Required {
  readonly name: string;
  readonly ifMissing: string | undefined;
}

interface Occurrences {
  /** Children that there may be many of. */
  readonly lists: readonly string[];
  readonly needed: readonly Required[];
}

const attributesOfSchema = new WeakMap<Attributes, readonly Required[]>();
const childrenOfSchema = new WeakMap<Children, Occurrences>();

export function requiredOf(attributes: Attributes): readonly Required[] {
  let required = attributesOfSchema.get(attributes);
  if (!required) {
    const entries = Object.entries(attributes).filter(([, schema]) => schema.required);
    required = entries.map(([name, { ifMissing }]) => ({ name, ifMissing }));
    attributesOfSchema.set(attributes, required);
  }
  return required;
}

export function occurrencesOf(children: Children): Occurrences {
  let occurrences = childrenOfSchema.get(children);
  if (!occurrences) {
    const entries = Object.entries(children);
    const needed = entries.filter(([, { occurs }]) => occurs === 'one');
    occurrences = {
      lists: entries.filter(([, { occurs }]) => occurs === 'many').map(([name]) => name),
      needed: needed.map(([name, { ifMissing }]) => ({ name, ifMissing })),
    };
    childrenOfSchema.set(children, occurrences);
  }
  return occurrences;
}
