import { type Spread, spread } from './comparison.ts';

/** A figure that has to stay below a number, and not below somebody else's. */
export interface Limit {
  readonly what: string;
  readonly unit: 'ms' | 'kB' | '×';
  readonly samples: number;
  readonly value: Spread;
  /** The largest median that is good enough. */
  readonly limit: number;
  readonly met: boolean;
}

export function limited(what: string, unit: Limit['unit'], values: readonly number[], limit: number): Limit {
  const value = spread(values);
  return { what, unit, samples: values.length, value, limit, met: value.median <= limit };
}
