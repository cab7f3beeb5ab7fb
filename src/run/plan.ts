/**
 * Planning: files and live organizations in, plans out. It is handed readers only, so nothing here can write;
 * each organization is read and planned by itself, and one that fails does not stop the others.
 */
import { diff, type Diff } from "../diff/diff.ts";
import { variableSuffix } from "../model/address.ts";
import { readText } from "../io/file.ts";
import { createHttp, type Http } from "../io/http.ts";
import { lastRun, readEntries, type LastRun } from "../journal/chain.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Connection, Organization } from "../model/organization.ts";
import type { GuardName, Plan, Selection } from "../model/plan.ts";
import type { ResourceKind } from "../model/entity.ts";
import type { ProviderFailure } from "../model/provider.ts";
import type { State } from "../model/state.ts";
import { leaversOf, type Leaver } from "../plan/leavers.ts";
import { planOrganization, type Before, type PlanInput } from "../plan/plan.ts";
import { connect, type Connected } from "./connect.ts";
import { dayOf, type Context } from "./context.ts";
import { inParallel } from "./inParallel.ts";
import { choose, load, loadAt, type Failure } from "./load.ts";
import { movesOf, withMoves } from "./moves.ts";

export interface PlanRequest {
  /** Keys of the organizations; all when empty. */
  readonly organizations: readonly string[];
  /** A commit, or a name for one, against which causes are told apart. */
  readonly base?: string;
  /** The journal of earlier runs, for telling unfinished from drift. `optional`: it may not be there yet. */
  readonly journal?: { readonly path: string; readonly optional: boolean };
  readonly allowed: readonly GuardName[];
  /** What may run, of which organization. */
  readonly selection?: (organization: string) => Selection;
  /**
   * True when the present files are merged (apply): their connection counts. Otherwise, with a base, an
   * organization is reached as the base says: no key follows a change that is not merged.
   */
  readonly merged: boolean;
}

/** One organization's plan, and what applying it takes. */
export interface Planned {
  readonly organization: Organization;
  readonly plan: Plan;
  /** Live, under the names that the files use. */
  readonly live: State;
  readonly connected: Connected;
  /** Reads the organization again and plans it with the same settings. */
  readonly again: () => Promise<Plan | Failure>;
}

export interface OrganizationRun {
  readonly key: string;
  readonly result: Planned | Failure;
}

export type PlanRun =
  | {
      readonly ok: true;
      /** By the organizations' keys. */
      readonly runs: readonly OrganizationRun[];
      readonly warnings: readonly Diagnostic[];
      /** Ends the connections; to be called when nothing is read or written any more. */
      readonly close: () => Promise<void>;
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }
  | ({ readonly ok: false } & Failure);

/** Organizations that are read at the same time. */
const parallelOrganizations = 4;

/** Reads the files, then every organization that was asked for, and plans each. Nothing is planned when a file has an error. */
export async function planAll(context: Context, request: PlanRequest): Promise<PlanRun> {
  const declared = await load(context);
  if ("error" in declared) return { ok: false, ...declared };
  if (declared.diagnostics.some((item) => item.severity === "error")) {
    return { ok: false, diagnostics: declared.diagnostics };
  }
  const chosen = choose(declared.organizations, request.organizations);
  if ("error" in chosen) return { ok: false, ...chosen };
  const past = await readPast(context, request);
  if ("error" in past) return { ok: false, ...past };
  warnOfGone(context, { declared: declared.organizations, past });
  const http = createHttp({ proxyEnv: context.env, userAgent: "muster" });
  const runs = await inParallel(chosen, parallelOrganizations, async (organization) => ({
    key: organization.key,
    result: await planOne({
      context,
      request,
      organization,
      past,
      http,
      count: declared.organizations.length,
    }),
  }));
  return { ok: true, runs: tellMoves(runs), warnings: declared.diagnostics, close: () => http.close() };
}

/** Says in both plans who moves between them. */
function tellMoves(runs: readonly OrganizationRun[]): OrganizationRun[] {
  const moves = movesOf(runs.flatMap(({ result }) => ("error" in result ? [] : [result])));
  return runs.map(({ key, result }) => ({
    key,
    result: "error" in result ? result : { ...result, plan: withMoves(result.plan, moves) },
  }));
}

interface Past {
  /** The base's organizations by key; undefined without a base. */
  readonly base: ReadonlyMap<string, Organization> | undefined;
  lastRun(organization: string): LastRun | undefined;
}

async function readPast(context: Context, request: PlanRequest): Promise<Past | Failure> {
  if (request.base === undefined) return { base: undefined, lastRun: () => undefined };
  const base = await loadAt(context, request.base);
  if ("error" in base) return base;
  if (base.diagnostics.some((item) => item.severity === "error")) {
    context.warn(
      `The files of ${request.base} have errors; organizations that they spoil count as new since then.`,
    );
  }
  const journal = await readJournal(request);
  if ("error" in journal) return journal;
  const entries = readEntries(journal.text);
  return {
    base: new Map(base.organizations.map((organization) => [organization.key, organization])),
    lastRun: (organization) => lastRun(entries, organization),
  };
}

