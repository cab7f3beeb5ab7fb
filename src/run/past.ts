/** What stood before: the base's organizations, and what earlier runs left open. */
import type { LastRun } from "../journal/chain.ts";
import { lastRunAmong } from "../journal/sideBySide.ts";
import type { Organization } from "../model/organization.ts";
import type { Base } from "./base.ts";
import type { Context } from "./context.ts";
import type { Failure } from "./load.ts";
import { pastJournal } from "./pastJournal.ts";
import type { PlanRequest } from "./request.ts";

export interface Past {
  /** The base's organizations by key; undefined without a base. */
  readonly base: ReadonlyMap<string, Organization> | undefined;
  /** Organizations whose files in the base, and in the commits before it, are broken, with that commit. */
  readonly unknown: ReadonlyMap<string, string>;
  lastRun(organization: string): LastRun | undefined;
  /** Nobody but an earlier run can have written the journal: it is signed, or was taken from that run. */
  readonly vouched: boolean;
}

/** The past of a plan. What the base's files spoil is said, and what counts in its place. */
export async function readPast(
  context: Context,
  request: PlanRequest,
  base: Base | undefined,
): Promise<Past | Failure> {
  if (base === undefined) {
    return { base: undefined, lastRun: () => undefined, vouched: false, unknown: new Map() };
  }
  for (const [organization, { at, taken }] of base.spoiled) {
    if (taken === null) continue;
    context.warn(
      `${organization}: its files have errors in ${at.slice(0, 7)}, so that nothing was applied to it there; ` +
        `${taken.slice(0, 7)} is the last commit before it that says what it should be, and counts in its place.`,
    );
  }
  const journal = await pastJournal(context, request);
  if ("error" in journal) return journal;
  return {
    base: new Map(base.organizations.map((organization) => [organization.key, organization])),
    unknown: new Map(
      [...base.spoiled].flatMap(([key, { at, taken }]) => (taken === null ? [[key, at] as const] : [])),
    ),
    lastRun: (organization) => lastRunAmong(journal, organization),
    vouched: journal.vouched,
  };
}
