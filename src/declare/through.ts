/** What access files come to as time passes: on the day on which they begin to count, and on each later day on which something of them ends. */
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Organization } from "../model/organization.ts";
import type { Tree } from "../model/tree.ts";
import { datedThings } from "./dates.ts";
import type { Facts, Settings } from "./facts.ts";
import { onDay, soundIn, type KnownFolders } from "./read.ts";

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

/** What is remembered from one tree to the next: what their folders say, and what that comes to from which day on. */
export interface Remembered {
  readonly folders: KnownFolders;
  readonly days: WeakMap<Facts, Dated>;
}

/** The days that an organization's files name, sorted, and what it is from each of them on. */
interface Dated {
  readonly days: readonly string[];
  /** From "" on: before all of them. */
  readonly from: Map<string, Organization>;
}

export function newMemory(): Remembered {
  return { folders: new Map(), days: new WeakMap() };
}

/**
 * What a tree of access files declares from a day on. Days after `last` are left out: other files may count by then.
 * Like `declare`, it leaves out organizations that have an error. What is as it was is the same object as before; what
 * will end soon (`ending`) it says as of the first time.
 */
export function declareThrough(
  { tree, label, memory }: { readonly tree: Tree; readonly label: string; readonly memory: Remembered },
  { first, last }: { readonly first: string; readonly last?: string | undefined },
): DeclaredThrough {
  const input = { tree, label, today: first, known: memory.folders };
  const { kept, diagnostics } = soundIn(input, ({ facts, settings }) =>
    daysOf({ facts, settings, memory }, { first, last }),
  );
  return { diagnostics, organizations: kept };
}

interface Sound {
  readonly facts: Facts;
  readonly settings: Settings;
  readonly memory: Remembered;
}

function daysOf(
  { facts, settings, memory }: Sound,
  { first, last }: { readonly first: string; readonly last?: string | undefined },
): OnDay[] {
  const dated = memory.days.get(facts) ?? {
    days: [...new Set(datedThings(facts).map(({ date }) => date.day))].sort(),
    from: new Map<string, Organization>(),
  };
  memory.days.set(facts, dated);
  const later = dated.days.filter((day) => day > first && (last === undefined || day <= last));
  return [first, ...later].map((day) => {
    const since = dated.days.findLast((named) => named <= day) ?? "";
    const organization = dated.from.get(since) ?? onDay(facts, settings, day);
    dated.from.set(since, organization);
    return { day, organization };
  });
}
