/** Orders and letter cases that depend on a number alone. */

/** A copy in an order that depends on the seed alone. */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const copy = [...items];
  let bits = seed;
  for (let last = copy.length - 1; last > 0; last--) {
    bits = next(bits);
    const other = bits % (last + 1);
    [copy[last], copy[other]] = [copy[other] as T, copy[last] as T];
  }
  return copy;
}

/** The text with the case of its letters chosen by the bits of `seed`; ASCII letters only. */
export function flipCase(text: string, seed: number): string {
  let bits = seed;
  return text.replace(/[a-z]/gi, (letter) => {
    bits = next(bits);
    return bits % 2 === 0 ? letter.toUpperCase() : letter.toLowerCase();
  });
}

/** Enough of a random number for orders and letter case. */
function next(bits: number): number {
  return (Math.imul(bits ^ 0x5bd1e995, 1664525) + 1013904223) >>> 8;
}
