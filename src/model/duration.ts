/** Lengths of time as people write them: a number and a unit. */

/** What to say when a text is none. */
export const durationHint = "Give a number with s, m or h: 90s, 10m, 1h.";

const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** "90s", "10m" or "1h" in milliseconds; undefined when the text is something else. For options of a run. */
export function durationOf(text: string): number | undefined {
  return inUnits(text, "smh");
}

/** "10m", "24h" or "90d" in milliseconds; undefined when the text is something else. For what files say, which no second matters to. */
export function spanOf(text: string): number | undefined {
  return inUnits(text, "mhd");
}

/** The same in words of the files, in the largest unit that fits: 7,776,000,000 is "90d". */
export function spanText(milliseconds: number): string {
  const unit = (["d", "h"] as const).find((one) => milliseconds % units[one] === 0) ?? "m";
  return `${milliseconds / units[unit]}${unit}`;
}

function inUnits(text: string, allowed: string): number | undefined {
  const match = /^(\d{1,6})([smhd])$/.exec(text);
  const [, count, unit = ""] = match ?? [];
  return isUnit(unit) && allowed.includes(unit) ? Number(count) * units[unit] : undefined;
}

function isUnit(text: string): text is keyof typeof units {
  return text in units;
}
