/** What `plan`, `apply`, `drift` and `render` share: options of the same meaning, and plans printed in the same formats. */
import { InvalidArgumentError, Option } from "commander";
import { isDay } from "../model/day.ts";
import type { Basis } from "../model/evidence.ts";
import { given } from "../model/given.ts";
import { guardNames, type GuardName } from "../model/guard.ts";
import type { Plan } from "../model/plan.ts";
import type { ExitCode } from "../run/exitCode.ts";
import { isOffline, isPlanned, type Planned, type PlanRun } from "../run/planned.ts";
import { sortedBy } from "../model/text.ts";
import { terminalText } from "../render/escape.ts";
import type { Failure } from "../run/failure.ts";
import type { PlanRequest } from "../run/request.ts";
import type { Session } from "./session.ts";

/** The journal that apply writes to unless told otherwise. */
const defaultJournal = "journal.jsonl";

export const planFormats = ["text", "json", "markdown"] as const;
export type PlanFormat = (typeof planFormats)[number];

/** `--org NAME`, which may be given several times. */
export function orgOption(): Option {
  return new Option("--org <name>", "only this organization (may be given several times)")
    .argParser(collect)
    .default([], "all");
}

/** `--allow GUARD`, which may be given several times. */
export function allowOption(): Option {
  return new Option(
    "--allow <guard>",
    `lift a guard for this run: ${guardNames.join(", ")} (may be given several times)`,
  )
    .argParser(collectGuard)
    .default([], "none");
}

/** What every command that looks back is told. */
export interface PastOptions {
  readonly ref?: string;
  readonly refresh?: true;
  readonly journal: readonly string[];
}

/** The same as the use cases take it. */
export function pastWish({ journal, ref, refresh }: PastOptions) {
  return { journals: journal, usual: defaultJournal, ...given({ ref, refresh }) };
}

/** `--journal PATH` of what looks back, which may be given several times. */
export function journalsOption(): Option {
  return new Option(
    "--journal <path>",
    `the journal of what was applied, or a folder of its files (may be given several times; ${defaultJournal} unless given)`,
  )
    .argParser(collect)
    .default([], "");
}

/** `--ref REF` of what looks back. */
export function refOption(): Option {
  return new Option("--ref <ref>", "another branch or commit than the default branch");
}

/** `--refresh`, which asks where `--offline` asks nobody. */
export function refreshOption(): Option {
  return new Option("--refresh", "ask anew who approved, also where that was looked up before").conflicts(
    "offline",
  );
}

/** `--base REF`. */
export function baseOption(): Option {
  return new Option("--base <ref>", "a commit: tells this change from drift, and drift from unfinished");
}

/** `--target WHO-OR-TEAM`, which may be given several times. */
export function targetOption(): Option {
  return new Option(
    "--target <who-or-team>",
    "only what is about this person, team or service account, and what that needs; guards judge the whole (may be given several times)",
  )
    .argParser(collect)
    .default([], "all");
}

/** `--deep`. */
export function deepOption(): Option {
  return new Option(
    "--deep",
    "look for all that leavers leave, also where that takes a request for each repository (deploy keys)",
  );
}

/** `--at DATE`: a later day to plan for. */
export function atOption(): Option {
  return new Option("--at <date>", "plan for a later day (UTC, YYYY-MM-DD): what will be due then").argParser(
    dayIn,
  );
}

/** A day that the calendar has. */
export function dayIn(value: string): string {
  if (!isDay(value)) throw new InvalidArgumentError("Give a day that the calendar has, as YYYY-MM-DD.");
  return value;
}

/** `--format` of plans. */
export function formatOption(): Option {
  return new Option("--format <format>", "how to print it").choices([...planFormats]).default("text");
}

/** `--json`, short for `--format json`. */
export function jsonOption(): Option {
  return new Option("--json", "short for --format json").implies({ format: "json" });
}

/** What an answer of the past rests on, beside a format that people do not read it in. */
export async function sayBasis(session: Session, basis: Basis): Promise<void> {
  const { basisSentences } = await import("../render/explain.ts");
  for (const note of basisSentences(basis)) if (note !== basis.unread) session.say(terminalText(note));
}

