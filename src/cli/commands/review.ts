/** `muster review`: the periodic access review, in git: begin it, see what is left, and end it. */
import { Option } from "commander";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { isCompleteReview } from "../../model/review.ts";
import { plural } from "../../model/text.ts";
import { terminalText } from "../../render/escape.ts";
import type { Frame } from "../frame.ts";
import { dayIn, jsonOption, orgOption } from "../options.ts";
import type { Session } from "../session.ts";
import { given } from "../../model/given.ts";

interface Named {
  readonly name: string;
}

interface StartOptions extends Named {
  readonly org: readonly string[];
  readonly reviewer?: string;
  readonly due?: string;
}

interface StatusOptions extends Named {
  readonly format: "text" | "json";
}

const nameOption = (): Option =>
  new Option("--name <name>", "what the review is called, such as 2026-q4").makeOptionMandatory();

/** Adds the command with its own. */
export function reviewCommand(frame: Frame): void {
  const review = frame.command({
    usage: "review",
    does: "Lets reviewers decide on each access, by pull request, in files beside the access folder.",
    examples: ["muster review start --name 2026-q4", "muster review status --name 2026-q4"],
  });
  const started = frame.command(
    {
      usage: "start",
      does:
        "Writes reviews/NAME/ORG.yaml: an entry for each person and service account, below whoever is to decide. " +
        "Once it is there, it asks again about what changed, and keeps what was decided.",
      examples: ["muster review start --name 2026-q4 --due 2026-12-31"],
    },
    review,
  );
  started
    .addOption(nameOption())
    .addOption(orgOption())
    .option("--reviewer <who>", "who decides before managers and owners do: an e-mail, or team:SLUG")
    .addOption(new Option("--due <date>", "the last day for it (UTC, YYYY-MM-DD)").argParser(dayIn));
  frame.onRun<StartOptions>(started, start);
  const status = frame.command(
    {
      usage: "status",
      does: "Says what is undecided, decided by somebody who may not, or changed since. Exits 2 until all is decided.",
      examples: ["muster review status --name 2026-q4"],
    },
    review,
  );
  status
    .addOption(nameOption())
    .addOption(new Option("--format <format>", "how to print it").choices(["text", "json"]).default("text"))
    .addOption(jsonOption());
  frame.onRun<StatusOptions>(status, show);
  const closed = frame.command(
    {
      usage: "close",
      does:
        "Edits the access files for what is to be removed or to get another role, and writes the summary. " +
        "Commits nothing and changes no organization: you open the pull request.",
      examples: ["muster review close --name 2026-q4"],
    },
    review,
  );
  closed.addOption(nameOption());
  frame.onRun<Named>(closed, close);
}

type Wrong = { readonly error: string } | { readonly diagnostics: readonly Diagnostic[] };

function failWith(session: Session, wrong: Wrong): 1 {
  return "error" in wrong ? session.fail(wrong.error) : session.failWith(wrong.diagnostics);
}

async function start(session: Session, { name, org, reviewer, due }: StartOptions): Promise<0 | 1> {
  const { startReview } = await import("../../run/review/start.ts");
  const done = await startReview(session.context(), {
    ...{ name, organizations: org },
    ...given({ reviewer, due }),
  });
  if (!("files" in done)) {
    const code = failWith(session, done);
    if ("sound" in done && done.sound.length > 0)
      session.say(`Nothing was begun. ${withoutFaulty(done.sound)}`);
    return code;
  }
  for (const { name: file, status, entries, open } of done.files) {
    session.result(
      `${status.padEnd(8)} ${terminalText(file)}: ${plural(entries, "entry", "entries")}, ${open} to decide\n`,
    );
  }
  if (done.leftOut !== undefined) session.warn(done.leftOut);
  if (done.uncommitted === true)
    session.warn(
      "The access files hold what is not committed, so that the review names no commit of them. Commit them, and begin it again.",
    );
  session.say("Commit them; reviewers fill in decision and by, each by pull request.");
  return 0;
}

/** So many names stand in a sentence. */
const mostNamed = 10;

function withoutFaulty(sound: readonly string[]): string {
  const more = sound.length - mostNamed;
  const names = `${sound.slice(0, mostNamed).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  return `For organizations whose files are valid it can be begun alone, each named with --org: ${names}.`;
}

async function show(session: Session, { name, format }: StatusOptions): Promise<0 | 1 | 2> {
  const { reviewStatus } = await import("../../run/review/status.ts");
  const { reviewJson, reviewText } = await import("../../render/review.ts");
  const found = await reviewStatus(session.context(), name);
  if (!("status" in found)) return failWith(session, found);
  const { status } = found;
  session.result(format === "json" ? reviewJson(status) : reviewText(status, session.paint));
  return status.closed !== undefined || isCompleteReview(status) ? 0 : 2;
}

async function close(session: Session, { name }: Named): Promise<0 | 1 | 2> {
  const { closeReview } = await import("../../run/review/close.ts");
  const done = await closeReview(session.context(), name);
  if ("edited" in done) {
    const { failEdits } = await import("../edits.ts");
    const code = failEdits(session, done);
    if (done.edited) session.say("Decide otherwise in the review, or change the files first.");
    return code;
  }
  if (!("is" in done)) return failWith(session, done);
  switch (done.is) {
    case "incomplete": {
      const { reviewText } = await import("../../render/review.ts");
      session.result(reviewText(done.status, session.paint));
      session.fail("The review is not complete: nothing was written.");
      return 2;
    }
    case "was_closed":
      session.result(`The review is closed already: ${terminalText(done.summary)}\n`);
      return 0;
    case "closed": {
      const { textDiff } = await import("../../render/textDiff.ts");
      for (const advice of done.advice) session.warn(advice);
      session.result(textDiff(done.patch, session.paint));
      session.say(
        `${plural(done.written.length, "file")} edited, and ${done.summary} written; commit them, and open a pull request: its plan shows what was decided.`,
      );
      return 0;
    }
  }
}
