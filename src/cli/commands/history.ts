/** `muster history`: what changed between two days, by whose commit, and when it was applied. */
import { Option } from "commander";
import type { History } from "../../model/evidence.ts";
import type { Frame } from "../frame.ts";
import { dayIn, jsonOption, orgOption } from "../options.ts";
import {
  journalsOption,
  pastCode,
  pastWish,
  type PastOptions,
  refOption,
  refreshOption,
  sayBasis,
} from "../past.ts";
import type { Session } from "../session.ts";
import { given } from "../../model/given.ts";

type Format = "text" | "json" | "csv";

interface Options extends PastOptions {
  readonly org: readonly string[];
  readonly team?: string;
  readonly from?: string;
  readonly to?: string;
  readonly format: Format;
}

/** Adds the command. */
export function historyCommand(frame: Frame): void {
  const command = frame
    .command({
      usage: "history [who]",
      does:
        "Says what changed by the files of the default branch, for everybody or for WHO (as for explain), by which commit and " +
        "pull request, and when it was applied. What is only written otherwise is no change.",
      examples: [
        "muster history rob@acme.example",
        "muster history --org acme --from 2026-01-01 --to 2026-03-31 --format csv",
      ],
    })
    .addOption(orgOption())
    .option("--team <slug>", "only what is about this team")
    .addOption(new Option("--from <date>", "from that day on (UTC, YYYY-MM-DD)").argParser(dayIn))
    .addOption(new Option("--to <date>", "up to that day; today unless given").argParser(dayIn))
    .addOption(journalsOption())
    .addOption(refOption())
    .addOption(refreshOption())
    .addOption(
      new Option("--format <format>", "how to print it").choices(["text", "json", "csv"]).default("text"),
    )
    .addOption(jsonOption());
  frame.onRun<Options>(command, async (session, options, [who]) => {
    const { history } = await import("../../run/evidence/history.ts");
    const { org, team, from, to, format } = options;
    const found = await history(session.context(), {
      organizations: org,
      ...pastWish(options),
      ...given({ who, team, from, to }),
    });
    if ("error" in found) return session.fail(found.error);
    const text = await printed(found, format, session);
    if (format === "text") session.prose(text);
    else session.result(text);
    if (format === "csv") await sayBasis(session, found.basis);
    return pastCode(session, found.basis, format);
  });
}

async function printed(found: History, format: Format, session: Session): Promise<string> {
  const { historyCsv, historyJson, historyText } = await import("../../render/history.ts");
  switch (format) {
    case "json":
      return historyJson(found);
    case "csv":
      return historyCsv(found);
    case "text":
      return historyText(found, session.paint);
  }
}
