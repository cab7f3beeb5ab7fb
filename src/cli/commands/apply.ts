/** `muster apply`: plans, asks, applies, and says what became of each action. */
import { InvalidArgumentError, Option } from "commander";
import { ask, canAsk } from "../../io/terminal.ts";
import { durationHint, durationOf } from "../../model/duration.ts";
import { terminalText } from "../../render/escape.ts";
import type { GuardName } from "../../model/guard.ts";
import { causes, isBlocked, withTasksOf, type Cause } from "../../model/plan.ts";
import type { NotApplied, ResultOfOne } from "../../render/resultJson.ts";
import type { Applied } from "../../run/apply.ts";
import { goneCode, unplannedCodes, type ExitCode } from "../../run/exitCode.ts";
import type { Frame } from "../frame.ts";
import { allowOption, baseOption, deepOption, jsonOption, orgOption, targetOption } from "../options.ts";
import { plansIn } from "../planFormats.ts";
import { plannedOf } from "../plans.ts";
import { causesOf, selectionOf, targetOf, type Chosen } from "../selection.ts";
import type { Session } from "../session.ts";
import { stopOnSignals } from "../../io/signals.ts";

interface Options {
  readonly org: readonly string[];
  readonly allow: readonly GuardName[];
  readonly target: readonly string[];
  readonly format: "text" | "json";
  readonly base?: string;
  readonly yes?: true;
  readonly deep?: true;
  readonly plan?: string;
  readonly only?: readonly Cause[];
  readonly journal: string;
  /** Milliseconds. */
  readonly timeBudget?: number;
}

/** Adds the command. */
export function applyCommand(frame: Frame): void {
  const command = frame
    .command({
      usage: "apply",
      does: "Plans and applies. Asks on a terminal; needs --yes elsewhere.",
      examples: [
        "muster apply",
        "muster apply --plan plan.json --yes",
        "muster apply --target lee@acme.example",
      ],
    })
    .addOption(orgOption())
    .option("--yes", "apply without asking")
    .option("--plan <file>", "apply only what stands in this plan (written by plan --out)")
    .addOption(targetOption())
    .addOption(new Option("--only <causes>", `apply only these: ${causes.join(",")}`).argParser(causesOf))
    .addOption(allowOption())
    .addOption(baseOption())
    .addOption(deepOption())
    .option("--journal <file>", "where to record what is done", "journal.jsonl")
    .addOption(
      new Option("--format <format>", "how to print what became of it; json needs --yes")
        .choices(["text", "json"])
        .default("text"),
    )
    .addOption(jsonOption())
    .addOption(
      new Option("--time-budget <time>", "start no write after this much time: 90s, 10m, 1h").argParser(
        milliseconds,
      ),
    );
  frame.onRun<Options>(command, async (session, options) => {
    if (options.yes !== true && !canAsk()) {
      return session.fail("There is no terminal to ask on: run it with --yes, after looking at muster plan.");
    }
    if (options.format === "json" && options.yes !== true) {
      return session.fail("--format json asks nobody: run it with --yes, after looking at muster plan.");
    }
    if ((session.env["MUSTER_PAUSED"] ?? "") !== "") {
      return session.fail(
        "MUSTER_PAUSED is set, which stops every write: nothing was read or written. Unset it to go on.",
      );
    }
    const selection = await selectionOf(options);
    if ("error" in selection) return session.fail(selection.error);
    const stop = stopOnSignals(() =>
      session.say("Stopping: nothing new starts; the running request may take up to 5 s."),
    );
    try {
      return await planAndApply({ session, options, selection, signal: stop.signal });
    } finally {
      stop.dispose();
    }
  });
}

type Made = NonNullable<ReturnType<typeof plannedOf>>;

interface Work {
  readonly session: Session;
  readonly options: Options;
  readonly selection: Chosen;
  readonly signal: AbortSignal;
}

async function planAndApply({ session, options, selection, signal }: Work): Promise<readonly ExitCode[]> {
  const context = session.context(signal);
  const deadline =
    options.timeBudget === undefined ? {} : { deadline: context.clock.now() + options.timeBudget };
  const { planAll } = await import("../../run/plan.ts");
  const run = await planAll(context, {
    organizations: options.org,
    allowed: options.allow,
    reach: "merged",
    selection: selection.of,
    target: targetOf(options, selection),
    ...(options.deep === undefined ? {} : { deep: true }),
    // What a plan does not show is none of its business: no key is asked for there.
    ...(selection.planned === undefined || options.org.length > 0 ? {} : { folders: selection.planned }),
    ...(options.base === undefined
      ? { owed: options.journal }
      : { base: options.base, journal: { path: options.journal, optional: true } }),
  });
  if (signal.aborted) {
    if (run.ok) await run.close();
    return [session.fail("Interrupted; nothing was written.")];
  }
  const made = plannedOf(session, run);
  if (made === undefined || !run.ok) return [1];
  try {
    const { unplanned } = made;
    const failed: ExitCode[] = [
      ...unplannedCodes(unplanned, made.planned.length),
      ...made.gone.map(goneCode),
    ];
    const plans = made.planned.map((item) => item.plan);
    const all = [...plans, ...made.gone];
    if (options.plan !== undefined && all.length === 0 && unplanned.length === 0)
      return [session.fail(`${options.plan} shows no organization that the files declare.`)];
    const isText = options.format === "text";
    if (all.length > 0 && isText) session.result(await plansIn("text", all, session));
    if (made.planned.length === 0) {
      if (!isText) session.result((await import("../../render/resultJson.ts")).resultJson([], leftOut(made)));
      return failed;
    }
    const writes = plans.some((plan) => plan.actions.length > 0 && !isBlocked(plan));
    // Nobody is asked about what could not be written down.
    const unfit = writes ? await unfitToRecord(session, options.journal) : undefined;
    if (unfit !== undefined) return [session.fail(unfit)];
    if (writes && options.yes !== true && (await ask('Apply this? Only "yes" is taken as yes: ')) !== "yes") {
      return [session.fail("Not applied.")];
    }
    return [...failed, ...(await applyPlanned({ session, options, context, made, ...deadline }))];
  } finally {
    await run.close();
  }
}

