/**
 * Clocks that disagree: what a date causes is not done on the word of a machine whose clock is wrong, and nothing is
 * done that only a date not yet come lets stand.
 */
import type { Draft, Reason } from "../kinds/draft.ts";
import type { Moments } from "../model/provider.ts";
import { prepare, type KnownPast, type PlanInput } from "./prepare.ts";

/** So far apart they may be, in milliseconds. */
const tolerance = 10 * 60_000;

/** Whether they are too far apart to trust a date. */
export function areApart({ service, local }: Moments): boolean {
  return Math.abs(service - local) > tolerance;
}

/** Drafts that a date causes by either clock, each with the reason to withhold it; none where the clocks agree. */
export function againstTheClock(
  input: PlanInput,
  known: KnownPast,
  { drafts, isDue }: { readonly drafts: readonly Draft[]; readonly isDue: (draft: Draft) => boolean },
): Map<string, Reason> {
  const { clocks, ...rest } = input;
  if (clocks === undefined) return new Map();
  const { undated: _, ...onThisDay } = rest;
  const now = new Date(clocks.moments.service).toISOString();
  const there = new Set(
    prepare({ ...onThisDay, ...clocks.there }, { ...known, now }).drafts.map(({ id }) => id),
  );
  const reason: Reason = {
    code: "clock",
    message: `a date causes it, and ${clocksSay(clocks.moments)}: set this machine's clock right and plan again`,
  };
  return new Map(
    drafts.filter((draft) => isDue(draft) || !there.has(draft.id)).map(({ id }) => [id, reason]),
  );
}

/** What to know of a plan that was made with clocks apart. */
export function notesOnClocks({ clocks }: PlanInput): string[] {
  if (clocks === undefined) return [];
  return [`whatever a date causes is withheld: ${clocksSay(clocks.moments)}`];
}

/** The later day by either clock: what a date allows is allowed by both. */
export function laterDay(today: string, { clocks }: PlanInput): string {
  if (clocks === undefined) return today;
  const there = new Date(clocks.moments.service).toISOString().slice(0, 10);
  return there > today ? there : today;
}

function clocksSay({ service, local }: Moments): string {
  return `this machine's clock says ${minuteOf(local)}, the service's ${minuteOf(service)}`;
}

function minuteOf(moment: number): string {
  return `${new Date(moment).toISOString().slice(0, 16)}Z`;
}
