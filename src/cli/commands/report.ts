/** `muster report`: who has what on a day, as a page, a table or JSON. */
import { Option } from "commander";
import type { Report } from "../../model/evidence.ts";
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
import { given } from "../../model/given.ts";

type Format = "html" | "csv" | "json";

interface Options extends PastOptions {
  readonly org: readonly string[];
  readonly on?: string;
  readonly from?: string;
  readonly to?: string;
  readonly offline?: true;
  readonly format: Format;
}

/** Adds the command. */
export function reportCommand(frame: Frame): void {
  const command = frame
    .command({
      usage: "report",
      does:
        "Prints the access list of a day by the files of the default branch: one page that needs nothing else (people, " +
        "privileged, guests, service accounts, teams, each with since when and by whom), or CSV or JSON. With --from or --to, " +
        "also the joiners, leavers and changes of that period. Where a key is at hand, today's report also says what is live and " +
        "in no file, how old keys are and when they were used, and what leaving left to be done.",
      examples: [
        "muster report > report.html",
        "muster report --on 2026-03-01 --format csv > access.csv",
        "muster report --from 2026-01-01 --to 2026-03-31 --journal journals > quarter.html",
      ],
    })
    .addOption(orgOption())
    .addOption(
      new Option("--on <date>", "on that day (UTC, YYYY-MM-DD); --to or today unless given").argParser(dayIn),
    )
    .addOption(new Option("--from <date>", "changes from that day on").argParser(dayIn))
    .addOption(new Option("--to <date>", "changes up to that day").argParser(dayIn))
    .addOption(journalsOption())
    .addOption(refOption())
    .addOption(refreshOption())
    .option("--offline", "ask nobody: neither the live organizations nor who approved")
    .addOption(
      new Option("--format <format>", "how to print it").choices(["html", "csv", "json"]).default("html"),
    )
    .addOption(jsonOption());
  frame.onRun<Options>(command, async (session, options) => {
    const { report } = await import("../../run/evidence/report.ts");
    const { org, on, from, to, offline, format } = options;
    const made = await report(session.context(), {
      organizations: org,
      ...pastWish(options),
      ...given({ on, from, to, offline }),
    });
    if ("error" in made) return session.fail(made.error);
    session.result(await printed(made, format));
    await sayBasis(session, made.basis);
    return pastCode(session, made.basis, format);
  });
}

async function printed(made: Report, format: Format): Promise<string> {
  switch (format) {
    case "html":
      return (await import("../../render/report/page.ts")).reportPage(made);
    case "csv":
      return (await import("../../render/report/csv.ts")).reportCsv(made);
    case "json":
      return (await import("../../render/report/csv.ts")).reportJson(made);
  }
}
