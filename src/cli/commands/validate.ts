/** `muster validate`: checks the access files, offline. */
import { Option } from "commander";
import { plural } from "../../model/text.ts";
import type { Frame } from "../frame.ts";
import { jsonOption } from "../options.ts";

interface Options {
  readonly format: "text" | "json" | "github";
}

/** Adds the command. */
export function validateCommand(frame: Frame): void {
  const command = frame
    .command({
      usage: "validate",
      does: "Checks the access files, offline.",
      examples: ["muster validate", "muster validate --access access --format github"],
    })
    .addOption(
      new Option("--format <format>", "text, JSON, or annotations for a GitHub job")
        .choices(["text", "json", "github"])
        .default("text"),
    )
    .addOption(jsonOption());
  frame.onRun<Options>(command, async (session, { format }) => {
    const { check } = await import("../../run/validate.ts");
    const { diagnosticsJson, diagnosticsText } = await import("../../render/diagnostics.ts");
    const checked = await check(session.context());
    if ("error" in checked) return session.fail(checked.error);
    switch (format) {
      case "json":
        session.result(diagnosticsJson(checked.diagnostics));
        break;
      case "github":
        session.result((await import("../../render/annotations.ts")).diagnosticsGithub(checked.diagnostics));
        break;
      case "text":
        session.prose(diagnosticsText(checked.diagnostics, session.paint));
        break;
    }
    if (!checked.valid) return 1;
    const { organizations } = checked;
    const count = (kind: "members" | "teams"): number =>
      organizations.reduce((sum, item) => sum + item[kind], 0);
    session.say(
      `The files are valid: ${plural(organizations.length, "organization")}, ` +
        `${plural(count("members"), "member")}, ${plural(count("teams"), "team")}.`,
    );
    return 0;
  });
}
