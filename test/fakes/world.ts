/**
 * A world for tests: access files in a temporary folder, a sandbox over real HTTP that agrees with them (or with
 * other files), and the use cases as the command line runs them.
 */
import { existsSync } from "node:fs";
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { declare } from "../../src/declare/read.ts";
import { examineJournal } from "../../src/journal/chain.ts";
import { earlierDeeds } from "../../src/journal/deeds.ts";
import { memoryJournal, type MemoryJournal } from "../../src/journal/memory.ts";
import type { Organization } from "../../src/model/organization.ts";
import type { Plan } from "../../src/model/plan.ts";
import type { Clock } from "../../src/model/provider.ts";
import type { Tree } from "../../src/model/tree.ts";
import { applyAll, type Applied } from "../../src/run/apply.ts";
import type { Context } from "../../src/run/context.ts";
import { isPlanned, planAll, type Planned, type PlanRequest, type Reach } from "../../src/run/plan.ts";
import { seedFromStates } from "../../src/sandbox/planasonix/seed.ts";
import { startSandbox, type Sandbox, type SandboxOptions } from "../../src/sandbox/planasonix/start.ts";
import { systemClock } from "../../src/io/clock.ts";
import { fakeClock } from "./clock.ts";
import { gitCommands } from "./gitCommands.ts";

/** Path below the access folder -> text. */
export type Files = Readonly<Record<string, string>>;

