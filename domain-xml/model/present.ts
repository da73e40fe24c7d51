type Absentable<T> = { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> };
type Certain<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] };

/** The object without the properties that are undefined: an optional property of the model is absent, never undefined. */
export function present<T extends object>(properties: T): Certain<T> & Absentable<T> {
  const entries = Object.entries(properties).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Certain<T> & Absentable<T>;
}
