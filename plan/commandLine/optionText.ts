/** Consecutive elements of argv. */
export type Arguments = readonly string[];

/** A value of a JSON option. `undefined` leaves the key out. */
export type JsonValue = string | number | boolean | null | undefined | { readonly [key: string]: JsonValue };

/**
 * QEMU's `key=value,…` text. A comma inside a value is doubled, which is the only escape this syntax has (QEMU's
 * manual, "Options that take a list of key=value pairs"); pairs whose value is undefined are left out.
 *
 * @param pairs in the order in which they appear; the key '' makes a leading value without a key
 */
export function keyValues(pairs: readonly (readonly [key: string, value: string | number | undefined])[]): string {
  return pairs
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => (key ? `${key}=` : '') + String(value).replaceAll(',', ',,'))
    .join(',');
}

/**
 * The pair that opens an option. QEMU lets its key be left out, but then takes what stands before a `=` in the value
 * for a key: only a value of plain characters goes without.
 */
export function opening(key: string, value: string): readonly [key: string, value: string] {
  return [/^[\w.:[\]-]+$/.test(value) ? '' : key, value];
}

/** `-device` in JSON, so that no value needs escaping. Keys keep their order. */
export function device(properties: { readonly driver: string; readonly [key: string]: JsonValue }): Arguments {
  return ['-device', JSON.stringify(properties)];
}

/** `-object` in JSON. */
export function object(properties: {
  readonly 'qom-type': string;
  readonly id: string;
  readonly [key: string]: JsonValue;
}): Arguments {
  return ['-object', JSON.stringify(properties)];
}
