/** `muster journal show` and `muster journal verify`: what earlier runs did, and whether the record is whole. */
import { plural } from "../../model/text.ts";
import { terminalText } from "../../render/escape.ts";
import type { Frame } from "../frame.ts";
import type { Session } from "../session.ts";

/** Adds the command with its two. */
export function journalCommand(frame: Frame): void {
  const journal = frame.command({
    usage: "journal",
    does: "Reads the journal of earlier runs.",
    examples: ["muster journal show journal.jsonl", "muster journal verify journal.jsonl"],
  });
  const shown = frame.command(
    {
      usage: "show <file>",
      does: "Reads a journal to a person: what was done, when, and by whom.",
      examples: ["muster journal show journal.jsonl"],
    },
    journal,
  );
  frame.onRun(shown, (session, _options, [file = ""]) => show(session, file));
  const verified = frame.command(
    {
      usage: "verify <file>",
      does: "Checks that nothing in a journal was changed, left out or moved.",
      examples: ["muster journal verify journal.jsonl"],
    },
    journal,
  );
  frame.onRun(verified, (session, _options, [file = ""]) => verify(session, file));
}

async function show(session: Session, file: string): Promise<0 | 1> {
  const { readJournal } = await import("../../run/journal.ts");
  const { journalText } = await import("../../render/journal.ts");
  const journal = await readJournal(file);
  if ("error" in journal) return session.fail(journal.error);
  if (journal.verdict.entries === 0 && !journal.verdict.ok) return session.fail(`${file} is not a journal.`);
  session.result(journalText(journal.entries, session.paint));
  if (!journal.verdict.ok) session.warn(`The journal is not whole: see muster journal verify ${file}`);
  return 0;
}

async function verify(session: Session, file: string): Promise<0 | 1> {
  const { readJournal } = await import("../../run/journal.ts");
  const journal = await readJournal(file);
  if ("error" in journal) return session.fail(journal.error);
  const { verdict } = journal;
  const { paint } = session;
  for (const { line, severity, message } of verdict.problems) {
    const mark = severity === "error" ? paint.red(severity) : paint.yellow(severity);
    session.result(`${paint.bold(`${terminalText(file)}:${line}`)}: ${mark}: ${terminalText(message)}\n`);
  }
  const read = `${plural(verdict.entries, "entry", "entries")}, ${plural(verdict.runs, "run")}`;
  session.result(
    `${verdict.ok ? "The chain is whole" : "The chain is broken"}: ${read}, head ${verdict.head}.\n`,
  );
  return verdict.ok ? 0 : 1;
}
