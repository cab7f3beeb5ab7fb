/**
 * The history of a folder along a branch's own line (first parents), oldest first: each commit with what it changed
 * there, as git objects. Content is not read here; where a shallow clone cuts the line off, the answer is a failure.
 */
import { devNull } from "node:os";
import { isObjectId } from "../model/objectId.ts";
import { runningGit } from "./gitCommand.ts";
import {
  ask,
  gitFolderAt,
  isShallow,
  pathInRepository,
  resolveCommit,
  type GitFailure,
  type GitFolder,
} from "./gitFolder.ts";

/** What stands at one path since a commit. */
export interface LoggedChange {
  /** Below the folder, with "/"; empty: what stands in its place is no folder. */
  readonly path: string;
  /** Id of its content; null: it is gone. */
  readonly object: string | null;
  readonly type: "file" | "link" | "other";
}

export interface LoggedCommit {
  readonly id: string;
  readonly parents: readonly string[];
  /** Seconds since 1970, as the author's clock had it. */
  readonly authoredAt: number;
  readonly committedAt: number;
  readonly author: string;
  readonly authorEmail: string;
  readonly subject: string;
  readonly changes: readonly LoggedChange[];
}

interface LoggedLine {
  /** The commit at the end of the line, whether it touched the folder or not. */
  readonly tip: string;
  /** Oldest first. */
  readonly commits: readonly LoggedCommit[];
}

/** A line that is handed out while git still lists it. */
export interface ComingLine {
  readonly tip: string;
  /** Those that came already, oldest first; there may be none. */
  come(): readonly LoggedCommit[] | GitFailure;
  /** Waits for the next ones; none when there are no more. */
  next(): Promise<readonly LoggedCommit[] | GitFailure>;
  /** No more is wanted. */
  stop(): void;
}

const fields = ["%H", "%P", "%at", "%ct", "%an", "%ae", "%s"];

/** Somebody's settings could leave out what merges brought, follow a file elsewhere, or have paths begin at another folder. */
const settled = [
  ...["log.showRoot=true", "log.diffMerges=separate", "log.follow=false", "diff.relative=false"],
  "i18n.logOutputEncoding=UTF-8",
];

interface Asked {
  readonly cwd: string;
  readonly dir: string;
  readonly ref: string;
  /** A commit on the line: only those after it. */
  readonly after?: string | undefined;
}

/** The commits on the line of `ref` that changed something in `dir`; all of them where that is the whole repository. */
export async function logOf(asked: Asked): Promise<LoggedLine | GitFailure> {
  const place = await placeOf(asked);
  if ("error" in place) return place;
  const listing = listingOf(place, { to: place.tip, after: asked.after });
  const commits: LoggedCommit[] = [];
  for (;;) {
    const more = await listing.next();
    if ("error" in more) return more;
    if (more.length === 0) return { tip: place.tip, commits };
    for (const commit of more) commits.push(commit);
  }
}

/** Of a whole line, git walks all before it says a word: so many are asked for by themselves, so that there is something to begin with. */
const firstOnes = 512;
/** To find them in a longer line would take longer than it gains where few of its commits touch the folder. */
const longest = 20_000;

/** As `logOf`, bit by bit. */
export async function comingLog(asked: Asked): Promise<ComingLine | GitFailure> {
  const place = await placeOf(asked);
  if ("error" in place) return place;
  const { tip } = place;
  const early = asked.after === undefined ? await commitAt(place, firstOnes) : undefined;
  const parts =
    early === undefined
      ? [{ to: tip, after: asked.after }]
      : [
          { to: early, after: undefined },
          { to: tip, after: early },
        ];
  const listings = parts.map((part) => listingOf(place, part));
  return {
    tip,
    come: () => listings[0]?.come() ?? [],
    async next() {
      while (listings[0] !== undefined) {
        const more = await listings[0].next();
        if ("error" in more || more.length > 0) return more;
        listings.shift();
      }
      return [];
    },
    stop() {
      for (const listing of listings) listing.stop();
    },
  };
}

/** A folder in a repository, and the commit at the end of a line. */
interface Place {
  readonly repository: GitFolder;
  /** As it was asked for, and from the root of the repository. */
  readonly dir: string;
  readonly path: string;
  readonly tip: string;
}

async function placeOf({ cwd, dir, ref }: Asked): Promise<Place | GitFailure> {
  const repository = gitFolderAt(cwd, dir);
  const place = await pathInRepository(repository);
  if ("error" in place) return place;
  const named = await resolveCommit(repository, ref);
  if ("error" in named) return named;
  const { commit: tip } = named;
  if (await isShallow(repository)) {
    return {
      error: `The history of ${tip} is cut off in this shallow clone. Fetch it first (\`git fetch --unshallow\`, or \`fetch-depth: 0\`).`,
    };
  }
  return { repository, dir, path: place.path, tip };
}

