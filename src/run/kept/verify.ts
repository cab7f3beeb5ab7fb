/**
 * Whether the branch that keeps the journal holds what runs wrote: the chain from file to file, who signed it, and,
 * commit by commit, that it only ever grew.
 */
import { logOf, type LoggedChange, type LoggedCommit } from "../../io/gitLog.ts";
import { blobsAt, blobSizes } from "../../io/gitObjects.ts";
import { repositoryRoot } from "../../io/repository.ts";
import { examineJournal, type Verdict } from "../../journal/chain.ts";
import { judgeLine, signedText, type Entry, type Signer } from "../../journal/entry.ts";
import { placeOfKept, textOfKept, whereKept } from "../../journal/kept.ts";
import { plural } from "../../model/text.ts";
import { utf8Lines } from "../../model/utf8.ts";
import type { Failure } from "../failure.ts";
import { keptInClone, type KeptAt } from "./branch.ts";

/** A remark, and where: a line of a file of the branch, a file, or a commit. */
export interface KeptProblem {
  readonly place: string;
  readonly severity: "error" | "warning";
  readonly message: string;
}

export interface KeptVerdict {
  readonly commit: string;
  readonly isOfOrigin: boolean;
  /** Of the one journal; its problems are among `problems` with their places. */
  readonly verdict: Verdict;
  readonly entries: readonly Entry[];
  readonly problems: readonly KeptProblem[];
}

/** Checks the branch as this clone knows it; undefined where it knows none of that name. */
export async function verifyKept(
  cwd: string,
  { branch, signer }: { readonly branch: string; readonly signer: Signer | undefined },
): Promise<KeptVerdict | undefined | Failure> {
  const kept = await keptInClone(cwd, branch);
  if (kept === null) return undefined;
  if ("error" in kept) return kept;
  const { entries, verdict } = examineJournal(textOfKept(kept), signer);
  const own = verdict.problems.map(({ line, severity, message }): KeptProblem => {
    const at = whereKept(kept.months, line);
    return { place: `${at.path}:${at.line}`, severity, message };
  });
  const grown = await growthOf(cwd, { kept, signer });
  if ("error" in grown) return grown;
  const { commit, isOfOrigin } = kept;
  const problems = [...own, ...besideProblems(kept, signer), ...grown.problems];
  return { commit, isOfOrigin, verdict, entries, problems };
}

function besideProblems(kept: KeptAt, signer: Signer | undefined): KeptProblem[] {
  const { besides, foreign } = kept;
  const own = textOfKept(kept);
  return [
    ...besides.map(({ path, text }): KeptProblem => {
      if (own.startsWith(text)) {
        const message = "All of this stands in the one journal by now: the file can be taken away.";
        return { place: path, severity: "warning", message };
      }
      const { verdict } = examineJournal(text, signer);
      const first = verdict.problems.find(({ severity }) => severity === "error");
      const state =
        first === undefined
          ? `its own chain is whole (${plural(verdict.entries, "entry", "entries")}, head ${verdict.head})`
          : `its own chain is broken at line ${first.line}: ${first.message.replace(/\.$/, "")}`;
      return {
        place: path,
        severity: "error",
        message: `A run left this journal, which is no continuation of the one that is kept; ${state}.`,
      };
    }),
    ...foreign.map((path): KeptProblem => ({
      place: path,
      severity: "error",
      message: "No run keeps anything under this name.",
    })),
  ];
}

/** So many versions of files are looked at together. */
const atOnce = 50;

interface Growing {
  readonly kept: KeptAt;
  readonly signer: Signer | undefined;
}

/**
 * Whether each commit only added to the end. What a commit took away or changed stands in the history for good: an error
 * while it is missing, a warning once it is all there again. With the key, what no run signed may be missing.
 */
