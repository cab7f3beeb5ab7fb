/** `muster explain`: everything that somebody has, and since when, by whose word. */
import { Option } from "commander";
import type { Frame } from "../frame.ts";
import { dayIn, jsonOption } from "../options.ts";
import { journalsOption, pastCode, pastWish, type PastOptions, refOption, refreshOption } from "../past.ts";
import { given } from "../../model/given.ts";

interface Options extends PastOptions {
  readonly on?: string;
  readonly offline?: true;
  readonly whyNot?: string;
  readonly format: "text" | "json";
}

/** Adds the command. */
export function explainCommand(frame: Frame): void {
  const command = frame
    .command({
      usage: "explain <who>",
      does:
        "Says what a person, a service account or a team has in every organization by the files of the default branch, " +
        "since when, by which commit and pull request, and when it was applied. With a key at hand the live side is read and compared. WHO is a key of people.yaml, an e-mail or login of now or " +
        "before, ORG/ACCOUNT, or team:SLUG.",
      examples: [
        "muster explain rob@acme.example",
        "muster explain rob@acme.example --on 2026-03-01",
        "muster explain rob@acme.example --why-not acme/finance",
        "muster explain acme/ci-dbt-deploy --format json --offline",
      ],
    })
    .addOption(
      new Option("--on <date>", "on that day (UTC, YYYY-MM-DD); today unless given").argParser(dayIn),
    )
    .addOption(journalsOption())
    .addOption(refOption())
    .addOption(refreshOption())
    .option("--offline", "ask nobody: neither the live organizations nor who approved")
    .option("--why-not <org/team>", "what stands in the way of their being in that team")
    .addOption(new Option("--format <format>", "how to print it").choices(["text", "json"]).default("text"))
    .addOption(jsonOption());
  frame.onRun<Options>(command, async (session, options, [who = ""]) => {
    const { on, offline, whyNot, format } = options;
    const { explain } = await import("../../run/evidence/explain.ts");
    const { explainJson, explainMarkdown, explainText } = await import("../../render/explain.ts");
    const explained = await explain(session.context(), {
      who,
      ...pastWish(options),
      ...given({ on, offline, whyNot }),
    });
    if ("error" in explained) return session.fail(explained.error);
    if (format === "json") session.result(explainJson(explained));
    else session.prose(explainText(explained, session.paint));
    const { addToSummary } = await import("../../io/summary.ts");
    const unwritten = addToSummary(session.env, () => session.redact(explainMarkdown(explained)));
    if (unwritten !== undefined) session.warn(unwritten.error);
    return pastCode(session, explained.basis, format);
  });
}
