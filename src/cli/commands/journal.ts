/** `muster journal`: what earlier runs did, whether the record is whole, and going on with one that is not. */
import { InvalidArgumentError, Option } from "commander";
import { gitFolderAt } from "../../io/gitFolder.ts";
import { plural } from "../../model/text.ts";
import { terminalText } from "../../render/escape.ts";
import type { Entry, Examined, Verdict } from "../../run/journal.ts";
import type { Signer } from "../../run/journalKey.ts";
import type { KeptProblem } from "../../run/kept/verify.ts";
import type { Frame } from "../frame.ts";
import type { Session } from "../session.ts";

interface VerifyOptions {
  readonly head?: string;
}

/** Adds the command with its own. */
export function journalCommand(frame: Frame): void {
  const journal = frame.command({
    usage: "journal",
    does: "Reads the journal of earlier runs.",
    examples: ["muster journal show journal.jsonl", "muster journal verify journal.jsonl"],
  });
  const shown = frame.command(
    {
      usage: "show <file>",
      does: "Reads a journal to a person: what was done, when, and by whom. In place of a file, the branch that keeps it.",
      examples: ["muster journal show journal.jsonl", "muster journal show muster-journal"],
    },
    journal,
  );
  frame.onRun(shown, (session, _options, [file = ""]) => show(session, file));
  const verified = frame.command(
    {
      usage: "verify <file>",
      does:
        "Checks that nothing in a journal was changed, left out or moved; with --head, that nothing was cut off its end. " +
        "In place of a file, the branch that keeps it: then also that each of its commits only added to the end.",
      examples: ["muster journal verify journal.jsonl", "muster journal verify muster-journal"],
    },
    journal,
  );
  verified.addOption(
    new Option("--head <hash>", "the hash that it must end with, from the result of the last run").argParser(
      headOf,
    ),
  );
  frame.onRun<VerifyOptions>(verified, (session, options, [file = ""]) => verify(session, file, options));
  const mended = frame.command(
    {
      usage: "mend <file>",
      does: "Begins a broken journal anew: it goes on from the last good entry, and the broken one is kept beside it.",
      examples: ["muster journal mend journal.jsonl"],
    },
    journal,
  );
  frame.onRun(mended, (session, _options, [file = ""]) => mend(session, file));
}

async function show(session: Session, file: string): Promise<0 | 1> {
  const { readJournal } = await import("../../run/journal.ts");
  const { journalText } = await import("../../render/journal.ts");
  const read = await readJournal(file);
  const journal =
    "error" in read && read.absent === true ? ((await shownBranch(session, file)) ?? read) : read;
  if ("error" in journal) return session.fail(journal.error);
  if (journal.verdict.noJournal === true) return session.fail(`${file} is not a journal.`);
  session.prose(journalText(journal.entries, session.paint));
  if (!journal.verdict.ok) session.warn(`The journal is not whole: see muster journal verify ${file}`);
  return 0;
}

/** The branch is kept beside the access files. */
function repositoryOf(session: Session): string {
  const { cwd, access } = session.context();
  return gitFolderAt(cwd, access).folder;
}

/** The journal that a branch of this clone keeps; undefined where it has no branch of that name. */
async function shownBranch(
  session: Session,
  branch: string,
): Promise<Pick<Examined, "entries" | "verdict"> | { readonly error: string } | undefined> {
  const { verifyKept } = await import("../../run/kept/verify.ts");
  return verifyKept(repositoryOf(session), { branch, signer: undefined });
}

/** A journal that was checked, wherever it is. */
interface Checked {
  readonly verdict: Verdict;
  readonly problems: readonly KeptProblem[];
  readonly isSigned: boolean;
  /** The id of the repository that the entries name. */
  readonly repository?: number;
  /** How many entries stand after the noted head. */
  readonly after: number | undefined;
  /** Of a branch, how this clone knows it. */
  readonly as?: string;
}

async function checkedJournal(
  session: Session,
  file: string,
  { head, signer }: { readonly head: string | undefined; readonly signer: Signer | undefined },
): Promise<Checked | { readonly error: string }> {
  const { headCheck, verifyFile } = await import("../../run/journal.ts");
  const noted = head === undefined ? undefined : headCheck(head);
  let isSigned = false;
  let repository: number | undefined;
  const step = (entry: Entry): void => {
    noted?.step(entry);
    isSigned ||= entry.mac !== undefined;
    if (entry.event === "run_started") repository ??= entry.repository;
  };
  const seen = (): Pick<Checked, "isSigned" | "repository"> => ({
    isSigned,
    ...(repository === undefined ? {} : { repository }),
  });
  const verdict = await verifyFile(file, signer, step);
  if (!("error" in verdict)) {
    const problems = verdict.problems.map(({ line, ...problem }) => ({
      place: `${file}:${line}`,
      ...problem,
    }));
    return { verdict, problems, ...seen(), after: noted?.after(verdict) };
  }
  if (verdict.absent !== true) return verdict;
  const { verifyKept } = await import("../../run/kept/verify.ts");
  const kept = await verifyKept(repositoryOf(session), { branch: file, signer });
  if (kept === undefined || "error" in kept) return kept ?? verdict;
  kept.entries.forEach(step);
  const as = `${file} is at ${kept.commit.slice(0, 7)}${kept.isOfOrigin ? " as it was fetched last" : ""}.`;
  return { verdict: kept.verdict, problems: kept.problems, ...seen(), after: noted?.after(kept.verdict), as };
}

