/** Text that a service wrote, made fit for a sentence of ours. */

/** A short text out of one that somebody else wrote: no control characters, at most so many characters. */
export function cut(text: string, length: number): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ");
  const characters = [...clean];
  return characters.length <= length ? clean : `${characters.slice(0, length).join("")}...`;
}
