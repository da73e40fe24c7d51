type Absentable<T> = { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> };
type Certain<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] };

/** The object without the properties that are undefined: an optional property of the model is absent, never undefined. */
export function present<T extends object>(properties: T): Certain<T> & Absentable<T> {
  // Every device goes through here at each keystroke: a list of entries for each would take several times as long.
  const kept: { [key: string]: unknown } = {};
  for (const key in properties) if (properties[key] !== undefined) kept[key] = properties[key];
  return kept as Certain<T> & Absentable<T>;
}
