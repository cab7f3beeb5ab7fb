/** One look at an organization through a Reader, and its plan. */
import { diff, type Diff, type Past as Known } from "../diff/diff.ts";
import type { Http } from "../io/http.ts";
import { variableSuffix } from "../model/address.ts";
import type { Capabilities } from "../model/capability.ts";
import { roleEnd, type Limit } from "../model/limit.ts";
import { rolesIn } from "../model/role.ts";
import { directionOf } from "../kinds/role/direction.ts";
import type { ResourceKind } from "../model/entities/resource.ts";
import type { Organization } from "../model/organization.ts";
import type { Plan } from "../model/plan.ts";
import type { Acting, LiveRead, ProviderFailure, Reader } from "../model/provider.ts";
import type { State } from "../model/state.ts";
import { isUnreadGrants } from "../model/task.ts";
import type { Before } from "../plan/causes.ts";
import { unnamedKinds, withNames } from "../plan/resourceNames.ts";
import { areApart } from "../plan/clocks.ts";
import { heldBy, judgedTerms, type Holding } from "../plan/heldTerms.ts";
import { planOrganization } from "../plan/plan.ts";
import { aimedAt, narrowed } from "../plan/target.ts";
import type { PlanInput } from "../plan/prepare.ts";
import { askedAbout, scopeOf } from "./asked.ts";
import { type Connected } from "./connect.ts";
import { momentOf, type Context } from "./context.ts";
import type { Failure } from "./load.ts";
import type { Past } from "./past.ts";
import type { PlanRequest } from "./request.ts";
import { keptRead, type KeptRead } from "./snapshot/file.ts";
import { mayBeGone, tracesFor } from "./traces.ts";
import { given } from "../model/given.ts";

export interface OneRequest {
  readonly context: Context;
  readonly request: PlanRequest;
  readonly organization: Organization;
  /** The same with these terms in place of those that its files give, as they come to on the day of the plan or another. */
  readonly limited: (limits: readonly Limit[], day?: string) => Organization;
  readonly past: Past;
  readonly http: Http;
  /** How many organizations the files declare: with one, MUSTER_TOKEN will do. */
  readonly count: number;
}

export interface Sides extends OneRequest {
  readonly base: Organization | undefined;
  readonly adopting: boolean;
}

interface Attempt extends Sides {
  readonly reader: Reader;
  readonly capabilities: Capabilities;
  /** Absent where nothing is reached. */
  readonly canManage?: Connected["canManage"];
}

interface Made {
  readonly plan: Plan;
  readonly read: KeptRead;
  readonly live: State;
  /** Of the targets, those that are here. */
  readonly found?: readonly string[];
}

export async function readAndPlan(attempt: Attempt): Promise<Made | Failure> {
  const { context, request, past, base } = attempt;
  const last = past.lastRun(attempt.organization.key);
  const selection = request.selection?.(attempt.organization.key);
  const now = momentOf(context, request.at);
  const holding = holdingOf(attempt, { selection, today: now.slice(0, 10) });
  const { terms, limits } = holding === undefined ? { terms: [], limits: [] } : judgedTerms(holding);
  const read = await readAll(attempt, limits);
  if ("error" in read) return read;
  const { organization, live, differences, common, kept } = read;
  const before: Before | undefined =
    past.base === undefined
      ? undefined
      : {
          plan:
            base === undefined
              ? null
              : { ...common, organization: base, differences: diff(base, live, knownIn(attempt)) },
          open: last?.open ?? new Set<string>(),
          unreviewed: last?.unreviewed ?? new Set<string>(),
          vouched: past.vouched,
          reviewed: last?.reviewed ?? false,
          adopting: attempt.adopting,
        };
  const input: PlanInput = {
    ...common,
    organization,
    differences,
    ...undatedSide(organization, live, knownIn(attempt)),
  };
  const plan = planOrganization(input, {
    ...given({ before }),
    ...(holding === undefined ? {} : { terms: { ...holding, between: terms } }),
    ...given({ selection }),
    allowed: request.allowed,
    ...given({ reviewsBind: request.reviewsBind }),
    now,
  });
  const { at, target = [] } = request;
  const shown = await named(plan, { reader: attempt.reader, read: kept.scope.resources });
  const dated = at === undefined ? shown : { ...shown, at };
  if (target.length === 0) return { plan: dated, live: differences.live, read: kept };
  const aimed = aimedAt(target, { organization, live: differences.live });
  if ("error" in aimed) return aimed;
  const { targets, found } = aimed;
  return { plan: narrowed(dated, targets, target), live: differences.live, found, read: kept };
}