async function verify(session: Session, file: string, { head }: VerifyOptions): Promise<0 | 1> {
  const { journalSigner } = await import("../../run/journalKey.ts");
  const signing = journalSigner(session.env);
  if ("error" in signing) return session.fail(signing.error);
  const { signer } = signing;
  const checked = await checkedJournal(session, file, { head, signer });
  if ("error" in checked) return session.fail(checked.error);
  const { paint } = session;
  const { verdict, problems, isSigned, repository, after, as } = checked;
  for (const { place, severity, message } of problems) {
    const mark = severity === "error" ? paint.red(severity) : paint.magenta(severity);
    session.result(`${paint.bold(terminalText(place))}: ${mark}: ${terminalText(message)}\n`);
  }
  if (verdict.noJournal === true)
    return session.fail(`${file} is not a journal: none of its lines is an entry.`);
  if (as !== undefined) session.result(`${terminalText(as)}\n`);
  const read = `${plural(verdict.entries, "entry", "entries")}, ${plural(verdict.runs, "run")}`;
  session.result(
    `${verdict.ok ? "The chain is whole" : "The chain is broken"}: ${read}, head ${verdict.head}.\n`,
  );
  if (signer === undefined) {
    if (isSigned)
      session.result(
        "The entries are signed; MUSTER_REVIEW_KEY is not set, so nothing was checked of that.\n",
      );
  } else if (verdict.ok && verdict.entries > 0) {
    const where = repository === undefined ? "" : `, in the repository whose id is ${repository}`;
    session.result(`Every entry is signed with this MUSTER_REVIEW_KEY${where}.\n`);
  }
  if (!isSigned && head === undefined && verdict.ok && verdict.entries > 0)
    session.result("No entry is signed: whoever may write there can have made the whole chain anew.\n");
  const end = endOf(head, after);
  session.result(`${end.is === "wrong" ? paint.red(end.sentence) : end.sentence}\n`);
  const isWhole = verdict.ok && problems.every(({ severity }) => severity !== "error");
  return isWhole && end.is !== "wrong" ? 0 : 1;
}

async function mend(session: Session, file: string): Promise<0 | 1> {
  const { mendJournal } = await import("../../run/mendJournal.ts");
  const { journalSigner } = await import("../../run/journalKey.ts");
  const signing = journalSigner(session.env);
  if ("error" in signing) return session.fail(signing.error);
  const mended = await mendJournal(file, signing.signer);
  const name = terminalText(file);
  if (mended === null) {
    session.result(`${name} is whole: there is nothing to mend.\n`);
    return 0;
  }
  if ("error" in mended) return session.fail(mended.error);
  const { aside, broken, verdict, left } = mended;
  session.result(
    `${name} was broken (${terminalText(broken)}) and is kept as ${terminalText(aside)}.\n` +
      `${name} now holds what stood before: ${plural(verdict.entries, "entry", "entries")}, head ${verdict.head}. ` +
      `The next run goes on from there. ${plural(left, "line")} after it count${left === 1 ? "s" : ""} as lost.\n`,
  );
  return 0;
}

/** Whether the journal ends where it should; a chain alone cannot tell, since what was cut off its end is linked to by nothing. */
function endOf(
  head: string | undefined,
  after: number | undefined,
): { readonly is: "right" | "unknown" | "wrong"; readonly sentence: string } {
  if (head === undefined) {
    return {
      is: "unknown",
      sentence:
        "Whether entries were cut off its end cannot be seen from the file: give --head, from the result of the last run.",
    };
  }
  const given = head.length === 64 ? "the given head" : `the given ${head.length} of the head's 64 digits`;
  if (after === 0) return { is: "right", sentence: `It ends with ${given}.` };
  const sentence =
    after === undefined
      ? `It does not hold ${given}: its end was cut off, or it is another journal.`
      : `It goes on after ${given}: ${plural(after, "entry", "entries")} more. Give the head of the last run.`;
  return { is: "wrong", sentence };
}

/** At least the 16 digits that earlier versions showed. */
function headOf(value: string): string {
  const head = value.toLowerCase();
  if (/^[0-9a-f]{16,64}$/.test(head)) return head;
  throw new InvalidArgumentError("The head is 64 hexadecimal digits, or at least the first 16 of them.");
}
