/** Tables that hold something of each of a list of names. */

/** Something of each name. */
export function perName<N extends string, T>(
  names: readonly N[],
  of: (name: N) => T,
): Readonly<Record<N, T>> {
  // An entry for each name is all that a record of names is.
  return Object.fromEntries(names.map((name) => [name, of(name)])) as Record<N, T>;
}
