/** Which commits earlier runs applied, as GitHub tells of those runs: of those that count, and no others. */
import type { Asked, GitHub, GitHubFailure, WorkflowRun } from "../forge/github/github.ts";
import { addTo } from "../model/grouped.ts";
import type { AppliedPart } from "../setup/appliedBy.ts";
import { applyEnvironment } from "./journalHead.ts";
import { applying, isOfHome, type Home, type Looking } from "./home.ts";

/** GitHub gives so many at once. */
const pageOfRuns = 100;

/** How many failed or running runs are looked into for a job that did apply, and how many good ones are confirmed. */
const mostDoubtful = 10;
const mostApplied = 3;
/** Of good ones that had some of the organizations only. */
const mostLooked = 20;

/** Commits that a run applied whole, latest on the line first. */
export interface AppliedCommits {
  readonly commits: readonly string[];
  /** Commits that runs with some of the organizations applied to those, by organization; absent when there are none. */
  readonly parts?: ReadonlyMap<string, readonly string[]>;
  /** Where there are none: whether something was applied once, of which nothing that is left tells the commit. */
  readonly trace: "none" | "on the line" | "elsewhere";
}

/**
 * Looks among the newest runs first; where those are not the branch's, among the newest that succeeded, and among those
 * of its last commits. What counts of a run is the job that applies: others of it may still be going, or have failed,
 * and a run that is started again keeps what an earlier attempt did. What the journal knows, up to `known` (a place on
 * the line), is not looked for again.
 */
export async function appliedCommits(
  github: GitHub,
  looking: Looking,
  known: number | undefined,
): Promise<Asked<AppliedCommits>> {
  const seen = new Map<number, WorkflowRun>();
  const partly: Found = { commits: new Set(), parts: new Map(), hasUnknown: false };
  for (const step of [{}, { status: "success" }, ...lastCommits(looking.line)]) {
    const read = await newestOf(github, looking.home, step);
    if (!read.ok) return read;
    // Those before came to nothing.
    const runs = read.value.runs.filter(({ id }) => !seen.has(id));
    for (const run of runs) seen.set(run.id, run);
    const failure = await confirm(github, looking, { runs, known, found: partly });
    if (failure !== undefined) return failure;
    if (partly.commits.size > 0) return { ok: true, value: { ...foundIn(partly), trace: "on the line" } };
    // What the journal knows makes up for what the newest runs do not show.
    if (known !== undefined) return { ok: true, value: { ...foundIn(partly), trace: "none" } };
    if (!("commit" in step) && read.value.isAll) break;
  }
  if (partly.parts.size > 0 || partly.hasUnknown)
    return { ok: true, value: { ...foundIn(partly), trace: "on the line" } };
  return traceOf(github, looking, [...seen.values()]);
}

/** What was found so far. */
interface Found {
  readonly commits: Set<string>;
  readonly parts: Map<string, string[]>;
  /** Something was applied of which nobody can tell to which organizations. */
  hasUnknown: boolean;
}

function foundIn({ commits, parts }: Found): Pick<AppliedCommits, "commits" | "parts"> {
  return { commits: [...commits], ...(parts.size === 0 ? {} : { parts }) };
}

const lastLooked = 10;

function lastCommits(line: ReadonlyMap<string, number>): { readonly commit: string }[] {
  return [...line.keys()].slice(0, lastLooked).map((commit) => ({ commit }));
}

interface Newest {
  readonly runs: readonly WorkflowRun[];
  /** There are no others. */
  readonly isAll: boolean;
}

async function newestOf(
  github: GitHub,
  { workflow, defaultBranch: branch }: Home,
  wanted: { readonly status?: string; readonly commit?: string },
): Promise<Asked<Newest>> {
  const all: WorkflowRun[] = [];
  let isAll = true;
  for (const event of applying) {
    const runs = await github.newestRuns({ workflow, branch, event, ...wanted });
    if (!runs.ok) return runs;
    all.push(...runs.value);
    isAll &&= runs.value.length < pageOfRuns;
  }
  return { ok: true, value: { runs: all, isAll } };
}

interface Confirming {
  readonly runs: readonly WorkflowRun[];
  readonly known: number | undefined;
  /** Is added to. */
  readonly found: Found;
}

/** Adds the commits of those of the runs whose job applied, latest first. */
async function confirm(
  github: GitHub,
  looking: Looking,
  { runs, known, found }: Confirming,
): Promise<GitHubFailure | undefined> {
  const { line, home } = looking;
  const placeOf = ({ headSha }: WorkflowRun): number => line.get(headSha) ?? Infinity;
  const own = runs
    .filter((run) => isOfHome(run, home) && isApplying(run) && run.id !== looking.runId)
    .filter((run) => placeOf(run) < (known ?? Infinity))
    .sort((a, b) => placeOf(a) - placeOf(b) || b.id - a.id);
  const looked = new Set<string>();
  let doubtful = 0;
  for (const run of own) {
    if (found.commits.size >= mostApplied || looked.size >= mostLooked) break;
    if (looked.has(run.headSha)) continue;
    if (run.conclusion !== "success" && (doubtful += 1) > mostDoubtful) continue;
    const did = await didApply(github, looking, run);
    if (!did.ok) return did;
    if (!did.value) continue;
    looked.add(run.headSha);
    noteApplied(found, run.headSha, await looking.partAt(run.headSha));
  }
  return undefined;
}

function noteApplied(found: Found, commit: string, part: AppliedPart): void {
  if (part === "all") found.commits.add(commit);
  else if (part === "unknown") found.hasUnknown = true;
  else for (const name of part) addTo(found.parts, name, commit);
}

async function didApply(github: GitHub, { jobs: names }: Looking, run: WorkflowRun): Promise<Asked<boolean>> {
  const jobs = await github.jobsOf(run.id);
  if (!jobs.ok) return jobs.status === 404 ? { ok: true, value: false } : jobs;
  const own = jobs.value.filter(({ name }) => names.includes(name));
  // Where the workflow calls the job otherwise, what the whole run came to has to do.
  const value =
    own.length === 0 ? run.conclusion === "success" : own.some(({ conclusion }) => conclusion === "success");
  return { ok: true, value };
}

/** Of the newest deployments, how many are looked into. */
const mostDeployments = 3;

/**
 * Whether anything was ever applied, though no run is left that says so. Anybody may make a deployment: it can tell that
 * something is missing, and never what was applied.
 */
async function traceOf(
  github: GitHub,
  looking: Looking,
  runs: readonly WorkflowRun[],
): Promise<Asked<AppliedCommits>> {
  const { home, line } = looking;
  const traced = (trace: AppliedCommits["trace"]): Asked<AppliedCommits> => ({
    ok: true,
    value: { commits: [], trace },
  });
  const off = runs.find(
    (run) => isOfHome(run, home) && isApplying(run) && run.conclusion === "success" && !line.has(run.headSha),
  );
  const deployments = await github.newestDeployments(applyEnvironment);
  if (!deployments.ok) return deployments;
  const onLine = deployments.value.filter(({ sha }) => line.has(sha));
  for (const { id } of onLine.slice(0, mostDeployments)) {
    const statuses = await github.deploymentStatuses(id);
    if (!statuses.ok) return statuses;
    if (statuses.value.some(({ state }) => state === "success")) return traced("on the line");
  }
  return traced(off === undefined ? "none" : "elsewhere");
}

function isApplying({ event }: WorkflowRun): boolean {
  return applying.some((name) => name === event);
}
