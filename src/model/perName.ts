/** Tables that hold something of each of a list of names. */

/** Something of each name. */
export function perName<N extends string, T>(
  names: readonly N[],
  of: (name: N) => T,
): Readonly<Record<N, T>> {
  const made: Partial<Record<N, T>> = {};
  for (const name of names) made[name] = of(name);
  // An entry for each name is all that a record of names is.
  return made as Record<N, T>;
}
