/**
 * The history of a folder along a branch's own line (first parents), oldest first: each commit with what it changed
 * there, as git objects. Content is not read here; where a shallow clone cuts the line off, the answer is a failure.
 */
import { isObjectId } from "../model/objectId.ts";
import { readBlobs } from "./gitBlobs.ts";
import { runGit } from "./gitCommand.ts";
import { gitFolderAt, isShallow, pathInRepository, resolveCommit, type GitFailure } from "./gitFolder.ts";

/** What stands at one path since a commit. */
export interface LoggedChange {
  /** Below the folder, with "/". */
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

const mostLogBytes = 1024 * 1024 * 1024;
const fields = ["%H", "%P", "%at", "%ct", "%an", "%ae", "%s"];

/** The commits on the line of `ref` that changed something in `dir`. */
export async function logOf({
  cwd,
  dir,
  ref,
}: {
  readonly cwd: string;
  readonly dir: string;
  readonly ref: string;
}): Promise<LoggedLine | GitFailure> {
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
  const output = await runGit({
    cwd: repository.folder,
    args: [
      ...["-c", "log.showRoot=true", "-c", "i18n.logOutputEncoding=UTF-8"],
      ...["log", "--first-parent", "--reverse", "-m", "--raw", "-z", "--no-abbrev", "--no-renames"],
      ...[
        "--no-ext-diff",
        "--no-textconv",
        "--no-show-signature",
        "--no-notes",
        "--no-mailmap",
        "--no-color",
      ],
      `--format=${fields.join("%x00")}`,
      tip,
      "--",
      ...(place.path === "" ? [] : [`:(top,literal)${place.path}`]),
    ],
    maxBytes: mostLogBytes,
  });
  if (!output.ok) return { error: `The history of ${dir} could not be read: ${output.error}.` };
  const commits = commitsIn(output.stdout.toString("utf8"), place.path === "" ? "" : `${place.path}/`);
  return commits === undefined
    ? { error: `The history of ${dir} could not be read: git listed something unknown.` }
    : { tip, commits };
}

/** ID<nul>PARENTS<nul>...SUBJECT<nul>, then `:MODE MODE OBJECT OBJECT STATUS<nul>PATH<nul>` for each change. */
function commitsIn(text: string, folder: string): LoggedCommit[] | undefined {
  const tokens = text.split("\0");
  if (tokens.at(-1)?.trim() === "") tokens.pop();
  const commits: LoggedCommit[] = [];
  let at = 0;
  const next = (): string => tokens[at++] ?? "";
  while (at < tokens.length) {
    const id = next().trim();
    if (!isObjectId(id)) return undefined;
    const parents = next().split(" ").filter(isObjectId);
    const [authoredAt, committedAt] = [Number(next()), Number(next())];
    const [author, authorEmail, subject] = [next(), next(), next()];
    const changes: LoggedChange[] = [];
    for (let head = tokens[at]; head !== undefined && /^\n?:/.test(head); head = tokens[at]) {
      at += 1;
      const path = next();
      const [, mode = "", object = ""] = /^\n?:\d{6} (\d{6}) [0-9a-f]+ ([0-9a-f]+) [A-Z]$/.exec(head) ?? [];
      if (object === "" || !path.startsWith(folder)) return undefined;
      changes.push(changeAt(path.slice(folder.length), mode, object));
    }
    if (!Number.isFinite(authoredAt) || !Number.isFinite(committedAt)) return undefined;
    commits.push({ id, parents, authoredAt, committedAt, author, authorEmail, subject, changes });
  }
  return commits;
}

function changeAt(path: string, mode: string, object: string): LoggedChange {
  const type = mode === "120000" ? "link" : mode.startsWith("100") ? "file" : "other";
  return { path, type, object: mode === "000000" ? null : object };
}

/** Sizes of objects by id, none of them read. An object that is not there is an error. */
export async function blobSizes(
  cwd: string,
  objects: readonly string[],
): Promise<ReadonlyMap<string, number> | GitFailure> {
  if (objects.length === 0) return new Map();
  const asked = await runGit({
    cwd,
    args: ["cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)"],
    input: objects.map((object) => `${object}\n`).join(""),
    maxBytes: 200 * objects.length,
  });
  if (!asked.ok) return { error: `${asked.error}.` };
  const sizes = new Map<string, number>();
  for (const line of asked.stdout.toString("latin1").split("\n")) {
    const [object = "", type, size] = line.split(" ");
    if (type === "blob") sizes.set(object, Number(size));
  }
  const missing = objects.find((object) => !sizes.has(object));
  return missing === undefined ? sizes : { error: `the object ${missing} is missing.` };
}

/** Contents of objects by id, of a repository that holds the folder. */
export async function blobsAt(
  cwd: string,
  objects: readonly { readonly object: string; readonly size: number }[],
): Promise<ReadonlyMap<string, Uint8Array> | GitFailure> {
  return readBlobs(gitFolderAt(cwd).folder, objects);
}
