/** `muster plan`: reads files and live organizations and prints what would change. Writes nothing. */
import type { GuardName } from "../../model/guard.ts";
import type { Failure } from "../../run/failure.ts";
import type { Snapshot } from "../../run/snapshot/file.ts";
import type { Frame } from "../frame.ts";
import type { Session } from "../session.ts";
import {
  allowOption,
  atOption,
  baseOption,
  deepOption,
  jsonOption,
  orgOption,
  targetOption,
} from "../options.ts";
import { formatOption, plansIn, type PlanFormat } from "../planFormats.ts";
import { showPlans } from "../plans.ts";
import { given } from "../../model/given.ts";

interface Options {
  readonly org: readonly string[];
  readonly allow: readonly GuardName[];
  readonly target: readonly string[];
  readonly base?: string;
  readonly at?: string;
  readonly journal?: string;
  readonly format: PlanFormat;
  readonly out?: string;
  readonly snapshot?: string;
  readonly exitCode?: true;
  readonly deep?: true;
}

/** Adds the command. */
export function planCommand(frame: Frame): void {
  const command = frame
    .command({
      usage: "plan",
      does: "Shows what would change. Writes nothing to any organization.",
      examples: ["muster plan", "muster plan --org acme --base main --out plan.json"],
    })
    .addOption(orgOption())
    .addOption(formatOption())
    .addOption(jsonOption())
    .option("--out <file>", "write the plan as JSON, for apply --plan")
    .option("--exit-code", "exit 2 when changes are pending")
    .addOption(allowOption())
    .addOption(targetOption())
    .addOption(baseOption())
    .addOption(atOption())
    .addOption(deepOption())
    .option("--snapshot <file>", "ask no service: hold the files against what muster snapshot kept")
    .option(
      "--journal <file>",
      "the journal of earlier runs: what leaving left to be done; with --base, unfinished apart from drift",
    );
  frame.onRun<Options>(command, async (session, options) => {
    if (options.at !== undefined && options.out !== undefined) {
      return session.fail(
        "--out is for a plan that apply can take, and one for another day is none: leave --at or --out away (--format json prints it).",
      );
    }
    const kept = options.snapshot === undefined ? undefined : await keptIn(session, options.snapshot);
    if (kept !== undefined && "error" in kept) return session.fail(kept.error);
    const shown = await showPlans(session, options.format, {
      organizations: options.org,
      allowed: options.allow,
      target: options.target,
      ...(options.deep === undefined ? {} : { deep: true }),
      ...given({ base: options.base, at: options.at }),
      ...(kept === undefined ? {} : { snapshot: { organizations: kept.organizations, always: true } }),
      ...(options.journal === undefined ? {} : { journal: { path: options.journal, optional: false } }),
    });
    if (shown === undefined) return 1;
    if (options.out !== undefined && shown.failed > 0) {
      session.warn(`${options.out} was not written, since not every organization could be planned.`);
    } else if (options.out !== undefined) {
      const { writeText } = await import("../../io/file.ts");
      const unwritten = await writeText(options.out, await plansIn("json", shown.plans, session));
      if (unwritten !== undefined) return session.fail(unwritten.error);
    }
    return shown.codes(options.exitCode === true);
  });
}

/** The snapshot in a file, if it was signed with our key. */
async function keptIn(session: Session, path: string): Promise<Snapshot | Failure> {
  const { readText } = await import("../../io/file.ts");
  const { readSnapshot } = await import("../../run/snapshot/file.ts");
  const file = await readText(path);
  return "error" in file ? file : readSnapshot(file.text, session.env["MUSTER_REVIEW_KEY"] ?? "");
}