export function treeOf(files: Files): Tree {
  return Object.entries(files)
    .map(([path, text]) => {
      const bytes = new TextEncoder().encode(text);
      return { path, type: "file" as const, size: bytes.length, bytes };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The organizations that files declare; throws when they have an error, since a test means them to be valid. */
export function organizationsOf(files: Files): readonly Organization[] {
  const declared = declare({ tree: treeOf(files), label: "access", today: "2026-11-02" });
  const errors = declared.diagnostics.filter((item) => item.severity === "error");
  if (errors.length > 0)
    throw new Error(
      errors.map((item) => `${item.source.file}:${item.source.line} ${item.message}`).join("\n"),
    );
  return declared.organizations;
}

interface ApplySetting {
  readonly journal_?: MemoryJournal;
  readonly signal?: AbortSignal;
  readonly deadline?: number;
  /** What happens between the plan and its first write. */
  readonly meanwhile?: () => Promise<unknown>;
  readonly mayStart?: (organization: string) => Promise<string | undefined>;
}

/** Files, and the use cases over them against a service that is served somewhere. */
export interface WorldOver {
  readonly context: Context;
  /** Folder that holds `access`. */
  readonly folder: string;
  /** Replaces all access files. */
  setFiles(files: Files): Promise<void>;
  /** Commits all files as they are, and gives the commit's id. */
  commit(message?: string): string;
  plan(request?: Partial<PlanRequest>): Promise<Plan>;
  /** Plans and applies; the first organization's result. */
  apply(request?: Partial<PlanRequest> & ApplySetting): Promise<Applied>;
  /** A control route of the sandbox. */
  control(path: string, body: object): Promise<unknown>;
  close(): Promise<void>;
}

export interface World extends WorldOver {
  readonly sandbox: Sandbox;
}

export interface WorldOptions {
  readonly files: Files;
  /** Files that describe the live state; the same as `files` when absent. */
  readonly live?: Files;
  readonly sandbox?: Partial<SandboxOptions>;
  readonly clock?: Clock;
  /** Of the machine, where a test needs another than there is. */
  readonly context?: Partial<Pick<Context, "deliver" | "hide">>;
}

/** A world for processes of their own, which take the machine's clock: the service's is the same. */
export function createWorldNow(options: WorldOptions): Promise<World> {
  return createWorld({ clock: systemClock, ...options });
}

export async function createWorld(options: WorldOptions): Promise<World> {
  const clock = options.clock ?? fakeClock();
  const seed = seedFromStates(
    organizationsOf(options.live ?? options.files).map(({ key, connection, name, desired }) => ({
      key,
      id: connection.id,
      ...(name === undefined ? {} : { name }),
      desired,
    })),
  );
  const sandbox = await startSandbox({ seed, clock, ...options.sandbox });
  const { files, context } = options;
  return {
    sandbox,
    ...(await worldOver(sandbox, { files, clock, ...(context === undefined ? {} : { context }) })),
  };
}

/** A service over real HTTP, with the key of each organization. */
export interface Served {
  readonly url: string;
  readonly organizations: readonly { readonly key: string; readonly token: string }[];
  close(): Promise<void>;
}

/** The same over any service. */
export async function worldOver(
  sandbox: Served,
  { clock, ...options }: Pick<WorldOptions, "files" | "context"> & { readonly clock: Clock },
): Promise<WorldOver> {
  const folder = await mkdtemp(join(tmpdir(), "muster-test-"));
  const context = { ...contextFor({ sandbox, folder, clock }), ...options.context };
  const setFiles = async (files: Files): Promise<void> => {
    await rm(context.access, { recursive: true, force: true });
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(context.access, path)), { recursive: true });
      await writeFile(join(context.access, path), text);
    }
  };
  await setFiles(options.files);
  let runs = 0;
  const nextRun = (): Context => ({ ...context, runId: `run-${(runs += 1)}` });
  const plannedOf = async (one: Context, request: Partial<PlanRequest>, reach: Reach): Promise<Planned> => {
    const run = await planAll(one, { organizations: [], allowed: [], reach, ...request });
    if (!run.ok) throw new Error("error" in run ? run.error : JSON.stringify(run.diagnostics));
    const result = run.runs[0]?.result;
    if (result === undefined) throw new Error("no organization");
    if (!isPlanned(result)) throw new Error("error" in result ? result.error : result.offline);
    return result;
  };
  return {
    context,
    folder,
    setFiles,
    commit: (message = "a change") => commitAll(folder, message),
    plan: async (request = {}) => (await plannedOf(nextRun(), request, "at_hand")).plan,
    apply: async (setting = {}) => {
      const {
        journal_: journal = memoryJournal(),
        signal,
        deadline,
        meanwhile,
        mayStart,
        ...request
      } = setting;
      const one = nextRun();
      const planned = await plannedOf(one, request, "merged");
      await meanwhile?.();
      const [applied] = await applyAll({ ...one, ...(signal === undefined ? {} : { signal }) }, [planned], {
        journal,
        earlier: (organization) => earlierDeeds(examineJournal(journal.text()).entries, organization),
        commit: null,
        actor: "tester",
        allowed: request.allowed ?? [],
        ...(request.reviewsBind === undefined ? {} : { reviewsBind: request.reviewsBind }),
        ...(deadline === undefined ? {} : { deadline }),
        ...(mayStart === undefined ? {} : { mayStart }),
      });
      if (applied === undefined) throw new Error("nothing was applied");
      return applied;
    },
    control: async (path, body) => {
      const answer = await fetch(`${sandbox.url}${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
      return answer.status === 204 ? null : await answer.json();
    },
    close: async () => {
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function commitAll(folder: string, message: string): string {
  const settings = [
    "commit.gpgsign=false",
    "core.hooksPath=/dev/null",
    "user.name=Ana",
    "user.email=ana@acme.example",
  ];
  const begun = existsSync(join(folder, ".git")) ? [] : [["init", "-q", "-b", "main"]];
  const commands = [...begun, ["add", "-A"], ["commit", "-q", "--allow-empty", "-m", message]];
  const all = [...commands, ["rev-parse", "HEAD"]];
  return gitCommands(
    { cwd: folder },
    all.map((args) => [...settings.flatMap((setting) => ["-c", setting]), ...args]),
  );
}

function contextFor({ sandbox, folder, clock }: { sandbox: Served; folder: string; clock: Clock }): Context {
  const env: Record<string, string> = {};
  for (const { key, token } of sandbox.organizations) {
    const suffix = key.toUpperCase().replaceAll("-", "_");
    env[`MUSTER_TOKEN_${suffix}`] = token;
    env[`MUSTER_API_${suffix}`] = sandbox.url;
  }
  return {
    access: join(folder, "access"),
    cwd: folder,
    env,
    clock,
    random: () => 0.5,
    runId: "run-0",
    progress: () => undefined,
    warn: () => undefined,
    hide: () => undefined,
  };
}
