/**
 * The history of a folder along a branch's own line (first parents), oldest first: each commit with what it changed
 * there, as git objects. Content is not read here; where a shallow clone cuts the line off, the answer is a failure.
 */
import { devNull } from "node:os";
import { isObjectId } from "../model/objectId.ts";
import { runningGit } from "./gitCommand.ts";
import { gitFolderAt, isShallow, pathInRepository, resolveCommit, type GitFailure } from "./gitFolder.ts";

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
  /** The next ones, oldest first; none when there are no more. */
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

/** The commits on the line of `ref` that changed something in `dir`. */
export async function logOf(asked: Asked): Promise<LoggedLine | GitFailure> {
  const line = await comingLog(asked);
  if ("error" in line) return line;
  const commits: LoggedCommit[] = [];
  for (;;) {
    const more = await line.next();
    if ("error" in more) return more;
    if (more.length === 0) return { tip: line.tip, commits };
    for (const commit of more) commits.push(commit);
  }
}

/** As `logOf`, bit by bit. */
export async function comingLog({ cwd, dir, ref, after }: Asked): Promise<ComingLine | GitFailure> {
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
  const unread = (why: string): GitFailure => ({ error: `The history of ${dir} could not be read: ${why}.` });
  const args = [
    ...[
      ...settled.flatMap((setting) => ["-c", setting]),
      "log",
      "--first-parent",
      "--reverse",
      "-m",
      "--raw",
    ],
    ...["-z", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-show-signature"],
    ...["--no-notes", "--no-mailmap", "--no-color", "--ignore-submodules=none", `-O${devNull}`],
    ...[`--format=${fields.join("%x00")}`, tip, ...(after === undefined ? [] : [`^${after}`]), "--"],
    ...(place.path === "" ? [] : [`:(top,literal)${place.path}`]),
  ];
  const git = runningGit({ cwd: repository.folder, args });
  const parser = newParser(place.path);
  return {
    tip,
    async next() {
      for (;;) {
        const bit = await git.next();
        if (bit !== undefined && "error" in bit) return unread(bit.error);
        const commits = bit === undefined ? parser.rest() : parser.take(bit);
        if (commits === undefined) return unread("git listed something unknown");
        if (commits.length > 0 || bit === undefined) return commits;
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
