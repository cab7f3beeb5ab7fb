/** `muster doctor`: checks the set-up and says what is missing. */
import { Option } from "commander";
import { isComplete } from "../../model/checklist.ts";
import { terminalText } from "../../render/escape.ts";
import type { Session } from "../session.ts";
import type { Frame } from "../frame.ts";
import { jsonOption } from "../options.ts";

interface Options {
  readonly repo?: string;
  readonly format: "text" | "json";
  readonly prove?: string;
  readonly as?: string;
}

/** Adds the command. */
export function doctorCommand(frame: Frame): void {
  const command = frame
    .command({
      usage: "doctor",
      does: "Checks the set-up: files, workflow, keys, code owners, GitHub's settings; says what is missing.",
      examples: ["muster doctor", "muster doctor --repo acme/access --format json"],
    })
    .option("--repo <owner/name>", "the repository at GitHub, when origin does not tell")
    .addOption(new Option("--format <format>", "how to print it").choices(["text", "json"]).default("text"))
    .addOption(jsonOption())
    .option("--prove <org>", "tries every verb at that organization, which is reached by SCIM; needs --as")
    .option("--as <address>", "with --prove: who is made for it, and taken away again");
  frame.onRun<Options>(command, async (session, { repo, format, prove, as }) => {
    if (prove !== undefined || as !== undefined) return proved(session, prove, as);
    const { examine } = await import("../../setup/doctor.ts");
    const { checklistJson, checklistText } = await import("../../render/checklist.ts");
    const checks = await examine(session.context(), repo === undefined ? {} : { repository: repo });
    if ("error" in checks) return session.fail(checks.error);
    if (format === "json") session.result(checklistJson(checks));
    else session.prose(checklistText(checks, session.paint));
    return isComplete(checks) ? 0 : 1;
  });
}

async function proved(session: Session, org: string | undefined, as: string | undefined): Promise<0 | 1> {
  if (org === undefined || as === undefined)
    return session.fail(
      "--prove ORG and --as ADDRESS belong together: the address is of nobody who is there.",
    );
  const { prove } = await import("../../setup/prove.ts");
  const proof = await prove(session.context(), { org, as });
  if ("error" in proof) return session.fail(proof.error);
  const { steps, left, day } = proof;
  const lines = steps.map(({ verb, failed }) =>
    failed === undefined
      ? `${session.paint.green("done")}    ${verb}\n`
      : `${session.paint.red("failed")}  ${verb}: ${terminalText(failed)}\n`,
  );
  for (const what of left) session.warn(`Not taken away again: ${terminalText(what)}.`);
  const isProven = steps.length > 0 && steps.every(({ failed }) => failed === undefined);
  const next = isProven
    ? `\nWrite into organization.yaml, below \`scim\`: proven: ${day}\n`
    : "\nNot proven: choose another `scim.profile`, or leave it read only.\n";
  session.result(`${lines.join("")}${next}`);
  return isProven ? 0 : 1;
}
