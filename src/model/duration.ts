/** Lengths of time as people write them for options: a number and a unit. */

/** What to say when a text is none. */
export const durationHint = "Give a number with s, m or h: 90s, 10m, 1h.";

/** "90s", "10m" or "1h" in milliseconds; undefined when the text is something else. */
export function durationOf(text: string): number | undefined {
  const match = /^(\d{1,6})([smh])$/.exec(text);
  const unit = { s: 1000, m: 60_000, h: 3_600_000 }[match?.[2] ?? ""];
  return unit === undefined ? undefined : Number(match?.[1]) * unit;
}