interface Naming {
  readonly reader: Reader;
  /** Kinds of resources whose lists were read. */
  readonly read: readonly ResourceKind[];
}

/** Names of what the plan shows by an id, read where it does. Without them it says the same, and is harder to read. */
async function named(plan: Plan, { reader, read }: Naming): Promise<Plan> {
  const kinds = reader.readNames === undefined ? [] : unnamedKinds(plan, read);
  if (kinds.length === 0) return plan;
  const names = await reader.readNames?.(kinds);
  if (names?.ok !== true) return plan;
  return { ...withNames(plan, names.resources), requests: plan.requests + names.requests };
}

/** What is held back stays so where no base is given, too: then the files themselves tell what changed beside it. */
function holdingOf(
  { base, organization: head, past }: Attempt,
  given: Pick<Holding, "selection" | "today">,
): Holding | undefined {
  const known = heldBy(past.terms(head.key));
  if (base === undefined && known.heldBefore.length === 0) return undefined;
  return { base: base ?? head, head, ...known, ...given };
}

/** What an organization's plans, with the base's files and with the present ones, have in common. */
interface AllRead {
  /** With the limits that count. */
  readonly organization: Organization;
  readonly live: State;
  readonly differences: Diff;
  readonly common: Omit<PlanInput, "organization" | "differences">;
  readonly kept: KeptRead;
}

/** Reads the organization, what leavers hold and those own who may not any more, and what its log tells of who is gone. */
async function readAll(attempt: Attempt, limits: readonly Limit[]): Promise<AllRead | Failure> {
  const { past, base, reader, capabilities } = attempt;
  const under = (some: readonly Limit[]): Organization =>
    some.length === 0 ? attempt.organization : attempt.limited(some);
  const at = momentOf(attempt.context);
  const scope = scopeOf([under(limits), ...(base === undefined ? [] : [base])]);
  const live = await reader.readState(scope);
  if (!live.ok) return failed(attempt.organization, live);
  const unfit = unfitToWrite(attempt, live.acting);
  if (unfit !== undefined) return unfit;
  const counting = limits.filter((limit) => canCount(limit, attempt.organization, live.state));
  const organization = under(counting);
  const differences = diff(organization, live.state, knownIn(attempt));
  const lastRun = past.lastRunAt(organization.key);
  const isForgotten = lastRun === undefined && mayBeGone(organization, differences.live);
  const tasks = past.tasks(organization.key);
  const held = await reader.readHoldings(askedAbout(organization, differences), {
    ...(isForgotten || tasks.some(isUnreadGrants) ? { grants: true as const } : {}),
    ...(attempt.request.deep === true ? { deep: true as const } : {}),
  });
  if (!held.ok) return failed(organization, held);
  const traced = await tracesFor({
    reader,
    organization,
    live: differences.live,
    lastRun,
    areGrantorsUnknown: isForgotten && held.grants?.some(({ assumed }) => assumed) === true,
  });
  if (!traced.ok) return failed(organization, traced);
  const common = {
    capabilities: live.capabilities ?? capabilities,
    acting: live.acting,
    holdings: held.holdings,
    ...given({ grants: held.grants }),
    ...(isForgotten ? { grantsForgotten: true as const } : {}),
    tasks,
    sentAgain: past.sentAgain(organization.key),
    requests: live.requests + held.requests + traced.requests,
    ...given({ traces: traced.traces, seats: live.seats, quotas: live.quotas, beside: live.beside }),
    ...clocksApart(attempt, live, counting),
  };
  const kept = keptRead(live, { connection: organization.connection, at, scope });
  return { organization, live: live.state, differences, common, kept };
}