async function unfitToRecord(session: Session, path: string): Promise<string | undefined> {
  const { unfitJournal } = await import("../../run/journal.ts");
  const { journalSigner } = await import("../../run/journalKey.ts");
  const signing = journalSigner(session.env);
  if ("error" in signing) return signing.error;
  return (await unfitJournal(path, signing.signer))?.error;
}

interface Applying {
  readonly session: Session;
  readonly options: Options;
  readonly context: ReturnType<Session["context"]>;
  readonly made: Made;
  readonly deadline?: number;
}

async function applyPlanned({
  session,
  options,
  context,
  made,
  ...rest
}: Applying): Promise<readonly ExitCode[]> {
  const { planned } = made;
  const { openJournal } = await import("../../run/journal.ts");
  const { journalSigner } = await import("../../run/journalKey.ts");
  const { applyAll } = await import("../../run/apply.ts");
  const { headCommit, userName } = await import("../../io/git.ts");
  const { gitFolderAt } = await import("../../io/gitFolder.ts");
  const { folder } = gitFolderAt(context.cwd, context.access);
  const { notAppliedLine, outcomeLine } = await import("../../render/outcome.ts");
  const signing = journalSigner(session.env);
  if ("error" in signing) return [session.fail(signing.error)];
  const opened = await openJournal(options.journal, signing.signer);
  if ("error" in opened) return [session.fail(opened.error)];
  if (opened.warning !== undefined) session.warn(opened.warning);
  try {
    const applied = await applyAll(context, planned, {
      journal: opened.journal,
      earlier: (organization) => opened.earlier(organization),
      commit: await headCommit(folder),
      actor: (await userName(folder)) ?? "unknown",
      allowed: options.allow,
      ...rest,
      onOutcome: (organization, outcome) => {
        if (options.format === "json") return;
        const name = planned.length > 1 ? `${session.paint.dim(organization)} ` : "";
        const service = planned.find(({ plan }) => plan.organization === organization)?.plan.provider ?? "";
        session.prose(`${name}${outcomeLine(outcome, session.paint, service)}\n`);
      },
    });
    if (options.format === "json")
      session.result(
        (await import("../../render/resultJson.ts")).resultJson(applied.map(forJson), leftOut(made)),
      );
    else {
      for (const item of applied) await report(session, item);
      for (const item of made.unplanned) session.prose(`${notAppliedLine(item, session.paint)}\n`);
    }
    if (applied.some(({ result }) => result !== null))
      session.say(`${terminalText(options.journal)} ends with ${opened.journal.head()}`);
    return applied.map((item) => item.code);
  } finally {
    await opened.close();
  }
}

function leftOut({ unplanned, planned }: Made): NotApplied[] {
  const codes = unplannedCodes(unplanned, planned.length);
  return unplanned.map(({ organization, error }, index) => ({
    organization,
    code: codes[index] ?? 1,
    message: error,
  }));
}

function forJson({ planned, result, second, heldUp, code }: Applied): ResultOfOne {
  const left = second === null || "error" in second ? null : second.actions;
  return { plan: planned.plan, result, left, code, ...(heldUp === undefined ? {} : { heldUp }) };
}

async function report(session: Session, { planned, result, second }: Applied): Promise<void> {
  if (result === null) return;
  const plan = withTasksOf(planned.plan, second === null || "error" in second ? null : second);
  const { resultSummary } = await import("../../render/outcome.ts");
  session.prose(
    `${session.paint.bold(plan.organization)}: ${resultSummary({ plan, result, paint: session.paint })}\n`,
  );
  if (second === null) return;
  if ("error" in second) {
    session.warn(`${plan.organization} was applied, but could not be read again to check: ${second.error}`);
    return;
  }
  for (const reason of new Set((second.unread ?? []).map((item) => item.reason)))
    session.warn(`${plan.organization} was applied, but not read to the end to check: ${reason}`);
  if (second.actions.length > 0) {
    session.warn(`${plan.organization} was applied, but a second look still finds:`);
    session.result(await plansIn("text", [second], session));
  }
}

function milliseconds(value: string): number {
  const duration = durationOf(value);
  if (duration === undefined) throw new InvalidArgumentError(durationHint);
  return duration;
}
