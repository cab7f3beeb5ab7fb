/** Many requests, a few at once. */

/** Calls `ask` for each item, at most so many at a time, in their order. */
export async function inRounds<T>(
  items: readonly T[],
  atOnce: number,
  ask: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await ask(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}