/** What a command over the past ends with: where nothing could be read, a program must not take it for an answer. */
export function pastCode(session: Session, { unread }: Basis, format: string): 0 | 1 {
  if (unread === undefined) return 0;
  // The text says so itself.
  return format === "text" ? 1 : session.fail(unread);
}

/** For options that may be given several times. */
export function collect(value: string, sofar: readonly string[]): string[] {
  return [...sofar, value];
}

function collectGuard(value: string, sofar: readonly GuardName[]): GuardName[] {
  const guard = guardNames.find((name) => name === value);
  if (guard === undefined) throw new InvalidArgumentError(`The guards are: ${guardNames.join(", ")}.`);
  return [...sofar, guard];
}

/** Plans in a format; only what is printed loads. */
export async function plansIn(format: PlanFormat, plans: readonly Plan[], session: Session): Promise<string> {
  switch (format) {
    case "json":
      return (await import("../render/json.ts")).planJson(plans);
    case "markdown":
      return (await import("../render/markdown.ts")).planMarkdown(plans);
    case "text":
      return (await import("../render/text.ts")).planText(plans, {
        paint: session.paint,
        width: session.width,
      });
  }
}

/** An organization that could not be planned, and why. */
interface Unplanned extends Failure {
  readonly organization: string;
}

/** The plans that could be made, and those of organizations whose files are gone, which are for showing only; what could not is said, with the organization's name. Undefined when nothing was planned at all. */
export function plannedOf(
  session: Session,
  run: PlanRun,
):
  | {
      readonly planned: readonly Planned[];
      /** Held against a snapshot, which is for showing only. */
      readonly kept: readonly Plan[];
      readonly gone: readonly Plan[];
      readonly unplanned: readonly Unplanned[];
    }
  | undefined {
  if (!run.ok) {
    if ("error" in run) session.fail(run.error);
    else session.failWith(run.diagnostics);
    return undefined;
  }
  if (run.warnings.length > 0) session.remark(run.warnings);
  const planned: Planned[] = [];
  const kept: Plan[] = [];
  const unplanned: Unplanned[] = [];
  for (const { key, result } of run.runs) {
    if (isPlanned(result)) {
      planned.push(result);
      continue;
    }
    if (isOffline(result) && result.snapshot !== undefined) {
      kept.push(result.plan);
      continue;
    }
    const failure: Failure = "error" in result ? result : { error: result.offline };
    session.fail(`${key}: ${failure.error}`);
    unplanned.push({ organization: key, ...failure });
  }
  return { planned, kept, gone: run.gone.map((item) => item.plan), unplanned };
}

/** What showing plans came to. */
interface Shown {
  readonly plans: readonly Plan[];
  /** Organizations that could not be planned. */
  readonly failed: number;
  /** Of each organization; `detailed` tells pending changes apart. */
  codes(detailed: boolean): readonly ExitCode[];
}

/** Plans as the request says and prints what could be planned. Writes to no organization; undefined when nothing was planned at all. */
export async function showPlans(
  session: Session,
  format: PlanFormat,
  request: Omit<PlanRequest, "reach">,
  finished?: (run: PlanRun) => Promise<PlanRun>,
): Promise<Shown | undefined> {
  const { planAll } = await import("../run/plan.ts");
  const { planCode } = await import("../run/exitCode.ts");
  const planned = await planAll(session.context(), { owed: defaultJournal, ...request, reach: "at_hand" });
  const run = (await finished?.(planned)) ?? planned;
  const made = plannedOf(session, run);
  const live = [...(made?.planned.map((item) => item.plan) ?? []), ...(made?.kept ?? [])];
  const plans = [...sortedBy(live, (plan) => plan.organization), ...(made?.gone ?? [])];
  if (plans.length > 0) session.result(await plansIn(format, plans, session));
  if (run.ok) await run.close();
  if (made === undefined) return undefined;
  const failed = made.unplanned.length;
  const codes = (detailed: boolean): ExitCode[] => [
    ...(failed > 0 ? [1 as const] : []),
    ...plans.map((plan) => planCode(plan, detailed)),
  ];
  return { plans, failed, codes };
}
