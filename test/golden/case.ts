/**
 * A golden case: a folder with access files and a live state, and what muster makes of them. Everything that could
 * differ from run to run (clock, run ids, chance, ids of live objects) is fixed, so outputs are compared byte for byte.
 * The live side is the embedded service that the files name as their provider.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import * as z from "zod";
import { memoryJournal, type MemoryJournal } from "../../src/journal/memory.ts";
import { guardNames } from "../../src/model/guard.ts";
import { causes, type Plan } from "../../src/model/plan.ts";
import { planJson } from "../../src/render/json.ts";
import { planMarkdown } from "../../src/render/markdown.ts";
import { plainPaint } from "../../src/render/paint.ts";
import { planText } from "../../src/render/text.ts";
import { planCode, type ExitCode } from "../../src/run/exitCode.ts";
import type { PlanRequest } from "../../src/run/plan.ts";
import { gitCommands, type GitArguments } from "../fakes/gitCommands.ts";
import { resultText } from "../fakes/result.ts";
import { type Files, type WorldOver } from "../fakes/world.ts";
import { openService } from "./services.ts";

/** What happens before the plan is made, one thing at a time: an apply, or a control route of the sandbox. */
const eventSchema = z.union([
  /** The files of that folder of the case are applied, without a base. */
  z.strictObject({ apply: z.string() }),
  /** An e-mail address: what that person does, or what becomes of their invitation. */
  z.strictObject({ accept: z.string() }),
  z.strictObject({ approve: z.string() }),
  z.strictObject({ decline: z.string() }),
  z.strictObject({ fail: z.string() }),
  z.strictObject({ leave: z.string() }),
  /** Somebody changes a member at the service. */
  z.strictObject({ edit: z.looseObject({ email: z.string() }) }),
  z.strictObject({ clock: z.iso.datetime() }),
  z.strictObject({ fault: z.string() }),
  /** Somebody signs in by single sign-on. */
  z.strictObject({ login: z.string() }),
  /** Another control route of the service, and what it takes. */
  z.strictObject({ control: z.string(), takes: z.record(z.string(), z.string()) }),
]);

const exitCode = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(4)]);

/** `case.json`. A folder `base/` beside it holds the files of the base; without it, there is none. */
const caseSchema = z.strictObject({
  /** One sentence: what the case shows. */
  shows: z.string().min(20).endsWith("."),
  /** Expected exit codes: of a plan with `--exit-code`, and of the apply where there is one. Written by hand. */
  exit: z.strictObject({ plan: exitCode, apply: exitCode.optional() }),
  first: z.array(eventSchema).default([]),
  allowed: z.array(z.enum(guardNames)).default([]),
  only: z.array(z.enum(causes)).optional(),
  /** `VERB KEY` of each action that was reviewed, `FIELD KEY` of each change of terms. */
  reviewed: z.array(z.string()).optional(),
  /** With `reviewed`: causes that need no review. */
  unreviewedCauses: z.array(z.enum(causes)).optional(),
  /** `--target`, each. */
  target: z.array(z.string()).optional(),
  pageSize: z.int().positive().optional(),
  /** `--deep`. */
  deep: z.literal(true).optional(),
});

type Case = z.infer<typeof caseSchema>;
type Event = z.infer<typeof eventSchema>;

export const casesFolder = join(import.meta.dirname, "cases");
export const caseNames: readonly string[] = readdirSync(casesFolder).sort();

export function readCase(name: string): Case {
  return caseSchema.parse(JSON.parse(readFileSync(join(casesFolder, name, "case.json"), "utf8")));
}

/** What the case came to. */
export interface CaseRun {
  readonly plan: Plan;
  readonly exit: { readonly plan: ExitCode; readonly apply?: ExitCode };
  /** Text by the name of the file in the case's folder. */
  readonly outputs: Readonly<Record<string, string>>;
}

/** Names of all files that a run may write. */
export const outputNames = ["plan.txt", "plan.md", "plan.json", "result.txt", "journal.jsonl"] as const;

/** Plays the case in a world of its own. */
export async function runCase(name: string): Promise<CaseRun> {
  const settings = readCase(name);
  const folder = join(casesFolder, name);
  const { world, routes } = await openService({
    files: filesIn(join(folder, "access")),
    live: readFileSync(join(folder, "live.json"), "utf8"),
    ...(settings.pageSize === undefined ? {} : { pageSize: settings.pageSize }),
  });
  try {
    return await play({ world, routes, settings, folder });
  } finally {
    await world.close();
  }
}

interface Play {
  readonly world: WorldOver;
  /** Below which path the service has its control routes. */
  readonly routes: string;
  readonly settings: Case;
  readonly folder: string;
}

