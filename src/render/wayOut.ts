/** What a person can do about a merge that was not applied: by which steps, in an order that works. */
import type { GuardName } from "../model/guard.ts";
import { hasHeldTerms, isBlocked, type Plan } from "../model/plan.ts";
import { markdownText } from "./escape.ts";
import type { Block, FitLine } from "./fit.ts";
import { alertOpen, moreLine } from "./markdownParts.ts";
import { part } from "./reportParts.ts";

interface Stopped {
  readonly plan: Plan;
  readonly blocked: boolean;
}

/** How to have applied what a guard blocks: the policy of before judges it, so that a waiver that follows comes too late. */
export function blockedWayOut(organizations: readonly Stopped[]): Block[] {
  const guards = new Set(
    organizations
      .filter((item) => item.blocked)
      .flatMap(({ plan }) => (isBlocked(plan) ? blocksOf(plan) : [])),
  );
  if (guards.size === 0) return [];
  const names = [...guards].sort().join(",");
  const says = [
    `run the workflow by hand with \`allow: ${names}\` and a \`reason\``,
    "or take the change out by a pull request, merge a waiver by another, then put it in again: a waiver lifts nothing that is merged already",
  ];
  return [blockOf(alertOpen("NOTE", "If this is meant"), { says, tier: part.blocked })];
}

function blocksOf({ findings }: Plan): GuardName[] {
  return findings.filter(({ severity }) => severity === "block").map(({ guard }) => guard);
}

/** Why changes were withheld as not reviewed, and how to have them applied; nothing where none was. */
export function unreviewedWayOut(plans: readonly Plan[], reasons: readonly string[]): Block[] {
  const isWithheld = (plan: Plan): boolean =>
    hasHeldTerms(plan) || plan.withheld.some(({ code }) => code === "unreviewed");
  if (!plans.some(isWithheld)) return [];
  const says = [
    ...reasons.map(markdownText),
    "To have it applied: take it out by a pull request, and when that is applied, put it in again by another.",
  ];
  return [blockOf(alertOpen("WARNING", "Not reviewed, so not applied"), { says, tier: part.losses })];
}

interface Saying {
  readonly says: readonly string[];
  readonly tier: number;
}

function blockOf(open: readonly string[], { says, tier }: Saying): Block {
  const lines = says.map((text): FitLine => ({ text: `> - ${text}`, tier, group: "way" }));
  return { open, lines, close: [], more: moreLine("> - ") };
}