async function readJournal({ journal }: PlanRequest): Promise<{ readonly text: string } | Failure> {
  if (journal === undefined) return { text: "" };
  const file = await readText(journal.path);
  return "error" in file && journal.optional ? { text: "" } : file;
}

/** An organization whose files are gone is nobody's order to remove anybody; it is said, and left alone. */
function warnOfGone(
  context: Context,
  { declared, past }: { readonly declared: readonly Organization[]; readonly past: Past },
): void {
  const present = new Set(declared.map((organization) => organization.key));
  for (const key of past.base?.keys() ?? []) {
    if (!present.has(key)) context.warn(`${key} has no files any more; nothing in it is changed.`);
  }
}

interface OneRequest {
  readonly context: Context;
  readonly request: PlanRequest;
  readonly organization: Organization;
  readonly past: Past;
  readonly http: Http;
  readonly count: number;
}

async function planOne(input: OneRequest): Promise<Planned | Failure> {
  const { context, request, organization, past, http, count } = input;
  if (context.signal?.aborted === true) return { error: "The run was interrupted." };
  const base = past.base?.get(organization.key);
  const adopting = past.base !== undefined && !sameConnection(base?.connection, organization.connection);
  const connection =
    adopting && !request.merged && base !== undefined ? base.connection : organization.connection;
  if (connection !== organization.connection) {
    context.warn(
      `${organization.key}: the connection differs from the base's and is not merged; the organization is read as the base says.`,
    );
  }
  const connected = await connect(context, {
    key: organization.key,
    connection,
    unmerged: adopting && !request.merged && base === undefined,
    count,
    http,
  });
  if ("error" in connected) return connected;
  const attempt = () => readAndPlan({ ...input, connected, base, adopting });
  const first = await attempt();
  if ("error" in first) return first;
  const again = async () => {
    const second = await attempt();
    return "error" in second ? second : second.plan;
  };
  return { organization, ...first, connected, again };
}

interface Attempt extends OneRequest {
  readonly connected: Connected;
  readonly base: Organization | undefined;
  readonly adopting: boolean;
}

async function readAndPlan(
  attempt: Attempt,
): Promise<{ readonly plan: Plan; readonly live: State } | Failure> {
  const { context, request, organization, connected, past, base } = attempt;
  context.progress(`reading ${organization.key}`);
  const { reader } = connected;
  const live = await reader.readState({
    resources: namedResources([organization, ...(base === undefined ? [] : [base])]),
  });
  if (!live.ok) return failed(organization, live);
  const differences = diff(organization, live.state);
  const held = await reader.readHoldings(leaversIn(organization, differences));
  if (!held.ok) return failed(organization, held);
  const common = {
    capabilities: connected.capabilities,
    acting: live.acting,
    holdings: held.holdings,
    requests: live.requests + held.requests,
    ...(live.seats === undefined ? {} : { seats: live.seats }),
  };
  const before: Before | undefined =
    past.base === undefined
      ? undefined
      : {
          plan:
            base === undefined
              ? null
              : { ...common, organization: base, differences: diff(base, live.state) },
          open: past.lastRun(organization.key)?.open ?? new Set<string>(),
          adopting: attempt.adopting,
        };
  const input: PlanInput = { ...common, organization, differences };
  const plan = planOrganization(input, {
    ...(before === undefined ? {} : { before }),
    ...(request.selection === undefined ? {} : { selection: request.selection(organization.key) }),
    allowed: request.allowed,
    today: dayOf(context),
  });
  return { plan, live: differences.live };
}

function failed({ key }: Organization, { message, status, waitMs }: ProviderFailure): Failure {
  if (status === 401) return { error: `${message} Check MUSTER_TOKEN_${variableSuffix(key)}.` };
  const wait =
    waitMs === undefined || waitMs === 0
      ? ""
      : ` It asks to wait ${Math.ceil(waitMs / 1000)} s: try again then.`;
  return { error: `${message}${wait}` };
}

/** Kinds of resources that the files name: only their lists are read. */
function namedResources(organizations: readonly Organization[]): ResourceKind[] {
  const named = organizations.flatMap(({ desired }) => [
    ...[...desired.share.values()].map((share) => share.resource),
    ...[...desired.ownership.values()].map((item) => item.resource),
  ]);
  return [...new Set<ResourceKind>(named)].sort();
}

function leaversIn(organization: Organization, { live, heldBack }: Diff): Leaver[] {
  return leaversOf(organization, live, new Set(heldBack.map((item) => `${item.kind} ${item.key}`)));
}

function sameConnection(a: Connection | undefined, b: Connection): boolean {
  return a !== undefined && a.provider === b.provider && a.id === b.id && a.api === b.api;
}
