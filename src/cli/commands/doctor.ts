/** `muster doctor`: checks the set-up and says what is missing. */
import { Option } from "commander";
import { isComplete } from "../../model/checklist.ts";
import type { Frame } from "../frame.ts";

interface Options {
  readonly repo?: string;
  readonly format: "text" | "json";
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
    .addOption(new Option("--format <format>", "how to print it").choices(["text", "json"]).default("text"));
  frame.onRun<Options>(command, async (session, { repo, format }) => {
    const { examine } = await import("../../setup/doctor.ts");
    const { checklistJson, checklistText } = await import("../../render/checklist.ts");
    const checks = await examine(session.context(), repo === undefined ? {} : { repository: repo });
    if ("error" in checks) return session.fail(checks.error);
    if (format === "json") session.result(checklistJson(checks));
    else session.prose(checklistText(checks, session.paint));
    return isComplete(checks) ? 0 : 1;
  });
}