/** What of the past tells people apart. */
function knownIn({ base, past, organization }: Attempt): Known {
  return given({ before: base, invited: past.sentAgain(organization.key).invited });
}

/** The files as they come to by the service's clock, where this machine's is off. A plan for another day asks no clock. */
function clocksApart(
  attempt: Attempt,
  { state, moments }: LiveRead,
  limits: readonly Limit[],
): Pick<PlanInput, "clocks"> {
  const { request, limited } = attempt;
  if (request.at !== undefined || moments === undefined || !areApart(moments)) return {};
  const organization = limited(limits, momentOf({ clock: { now: () => moments.service } }).slice(0, 10));
  return {
    clocks: { moments, there: { organization, differences: diff(organization, state, knownIn(attempt)) } },
  };
}

/** Nobody whom the files do not name comes back, or rises, since their role was to end: they must hold more than is to follow. */
function canCount(
  { kind, key, what, value }: Limit,
  { desired, undated = desired }: Organization,
  live: State,
): boolean {
  if (kind !== "member" || what !== "until" || undated.member.has(key)) return true;
  const there = live.member.get(key);
  const { then } = roleEnd(value) ?? {};
  if (there?.state !== "active" || there.role === undefined || then === undefined) return false;
  return (
    directionOf({ role: there.role, roles: rolesIn(live) }, { role: then, roles: rolesIn(undated) }) ===
    "down"
  );
}

/** The organization as if no date in its files had come, against the same live state. */
export function undatedSide(
  organization: Organization,
  live: State,
  known?: Known,
): Partial<Pick<PlanInput, "undated">> {
  if (organization.undated === undefined) return {};
  const { undated: desired, ended: _, ...rest } = organization;
  const timeless = { ...rest, desired };
  return { undated: { organization: timeless, differences: diff(timeless, live, known) } };
}

/** Why the key is of no use to a run that is to write: found out before its first write, not at it. */
function unfitToWrite({ request, organization, canManage }: Attempt, acting: Acting): Failure | undefined {
  if (request.reach !== "merged" || canManage?.(acting) !== false) return undefined;
  return {
    error:
      `The key for ${organization.key} may not write (its scopes are ${listed(acting.scopes ?? [])}), and this run is to. ` +
      `Nothing was written. Put a key that may manage the organization in MUSTER_TOKEN_${variableSuffix(organization.key)}.`,
  };
}

/** A read that failed, with what to look at. */
export function failed(
  organization: Pick<Organization, "key"> & Partial<Organization>,
  failure: ProviderFailure,
): Failure {
  return { error: whyUnread(organization, failure), unread: true };
}

function whyUnread(
  { key, connection, idAt }: Pick<Organization, "key"> & Partial<Organization>,
  { code, message, status, waitMs }: ProviderFailure,
): string {
  // The service does not know the id, or the key is (or may be) another organization's: the line to look at.
  const isPerhapsTheId = code === "other_organization" || status === 404 || status === 403;
  if (connection !== undefined && idAt !== undefined && isPerhapsTheId)
    return `${message} The files give the id ${connection.id} at ${idAt.file}:${idAt.line}.`;
  if (status === 401) return `${message} Check MUSTER_TOKEN_${variableSuffix(key)}.`;
  const wait =
    waitMs === undefined || waitMs === 0
      ? ""
      : ` It asks to wait ${Math.ceil(waitMs / 1000)} s: try again then.`;
  return `${message}${wait}`;
}

/** A few of them. */
export function listed(scopes: readonly string[]): string {
  return scopes.length > 5 ? `${scopes.slice(0, 5).join(", ")} and more` : scopes.join(", ");
}