async function play({ world, routes, settings, folder }: Play): Promise<CaseRun> {
  const journal = memoryJournal();
  for (const event of settings.first) await happen({ world, routes, event, folder, journal });
  const request: Partial<PlanRequest> = {
    allowed: settings.allowed,
    target: settings.target,
    ...(settings.deep === undefined ? {} : { deep: settings.deep }),
    ...(await baseOf({ world, folder, journal })),
  };
  await world.setFiles(filesIn(join(folder, "access")));
  const selection = await selectionOf({ world, settings }, request);
  const chosen = selection === undefined ? request : { ...request, selection: () => selection };
  const plan = await world.plan(chosen);
  const outputs = {
    "plan.txt": planText([plan], { paint: plainPaint }),
    "plan.md": planMarkdown([plan]),
    "plan.json": planJson([plan]),
  };
  const code = planCode(plan, true);
  if (settings.exit.apply === undefined) return { plan, exit: { plan: code }, outputs };
  const applied = await world.apply({ ...chosen, journal_: journal });
  const { result } = applied;
  return {
    plan,
    exit: { plan: code, apply: applied.code },
    outputs: {
      ...outputs,
      ...(result === null ? {} : { "result.txt": resultText(applied.planned.plan, result) }),
      ...(journal.text() === "" ? {} : { "journal.jsonl": journal.text() }),
    },
  };
}

async function happen(input: {
  readonly world: WorldOver;
  readonly routes: string;
  readonly event: Event;
  readonly folder: string;
  readonly journal: MemoryJournal;
}): Promise<void> {
  const { world, routes, event, folder, journal } = input;
  if ("apply" in event) {
    await world.setFiles(filesIn(join(folder, event.apply)));
    await world.apply({ journal_: journal });
    return;
  }
  if ("control" in event) {
    await world.control(`${routes}/${event.control}`, event.takes);
    return;
  }
  for (const [route, said] of Object.entries(event)) {
    const field = fields[route] ?? "email";
    await world.control(`${routes}/${route}`, typeof said === "string" ? { [field]: said } : said);
  }
}

/** The field in which a control route takes its text, where that is not `email`. */
const fields: Readonly<Record<string, string>> = { clock: "now", fault: "fault" };

async function baseOf({
  world,
  folder,
  journal,
}: Pick<Play, "world" | "folder"> & { readonly journal: MemoryJournal }) {
  const base = join(folder, "base");
  if (!existsSync(base)) return {};
  await world.setFiles(filesIn(base));
  git(world.folder, [
    ["init", "--quiet"],
    ["add", "--all"],
    ["commit", "--quiet", "--allow-empty", "--message", "base"],
  ]);
  const path = join(world.folder, "earlier.jsonl");
  await writeFile(path, journal.text());
  return { base: "HEAD", journal: { path, optional: false } };
}

/** Git as nobody in particular, at a fixed time, whatever the machine's own settings are. */
function git(cwd: string, commands: readonly GitArguments[]): void {
  const at = "2026-11-01T09:00:00Z";
  const name = "Case";
  const mail = "case@acme.example";
  const env = {
    PATH: process.env["PATH"],
    HOME: cwd,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: mail,
    GIT_AUTHOR_DATE: at,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: mail,
    GIT_COMMITTER_DATE: at,
  };
  gitCommands({ cwd, env }, commands);
}

async function selectionOf(
  { world, settings }: Pick<Play, "world" | "settings">,
  request: Partial<PlanRequest>,
) {
  const { only, reviewed } = settings;
  if (only === undefined && reviewed === undefined) return undefined;
  if (reviewed === undefined) return { ...(only === undefined ? {} : { only }) };
  const all = await world.plan(request);
  const known = new Map<string, string>([
    ...all.actions.map(({ verb, key, id }) => [`${verb} ${key}`, id] as const),
    ...(all.terms ?? []).map(({ what, key, id }) => [`${what} ${key}`, id] as const),
  ]);
  const ids = reviewed.map((name) => {
    const id = known.get(name);
    if (id === undefined)
      throw new Error(`no action "${name}" to review; there are: ${[...known.keys()].join(", ")}`);
    return id;
  });
  const { unreviewedCauses } = settings;
  return {
    reviewed: new Set(ids),
    ...(only === undefined ? {} : { only }),
    ...(unreviewedCauses === undefined ? {} : { unreviewedCauses }),
  };
}

function filesIn(folder: string): Files {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((item) => item.isFile());
  return Object.fromEntries(
    files.map((item) => {
      const path = join(item.parentPath, item.name);
      return [relative(folder, path).split(sep).join("/"), readFileSync(path, "utf8")];
    }),
  );
}
