/** A Reader over what was read before: whoever plans by it asks nobody, and is told how old that is. */
import type { Organization } from "../../model/organization.ts";
import type { Plan } from "../../model/plan.ts";
import type { Acting, Reader, ReadScope } from "../../model/provider.ts";
import { stateOf, type Coverage, type State } from "../../model/state.ts";
import { plural } from "../../model/text.ts";
import { unknownHoldings } from "../offline.ts";
import { sameConnection } from "../reach.ts";
import type { KeptRead } from "./file.ts";

/** How old what a plan is held against is. */
export interface SnapshotAge {
  /** When it was read, RFC 3339. */
  readonly at: string;
  /** The same for people, as a sentence. */
  readonly says: string;
  /** Older than it should be where it is made every night. */
  readonly isOld: boolean;
}

const hour = 3_600_000;
/** A night was missed, and some hours more. */
const oldAfter = 36 * hour;
/** From then on it counts for nothing. */
const worthlessAfter = 7 * 24 * hour;
/** The clocks of two machines are not the same. */
const clockMargin = hour / 4;

/** How old it is; or why it counts for nothing here, as a sentence. */
export function ageOf(
  kept: KeptRead,
  { connection }: Pick<Organization, "connection">,
  now: number,
): SnapshotAge | { readonly why: string } {
  if (!sameConnection(kept.connection, connection))
    return { why: "The snapshot of it is of another connection (provider, id, api or scim)." };
  const age = now - Date.parse(kept.at);
  if (age < -clockMargin) return { why: "The snapshot of it is of a time that has not come." };
  const moment = `${kept.at.slice(0, 16).replace("T", " ")} UTC`;
  if (age > worthlessAfter)
    return { why: `The snapshot of it is of ${moment}, more than 7 days ago, and counts for nothing.` };
  const isOld = age > oldAfter;
  const old = isOld ? "An old snapshot, since runs that should have made a newer one did not: " : "";
  const what = isOld ? "compared" : "Compared";
  const says =
    `${old}${what} with what was read at ${moment}, ${ago(age)} ago, and not with the service: what changed there since ` +
    "is not seen. The apply reads the service, and does of this what still fits.";
  return { at: kept.at, says, isOld };
}

function ago(age: number): string {
  const hours = Math.floor(age / hour);
  if (hours < 1) return plural(Math.max(0, Math.floor(age / 60_000)), "minute");
  return hours < 48 ? plural(hours, "hour") : plural(Math.floor(hours / 24), "day");
}

/** What was read, under the words that the files use. */
export function snapshotReader(kept: KeptRead, { desired }: Pick<Organization, "desired">): Reader {
  const acting: Acting = { id: "snapshot", name: `nobody (a snapshot of ${kept.at})`, scopes: [] };
  return {
    readActing: () => Promise.resolve({ ok: true, acting, requests: 0 }),
    readState: (scope) =>
      Promise.resolve({
        ok: true,
        state: stateBy(kept, desired, scope),
        acting,
        requests: 0,
        ...(kept.seats === undefined ? {} : { seats: kept.seats }),
      }),
    // Whose belongings matter is known only with the change: a note on the plan says what is missing.
    readHoldings: unknownHoldings,
  };
}

function stateBy(kept: KeptRead, { vocabulary }: State, scope: ReadScope): State {
  const { entities, resources, collisions, accounts } = kept;
  const state = stateOf(entities, {
    vocabulary,
    coverage: coverageBy(kept, scope),
    resources,
    ...(accounts === undefined ? {} : { accounts: new Map(accounts) }),
  });
  return { ...state, collisions };
}

/** What no file spoke of when it was made was not looked for. */
function coverageBy({ coverage, scope: then }: KeptRead, now: ReadScope): Coverage {
  const isNew = now.resources.some((kind) => !then.resources.includes(kind));
  const isNewGrant = !coversGrants(then.grants ?? [], now.grants ?? []);
  const unasked = (what: string) =>
    ({ complete: false, reason: `No file spoke of ${what} when the snapshot was made.` }) as const;
  return {
    ...coverage,
    ...(isNew ? { share: unasked("these things"), ownership: unasked("these things") } : {}),
    ...(isNewGrant ? { role_grant: unasked("who holds these roles") } : {}),
  };
}

type Grants = NonNullable<ReadScope["grants"]>;

function coversGrants(then: Grants, now: Grants): boolean {
  if (then === "all") return true;
  if (now === "all") return false;
  const known = new Set(then.map(({ role, holder }) => `${holder} ${role}`));
  return now.every(({ role, holder }) => known.has(`${holder} ${role}`));
}

/** The plan with what a reader must know of it. */
export function withSnapshotNotes(
  plan: Plan,
  { says }: SnapshotAge,
  { desired }: Pick<Organization, "desired">,
): Plan {
  const { owned, permissions } = desired.vocabulary;
  const leaves = plan.actions.some(({ verb }) => verb === "deactivate" || verb === "remove");
  const notes =
    leaves && (owned.length > 0 || permissions !== undefined)
      ? [
          "what leavers own and hold is not in a snapshot: what is handed over, revoked or left to do by hand is missing here",
        ]
      : [];
  return { ...plan, notes: [says, ...plan.notes, ...notes] };
}
