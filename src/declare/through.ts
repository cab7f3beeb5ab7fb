/** What access files come to as time passes: on the day on which they begin to count, and on each later day on which something of them ends. */
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Organization } from "../model/organization.ts";
import type { Tree } from "../model/tree.ts";
import { datedThings } from "./dates.ts";
import type { Facts, Settings } from "./facts.ts";
import { onDay, soundIn } from "./read.ts";

/** An organization from a day on, until the next of its days. */
export interface OnDay {
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly organization: Organization;
}

export interface DeclaredThrough {
  /** Each organization's days in their order, the first day among them. */
  readonly organizations: readonly (readonly OnDay[])[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * What a tree of access files declares from a day on. Days after `last` are left out: other files may count by then.
 * Like `declare`, it leaves out organizations that have an error.
 */
export function declareThrough(
  { tree, label }: { readonly tree: Tree; readonly label: string },
  { first, last }: { readonly first: string; readonly last?: string | undefined },
): DeclaredThrough {
  const { kept, diagnostics } = soundIn({ tree, label, today: first }, ({ facts, settings }) =>
    daysOf(facts, settings, { first, last }),
  );
  return { diagnostics, organizations: kept };
}

function daysOf(
  facts: Facts,
  settings: Settings,
  { first, last }: { readonly first: string; readonly last?: string | undefined },
): OnDay[] {
  const later = datedThings(facts)
    .map(({ date }) => date.day)
    .filter((day) => day > first && (last === undefined || day <= last));
  return [first, ...new Set(later.sort())].map((day) => ({
    day,
    organization: onDay(facts, settings, day),
  }));
}
