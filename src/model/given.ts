/** Optional fields: there where they have a value, and absent otherwise. */

type Given<T> = {
  readonly [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
} & { readonly [K in keyof T as undefined extends T[K] ? never : K]: T[K] };

/** The fields without those that are undefined. */
export function given<T extends object>(fields: T): Given<T> {
  const there: Record<string, unknown> = {};
  for (const name in fields) if (fields[name] !== undefined) there[name] = fields[name];
  return there as Given<T>;
}
