/**
 * Planning: files and live organizations in, plans out. It is handed readers only, so nothing here can write;
 * each organization is read and planned by itself, and one that fails does not stop the others.
 */
import { hasErrors } from "../model/diagnostic.ts";
import { createHttp } from "../io/http.ts";
import { policyChanges } from "../plan/policyChanges.ts";
import { openDeliverer } from "./deliver.ts";
import { dayOf, type Context } from "./context.ts";
import { goneSince } from "./gone.ts";
import { inParallel } from "./inParallel.ts";
import { grouped } from "../model/grouped.ts";
import type { Organization } from "../model/organization.ts";
import type { PolicyChange } from "../model/policyChange.ts";
import type { DeliveryTarget } from "../model/target.ts";
import { nearest, nearestPerson } from "../model/text.ts";
import { choose, loadBoth } from "./load.ts";
import { movesOf, withMoves } from "./moves.ts";
import { readPast } from "./past.ts";
import type { OrganizationRun, PlanRun } from "./planned.ts";
import { planOne } from "./planOne.ts";
import type { PlanRequest } from "./request.ts";

export { isOffline, isPlanned } from "./planned.ts";
export type { OrganizationRun, Planned, PlanRun } from "./planned.ts";
export type { PlanRequest, Reach } from "./request.ts";

/** Organizations that are read at the same time. */
const parallelOrganizations = 4;

/** Reads the files, then every organization that was asked for, and plans each. Nothing is planned when a file has an error. */
export async function planAll(context: Context, request: PlanRequest): Promise<PlanRun> {
  const today = dayOf(context);
  if (request.at !== undefined && request.at < today) {
    return { ok: false, error: `${request.at} is over: a plan is for today (${today}, UTC) or a later day.` };
  }
  const loaded = await loadBoth(context, request);
  if ("error" in loaded) return { ok: false, ...loaded };
  const { head } = loaded;
  if (hasErrors(head.diagnostics)) {
    return { ok: false, diagnostics: head.diagnostics };
  }
  const named = choose(head.organizations, request.organizations);
  if ("error" in named) return { ok: false, ...named };
  const chosen = named.filter(({ key }) => request.folders?.has(key) ?? true);
  const ids = new Map(head.organizations.map(({ key, connection }) => [key, connection.id]));
  const present = loaded.keys.map((key) => ({ key, id: ids.get(key) }));
  const past = await readPast(context, request, loaded.base, present);
  if ("error" in past) return { ok: false, ...past };
  const gone = goneSince(head.organizations, { context, request, past });
  for (const { organization } of gone)
    context.warn(`${organization.key} has no files any more; nothing in it is changed.`);
  const deliverer = openDeliverer(context, head.organizations.flatMap(targetsOf));
  if ("error" in deliverer) return { ok: false, ...deliverer };
  const delivering = { deliver: deliverer, ...context };
  const http = createHttp({ proxyEnv: context.env, userAgent: "muster" });
  // Taking an organization's files away must not give the common key to another.
  const count = new Set([...loaded.keys, ...(loaded.base?.keys ?? [])]).size;
  const declaredCount = request.reach === "merged" ? loaded.keys.length : count;
  const runs = await inParallel(chosen, parallelOrganizations, async (organization) => ({
    key: organization.key,
    result: await planOne({
      context: delivering,
      request,
      organization,
      limited: (limits, day) => loaded.limited(organization, limits, day),
      past,
      http,
      count: declaredCount,
    }),
  }));
  const missed = missedTarget(request.target ?? [], runs);
  if (missed !== undefined) {
    await Promise.all([http.close(), deliverer.close()]);
    return { ok: false, error: missed };
  }
  const changed = past.base === undefined ? [] : policyChanges(past.base, chosen);
  return {
    ok: true,
    runs: tellPolicy(tellMoves(runs), changed),
    warnings: head.diagnostics,
    headOrganizations: head.organizations,
    baseOrganizations: [...(past.base?.values() ?? [])],
    policyChanges: changed,
    gone,
    close: async () => void (await Promise.all([http.close(), deliverer.close()])),
  };
}

/** Where the keys of an organization go, also of those that need none now. */
function targetsOf({ desired }: Organization): DeliveryTarget[] {
  return [...desired.key.values()].flatMap(({ deliverTo }) => deliverTo ?? []);
}

/** The sentence on a target that stands for nothing in any organization that was planned; where one failed, nobody can tell. */
function missedTarget(target: readonly string[], runs: readonly OrganizationRun[]): string | undefined {
  const results = runs.map(({ result }) => result);
  if (results.some((result) => "error" in result)) return undefined;
  const found = new Set(results.flatMap((result) => ("found" in result ? (result.found ?? []) : [])));
  const missed = target.find((said) => !found.has(said));
  if (missed === undefined) return undefined;
  const known = results.flatMap((result) => {
    if ("error" in result) return [];
    const { desired, people = [] } = result.organization;
    return [
      ...people.map(({ key }) => key),
      ...[desired.member, desired.team, desired.service_account].flatMap((map) => [...map.keys()]),
    ];
  });
  // All people of an organization have the same domain: their whole addresses are always alike.
  const near = (missed.includes("@") ? undefined : nearest(missed, known)) ?? nearestPerson(missed, known);
  const hint = near === undefined ? "" : ` Did you mean ${near}?`;
  return `--target ${missed}: no person, team or service account is called so in ${runs.map(({ key }) => key).join(", ")}.${hint}`;
}

/** Says in each plan what changes of its organization's rules: a loosening is no action, and must not go unseen. */
function tellPolicy(runs: readonly OrganizationRun[], changed: readonly PolicyChange[]): OrganizationRun[] {
  const by = grouped(changed, ({ organization }) => organization);
  return runs.map(({ key, result }) => {
    const own = by.get(key);
    if (own === undefined || "error" in result) return { key, result };
    return { key, result: { ...result, plan: { ...result.plan, policy_changes: own } } };
  });
}

/** Says in both plans who moves between them. */
function tellMoves(runs: readonly OrganizationRun[]): OrganizationRun[] {
  const moves = movesOf(runs.flatMap(({ result }) => ("error" in result ? [] : [result])));
  return runs.map(({ key, result }) => ({
    key,
    result: "error" in result ? result : { ...result, plan: withMoves(result.plan, moves) },
  }));
}