/** The how many-th commit of the line; undefined where it is shorter, too long, or cannot be walked: whoever lists it says why. */
async function commitAt({ repository, tip }: Place, number: number): Promise<string | undefined> {
  const args = ["rev-list", "--first-parent", "--reverse", `--max-count=${longest + 1}`, tip, "--"];
  const walked = await ask(repository, args);
  const ids = "error" in walked ? [] : walked.text.split("\n").slice(0, -1);
  return ids.length > longest ? undefined : ids[number - 1];
}

/** The commits of a part of the line, from the first or from the one `after` another. */
function listingOf(
  { repository, dir, path }: Place,
  { to, after }: { readonly to: string; readonly after: string | undefined },
): Omit<ComingLine, "tip"> {
  const args = [
    ...settled.flatMap((setting) => ["-c", setting]),
    ...["log", "--first-parent", "--reverse", "-m", "--raw", "-z", "--no-abbrev", "--no-renames"],
    ...["--no-ext-diff", "--no-textconv", "--no-show-signature", "--no-notes", "--no-mailmap", "--no-color"],
    ...["--ignore-submodules=none", `-O${devNull}`, `--format=${fields.join("%x00")}`],
    ...[to, ...(after === undefined ? [] : [`^${after}`]), "--"],
    ...(path === "" ? [] : [`:(top,literal)${path}`]),
  ];
  const git = runningGit({ cwd: repository.folder, args });
  const parser = newParser(path);
  const unread = (why: string): GitFailure => ({ error: `The history of ${dir} could not be read: ${why}.` });
  const parsed = (bit: Buffer | undefined): readonly LoggedCommit[] | GitFailure =>
    (bit === undefined ? parser.rest() : parser.take(bit)) ?? unread("git listed something unknown");
  return {
    come() {
      const bit = git.come();
      return bit === undefined ? [] : parsed(bit);
    },
    async next() {
      for (;;) {
        const bit = await git.next();
        if (bit !== undefined && "error" in bit) return unread(bit.error);
        const commits = parsed(bit);
        if ("error" in commits || commits.length > 0 || bit === undefined) return commits;
      }
    },
    stop: git.stop,
  };
}

/**
 * ID<nul>PARENTS<nul>...SUBJECT<nul>, then `:MODE MODE OBJECT OBJECT STATUS<nul>PATH<nul>` for each change. Undefined: it is
 * something else. A commit is handed out when it is over.
 */
function newParser(place: string) {
  const folder = place === "" ? "" : `${place}/`;
  const decoder = new TextDecoder();
  let cut = "";
  let head: string[] = [];
  let changes: LoggedChange[] = [];
  let changed: RegExpExecArray | undefined;
  const over = (): LoggedCommit | undefined => {
    const commit = commitOf(head, changes);
    [head, changes] = [[], []];
    return commit;
  };
  const isTaken = (token: string, commits: LoggedCommit[]): boolean => {
    if (changed !== undefined) {
      const [, mode = "", object = ""] = changed;
      changed = undefined;
      changes.push(changeAt(token.slice(folder.length), mode, object));
      return token.startsWith(folder) || token === place;
    }
    if (head.length < fields.length) {
      head.push(token);
      return true;
    }
    changed = change.exec(token) ?? undefined;
    if (changed !== undefined) return true;
    const commit = over();
    if (commit !== undefined) commits.push(commit);
    head.push(token);
    return commit !== undefined;
  };
  const take = (tokens: readonly string[]): LoggedCommit[] | undefined => {
    const commits: LoggedCommit[] = [];
    return tokens.every((token) => isTaken(token, commits)) ? commits : undefined;
  };
  return {
    take(bytes: Uint8Array): LoggedCommit[] | undefined {
      const tokens = (cut + decoder.decode(bytes, { stream: true })).split("\0");
      cut = tokens.pop() ?? "";
      return take(tokens);
    },
    /** What was not over yet. */
    rest(): LoggedCommit[] | undefined {
      const last = cut.trim();
      cut = "";
      if (last !== "" || changed !== undefined) return undefined;
      if (head.length === 0) return [];
      const commit = over();
      return commit === undefined ? undefined : [commit];
    },
  };
}

const change = /^\n?:\d{6} (\d{6}) [0-9a-f]+ ([0-9a-f]+) [A-Z]$/;

function commitOf(head: readonly string[], changes: readonly LoggedChange[]): LoggedCommit | undefined {
  const [id = "", parents = "", authored, committed, author = "", authorEmail = "", subject] = head;
  const [authoredAt, committedAt] = [Number(authored), Number(committed)];
  if (!isObjectId(id.trim()) || subject === undefined) return undefined;
  if (!Number.isFinite(authoredAt) || !Number.isFinite(committedAt)) return undefined;
  return {
    ...{ id: id.trim(), parents: parents.split(" ").filter(isObjectId), authoredAt, committedAt },
    ...{ author, authorEmail, subject, changes },
  };
}

function changeAt(path: string, mode: string, object: string): LoggedChange {
  const type = mode === "120000" ? "link" : mode.startsWith("100") ? "file" : "other";
  return { path, type, object: mode === "000000" ? null : object };
}
