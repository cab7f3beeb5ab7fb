/** A world with one organization at an embedded SCIM server: access files, and the use cases as the command line runs them. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { examineJournal, verifyJournal } from "../../src/journal/chain.ts";
import { earlierDeeds } from "../../src/journal/deeds.ts";
import { memoryJournal, type MemoryJournal } from "../../src/journal/memory.ts";
import type { Plan } from "../../src/model/plan.ts";
import { applyAll, type Applied } from "../../src/run/apply.ts";
import type { Context } from "../../src/run/context.ts";
import { isPlanned, planAll, type Planned, type PlanRequest } from "../../src/run/plan.ts";
import { characters, type Character, type CharacterName } from "../../src/sandbox/scim/character.ts";
import { parseFaults } from "../../src/sandbox/scim/fault.ts";
import { sandboxToken } from "../../src/sandbox/scim/fromStates.ts";
import { startScim, type ScimSandbox } from "../../src/sandbox/scim/start.ts";
import type { GroupSeed, Tenant, UserSeed } from "../../src/sandbox/scim/state.ts";
import { fakeClock } from "./clock.ts";

export interface ScimWorld {
  readonly sandbox: ScimSandbox;
  readonly tenant: Tenant;
  readonly context: Context;
  /** Of `organization`, without provider, id and api; and the sections beside it. */
  setFiles(rest: string, organization?: object): Promise<void>;
  setPeople(text: string): Promise<void>;
  setIds(text: string): Promise<void>;
  /** The plan, or the error that there was in its place. */
  plan(request?: Partial<PlanRequest>): Promise<Plan>;
  refused(request?: Partial<PlanRequest>): Promise<string>;
  apply(setting?: {
    readonly journal_?: MemoryJournal;
    readonly allowed?: PlanRequest["allowed"];
    /** What happens between the plan and its first write. */
    readonly meanwhile?: () => unknown;
  }): Promise<Applied>;
  /** Methods and paths of the requests that wrote, since the last call. */
  writes(): string[];
  fault(spec: string): void;
  close(): Promise<void>;
}

export interface ScimWorldOptions {
  readonly character?: CharacterName;
  readonly but?: Partial<Character>;
  readonly users?: readonly UserSeed[];
  readonly groups?: readonly GroupSeed[];
  /** Another server's address in its place. */
  readonly api?: string;
  readonly token?: string;
}

/** A user whom muster made. */
export function own(userName: string, attributes: object = {}): UserSeed {
  return {
    userName,
    attributes: {
      externalId: `muster:${userName.toLowerCase()}`,
      ...(userName.includes("@") ? { emails: [{ value: userName, primary: true }] } : {}),
      ...attributes,
    },
  };
}

/** "VERB KEY" of each action. */
export function told({ actions }: Plan): string[] {
  return actions.map(({ verb, key }) => `${verb} ${key}`);
}

/** "CODE VERB KEY" of what is withheld. */
export function heldBack({ withheld }: Plan): string[] {
  return withheld.map(({ code, verb, key }) => `${code} ${verb} ${key}`);
}

export async function createScimWorld(options: ScimWorldOptions = {}): Promise<ScimWorld> {
  const clock = fakeClock();
  const token = sandboxToken("wiki");
  const sandbox = await startScim({
    clock,
    seed: [
      {
        key: "wiki",
        token,
        character: { ...characters[options.character ?? "strict"], ...options.but },
        users: options.users ?? [],
        groups: options.groups ?? [],
      },
    ],
  });
  const tenant = sandbox.world.tenants.get("wiki");
  if (tenant === undefined) throw new Error("no tenant");
  const folder = await mkdtemp(join(tmpdir(), "muster-scim-"));
  const api = options.api ?? sandbox.address("wiki");
  const context: Context = {
    access: join(folder, "access"),
    cwd: folder,
    env: { MUSTER_TOKEN_WIKI: options.token ?? token },
    clock,
    random: () => 0.5,
    runId: "run-0",
    progress: () => undefined,
    warn: () => undefined,
    hide: () => undefined,
  };
  let runs = 0;
  const nextRun = (): Context => ({ ...context, runId: `run-${(runs += 1)}` });
  const planned = async (one: Context, request: Partial<PlanRequest>): Promise<Planned | string> => {
    const run = await planAll(one, { organizations: [], allowed: [], reach: "merged", ...request });
    if (!run.ok) return "error" in run ? run.error : run.diagnostics.map(({ message }) => message).join("\n");
    const result = run.runs[0]?.result;
    if (result === undefined) return "no organization";
    if (isPlanned(result)) return result;
    return "error" in result ? result.error : result.offline;
  };
  const orThrow = (result: Planned | string): Planned => {
    if (typeof result === "string") throw new Error(result);
    return result;
  };
  return {
    sandbox,
    tenant,
    context,
    setFiles: async (rest, organization = {}) => {
      const section = JSON.stringify({ provider: "scim", id: "wiki", api, ...organization });
      const path = join(context.access, "wiki", "organization.yaml");
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, `organization: ${section}\n${rest}`);
    },
    setPeople: async (text) => {
      await mkdir(context.access, { recursive: true });
      await writeFile(join(context.access, "people.yaml"), text);
    },
    setIds: (text) => writeFile(join(context.access, "wiki", "ids.yaml"), text),
    plan: async (request = {}) => orThrow(await planned(nextRun(), request)).plan,
    refused: async (request = {}) => {
      const result = await planned(nextRun(), request);
      if (typeof result !== "string") throw new Error("it was planned");
      return result;
    },
    apply: async ({ journal_: journal = memoryJournal(), allowed = [], meanwhile } = {}) => {
      const one = nextRun();
      const result = orThrow(await planned(one, { allowed }));
      meanwhile?.();
      const [applied] = await applyAll(one, [result], {
        journal,
        earlier: (organization) => earlierDeeds(examineJournal(journal.text()).entries, organization),
        commit: null,
        actor: "tester",
        allowed,
      });
      if (applied === undefined) throw new Error("nothing was applied");
      const { problems } = verifyJournal(journal.text());
      if (problems.length > 0) throw new Error(`the journal: ${JSON.stringify(problems)}`);
      return applied;
    },
    writes: () => {
      const base = new URL(sandbox.address("wiki")).pathname;
      const all = sandbox
        .requests()
        .filter(({ method }) => method !== "GET")
        .map(({ method, path }) => `${method} ${path.slice(base.length)}`);
      sandbox.resetRequests();
      return all;
    },
    fault: (spec) => {
      const faults = parseFaults(spec);
      if ("error" in faults) throw new Error(faults.error);
      for (const fault of faults) sandbox.addFault(fault);
    },
    close: async () => {
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
