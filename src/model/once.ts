/** What is made when it is first asked for, and kept. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** As `once`, for each key of its own. */
export function onceFor<K, T>(make: (key: K) => T): (key: K) => T {
  const made = new Map<K, () => T>();
  return (key) => {
    const kept = made.get(key) ?? once(() => make(key));
    made.set(key, kept);
    return kept();
  };
}
