/** `muster drift`: a plan whose exit code says whether the live organizations differ from the files. */
import { terminalText } from "../../render/escape.ts";
import { handSentences } from "../../render/changedByHand.ts";
import type { Frame } from "../frame.ts";
import { atOption, baseOption, jsonOption, orgOption } from "../options.ts";
import { formatOption, type PlanFormat } from "../planFormats.ts";
import { showPlans } from "../plans.ts";
import { given } from "../../model/given.ts";

interface Options {
  readonly org: readonly string[];
  readonly base?: string;
  readonly at?: string;
  readonly journal?: string;
  readonly format: PlanFormat;
}

/** Adds the command. */
export function driftCommand(frame: Frame): void {
  const command = frame
    .command({
      usage: "drift",
      does: "Shows how the live organizations differ from the files; exits 2 when they do.",
      examples: ["muster drift", "muster drift --org acme --format markdown"],
    })
    .addOption(orgOption())
    .addOption(baseOption())
    .addOption(atOption())
    .option(
      "--journal <file>",
      "the journal of earlier runs: what leaving left to be done; with --base, unfinished apart from drift",
    )
    .addOption(formatOption())
    .addOption(jsonOption());
  frame.onRun<Options>(command, async (session, options) => {
    const wish = {
      organizations: options.org,
      allowed: [],
      ...given({ base: options.base, at: options.at }),
      ...(options.journal === undefined ? {} : { journal: { path: options.journal, optional: false } }),
    };
    // What is data stays data: there the sentences go where remarks go.
    const tell = (line: string): void => {
      if (options.format === "text") session.result(`${line}\n`);
      else session.say(line);
    };
    const { withHands } = await import("../../run/changedByHand.ts");
    const shown = await showPlans(session, options.format, wish, (run) =>
      withHands(session.context(), run, { hasBase: options.base !== undefined }),
    );
    if (shown === undefined) return 1;
    // Markdown and JSON hold them in their own words, and the remark is for whoever only sees the terminal.
    for (const plan of shown.plans)
      for (const sentence of handSentences(plan)) tell(terminalText(`${plan.organization}: ${sentence}`));
    return shown.codes(true);
  });
}