async function growthOf(
  cwd: string,
  { kept, signer }: Growing,
): Promise<{ readonly problems: readonly KeptProblem[] } | Failure> {
  const root = (await repositoryRoot(cwd)) ?? cwd;
  const log = await logOf({ cwd: root, dir: ".", ref: kept.commit });
  if ("error" in log) return log;
  const files = new Map<string, string>();
  const own = textOfKept(kept);
  const final = new Map([...kept.months, ...kept.besides].map(({ path, text }) => [path, text]));
  const isThere = ({ path, before }: Changed): boolean => {
    const written = signer === undefined ? before : signedIn(before, signer);
    return (
      (final.get(path) ?? "").startsWith(written) ||
      (placeOfKept(path) === "beside" && own.startsWith(written))
    );
  };
  const problems: KeptProblem[] = [];
  for (let from = 0; from < log.commits.length; from += atOnce) {
    const commits = log.commits.slice(from, from + atOnce);
    const texts = await textsOf(root, commits);
    if ("error" in texts) return texts;
    for (const commit of commits) {
      const changed = commit.changes.filter(isOfJournal).map((change) => ({
        path: change.path,
        before: files.get(change.path) ?? "",
        after: texts.get(contentOf(change) ?? "") ?? "",
      }));
      const wrong = changed.filter((change) => !isOnlyMore(change, files));
      for (const { path, after } of changed) files.set(path, after);
      if (commit.parents.length > 1) problems.push(joined(commit));
      if (wrong.length > 0)
        problems.push(
          rewritten(commit, { paths: wrong.map(({ path }) => path), isBack: wrong.every(isThere) }),
        );
    }
  }
  return { problems };
}

/** The lines that runs wrote: up to the first entry that none signed, torn lines between them included. */
function signedIn(text: string, signer: Signer): string {
  let [at, end] = [0, 0];
  for (let next = text.indexOf("\n"); next !== -1; next = text.indexOf("\n", at)) {
    const judged = judgeLine(text.slice(at, next));
    at = next + 1;
    if (judged.is === "torn") continue;
    if (judged.is === "foreign" || !isSigned(judged.entry, signer)) break;
    end = at;
  }
  return text.slice(0, end);
}

function isSigned(entry: Entry, signer: Signer): boolean {
  return entry.mac !== undefined && signer.isMacOf(signedText(entry), entry.mac);
}

interface Changed {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** Whether a file of a commit goes on from what it was, at the end of the journal, or beside it. */
function isOnlyMore({ path, before, after }: Changed, files: ReadonlyMap<string, string>): boolean {
  if (!after.startsWith(before)) return false;
  if (placeOfKept(path) === "beside") return true;
  // A month gets more only while nothing stands after it.
  const later = [...files].some(
    ([other, text]) => placeOfKept(other) === "month" && other > path && text !== "",
  );
  return after === before || !later;
}

function isOfJournal({ path }: LoggedChange): boolean {
  return placeOfKept(path) !== undefined;
}

/** Id of a regular file's content; null for what is gone, or is no file any more. */
function contentOf({ type, object }: LoggedChange): string | null {
  return type === "file" ? object : null;
}

/** The other line is not looked at: on it, or in place of it, anything may have been rewritten. */
function joined({ id, author, authoredAt }: LoggedCommit): KeptProblem {
  return {
    place: `commit ${id.slice(0, 7)}`,
    severity: "error",
    message:
      `This commit (${author}, ${dayOf(authoredAt)}) joins two lines of commits, which no run does: what stood on the other ` +
      "one may have been rewritten. Compare it with its parents.",
  };
}

function dayOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

function rewritten(
  { id, author, authoredAt }: LoggedCommit,
  { paths, isBack }: { readonly paths: readonly string[]; readonly isBack: boolean },
): KeptProblem {
  return {
    place: `commit ${id.slice(0, 7)}`,
    severity: isBack ? "warning" : "error",
    message:
      `This commit (${author}, ${dayOf(authoredAt)}) does more than add to the end: it changes ${paths.join(", ")}.` +
      (isBack ? " What stood there before is all there again." : ""),
  };
}

async function textsOf(
  cwd: string,
  commits: readonly LoggedCommit[],
): Promise<ReadonlyMap<string, string> | Failure> {
  const wanted = new Set(
    commits.flatMap(({ changes }) =>
      changes.filter(isOfJournal).flatMap((change) => contentOf(change) ?? []),
    ),
  );
  const sizes = await blobSizes(cwd, [...wanted]);
  if ("error" in sizes) return sizes;
  const blobs = await blobsAt(
    cwd,
    [...sizes].map(([object, size]) => ({ object, size })),
  );
  if ("error" in blobs) return blobs;
  return new Map([...blobs].map(([object, bytes]) => [object, utf8Lines(bytes)]));
}
