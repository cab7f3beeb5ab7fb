/**
 * Organizations whose files are gone: nobody's order to remove anybody. Nothing in them is read or changed, and what
 * their files would have ended does not end any more; a plan of its own says so.
 */
import { goneTerms, heldBy } from "../plan/heldTerms.ts";
import type { Organization } from "../model/organization.ts";
import { fingerprintOf } from "../plan/plan.ts";
import { momentOf, type Context } from "./context.ts";
import { liveByFiles } from "./offline.ts";
import type { Past } from "./past.ts";
import type { OfflinePlanned } from "./planned.ts";
import type { PlanRequest } from "./request.ts";

interface Given {
  readonly context: Context;
  readonly request: PlanRequest;
  readonly past: Past;
}

/** A plan without actions for each of the base's organizations that the present files do not have, by key. */
export function goneSince(declared: readonly Organization[], given: Given): OfflinePlanned[] {
  const { request, past } = given;
  const present = new Set(declared.map((organization) => organization.key));
  return [...(past.base?.values() ?? [])]
    .filter(({ key }) => !present.has(key) && isAskedFor(key, request))
    .map((base) => goneOne(base, given));
}

function isAskedFor(key: string, { organizations, folders }: PlanRequest): boolean {
  return organizations.length === 0 && (folders?.has(key) ?? true);
}

function goneOne(base: Organization, given: Given): OfflinePlanned {
  const { context, request, past } = given;
  const live = liveByFiles(base);
  const terms = goneTerms(
    {
      base,
      today: momentOf(context, request.at).slice(0, 10),
      selection: request.selection?.(base.key),
      ...heldBy(past.terms(base.key)),
    },
    live,
  );
  const plan = {
    organization: base.key,
    provider: base.connection.provider,
    id: base.connection.id,
    fingerprint: fingerprintOf([]),
    actions: [],
    withheld: [],
    findings: [],
    follow_ups: [],
    counts: {},
    requests: 0,
    acting: "nobody (offline)",
    live: { members: live.member.size, teams: live.team.size, service_accounts: live.service_account.size },
    notes: [],
    new_domains: [],
    terms,
    ...(request.at === undefined ? {} : { at: request.at }),
  };
  return {
    organization: base,
    plan,
    offline: "its files are gone. Nothing in it is read or changed, and nobody is removed.",
  };
}
