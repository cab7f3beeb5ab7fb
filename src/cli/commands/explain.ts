/** `muster explain`: everything that somebody has, and since when, by whose word. */
import { Option } from "commander";
import type { Frame } from "../frame.ts";
import { dayIn, defaultJournal, journalsOption, refOption } from "../plans.ts";

interface Options {
  readonly on?: string;
  readonly ref?: string;
  readonly journal: readonly string[];
  readonly format: "text" | "json";
}

/** Adds the command. */
export function explainCommand(frame: Frame): void {
  const command = frame
    .command({
      usage: "explain <who>",
      does:
        "Says what a person, a service account or a team has in every organization by the files of the default branch, " +
        "since when, by which commit and pull request, and when it was applied. WHO is a key of people.yaml, an e-mail or login of now or " +
        "before, ORG/ACCOUNT, or team:SLUG.",
      examples: [
        "muster explain rob@acme.example",
        "muster explain rob@acme.example --on 2026-03-01",
        "muster explain acme/ci-dbt-deploy --format json",
      ],
    })
    .addOption(
      new Option("--on <date>", "on that day (UTC, YYYY-MM-DD); today unless given").argParser(dayIn),
    )
    .addOption(journalsOption())
    .addOption(refOption())
    .addOption(new Option("--format <format>", "how to print it").choices(["text", "json"]).default("text"));
  frame.onRun<Options>(command, async (session, { on, ref, journal, format }, [who = ""]) => {
    const { explain } = await import("../../run/evidence/explain.ts");
    const { explainJson, explainText } = await import("../../render/explain.ts");
    const explained = await explain(session.context(), {
      who,
      journals: journal,
      usual: defaultJournal,
      ...(on === undefined ? {} : { on }),
      ...(ref === undefined ? {} : { ref }),
    });
    if ("error" in explained) return session.fail(explained.error);
    if (format === "json") session.result(explainJson(explained));
    else session.prose(explainText(explained, session.paint));
    return 0;
  });
}
