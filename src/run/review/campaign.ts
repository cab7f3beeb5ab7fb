/** Where a review stands in the repository, and what its files say, now and in the commits before. */
import { join, posix, resolve } from "node:path";
import { pullRequestIn } from "../../history/commit.ts";
import { logOf, type LoggedCommit } from "../../io/gitLog.ts";
import { blobsAt, blobSizes } from "../../io/gitObjects.ts";
import { handsIn } from "../../io/gitHands.ts";
import { notAFolder } from "../../io/folder.ts";
import { isThere } from "../../io/newFile.ts";
import { readTree } from "../../io/tree.ts";
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { Origin } from "../../model/evidence.ts";
import type { ReviewEntry, ReviewFile } from "../../model/review.ts";
import { maxFileBytes } from "../../model/tree.ts";
import { nameOfEntry } from "../../review/entryName.ts";
import { sayingOf, type Recorded } from "../../review/judge.ts";
import { readReview } from "../../review/read.ts";
import { given } from "../../model/given.ts";
import type { Context } from "../context.ts";
import { labelOf } from "../label.ts";
import type { Failure } from "../failure.ts";

/** The folder of all reviews, beside the access folder, as people name it. */
export function reviewsFolder({ access }: Pick<Context, "access">): string {
  return posix.join(labelOf(access), "..", "reviews");
}

/** The same as a path on this machine. */
export function reviewsPath({ access, cwd }: Pick<Context, "access" | "cwd">): string {
  return resolve(cwd, access, "..", "reviews");
}

/** Why a review cannot be called that. */
function objectionToName(name: string): string | undefined {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)
    ? undefined
    : `A review cannot be called ${JSON.stringify(name)}: plain letters, digits, dots, dashes and underscores, such as 2026-q4.`;
}

/** Why there can be no review of that name: it cannot be called so, or what has its place is no folder. */
export function objectionTo(context: Context, name: string): string | undefined {
  return (
    objectionToName(name) ??
    notAFolder(
      join(reviewsPath(context), name),
      "move that file elsewhere, since the review's files lie there",
    )
  );
}

export const summaryName = "summary.md";

interface CampaignFile {
  /** As people name it. */
  readonly name: string;
  /** Below the folder of the review. */
  readonly path: string;
  readonly file: ReviewFile;
  /** Each entry that was ever committed, as it was then for the first time. */
  readonly begun: readonly ReviewEntry[];
  readonly recorded: ReadonlyMap<string, Recorded>;
}

export interface Campaign {
  readonly name: string;
  readonly files: readonly CampaignFile[];
  /** Path of the summary, once it is closed. */
  readonly closed: string | undefined;
  readonly notes: readonly string[];
  /** The commits could not be read. */
  readonly isPastUnread: boolean;
}

export type Faulty = { readonly diagnostics: readonly Diagnostic[] };

/** Reads all of a review, and who wrote what of it. */
export async function readCampaign(context: Context, name: string): Promise<Campaign | Failure | Faulty> {
  const objection = objectionTo(context, name);
  if (objection !== undefined) return { error: objection };
  const folder = join(reviewsPath(context), name);
  const label = `${reviewsFolder(context)}/${name}`;
  if (!isThere(folder))
    return { error: `There is no review ${name}: no folder ${label}. Begin it with muster review start.` };
  const tree = await readTree(folder);
  if ("error" in tree) return tree;
  const diagnostics: Diagnostic[] = [];
  const files: Omit<CampaignFile, "begun" | "recorded">[] = [];
  for (const { path, bytes } of tree) {
    const [, organization] = fileName.exec(path) ?? [];
    if (organization === undefined) continue;
    if (bytes === null) return { error: `${label}/${path} is no file that can be read.` };
    const read = readReview(`${label}/${path}`, bytes, { name, organization });
    if (read.ok) files.push({ name: `${label}/${path}`, path, file: read.file });
    else diagnostics.push(...read.diagnostics);
  }
  if (diagnostics.length > 0) return { diagnostics };
  const past = await pastOf(folder);
  const closed = tree.some(({ path }) => path === summaryName) ? `${label}/${summaryName}` : undefined;
  const lost = closed === undefined ? whatIsLost({ label, files, past }) : undefined;
  if (lost !== undefined) return { error: lost };
  const { unread, ...told } = await withPast(folder, files, past);
  return {
    name,
    closed,
    notes: unread === undefined ? [] : [`Who decided what could not be looked up: ${unread}`],
    isPastUnread: unread !== undefined,
    ...told,
  };
}

/** A file of the review that is not there any more, in which case nothing is complete. */
function whatIsLost({
  label,
  files,
  past,
}: {
  readonly label: string;
  readonly files: readonly Pick<CampaignFile, "path">[];
  readonly past: Past;
}): string | undefined {
  const lost = past.versions.findLast((version) => !files.some(({ path }) => path === version.path));
  if (lost !== undefined) {
    const way = `git checkout ${lost.commit.id} -- ${label}/${lost.path}`;
    return `${label}/${lost.path} was taken out of the review: put it back (\`${way}\`).`;
  }
  return files.length === 0
    ? `${label} holds no file of a review. Begin it with muster review start.`
    : undefined;
}

/** `ORG.yaml` */
const fileName = /^([^/]+)\.yaml$/;

interface Past {
  /** Oldest first. */
  readonly versions: readonly Version[];
  /** Why the commits could not be read. */
  readonly unread?: string;
}

interface Version {
  readonly commit: LoggedCommit;
  readonly path: string;
  readonly file: ReviewFile;
}

/** The versions of the review's files along this checkout's own line, oldest first. */
async function pastOf(folder: string): Promise<Past> {
  const unread = ({ error }: { readonly error: string }): Past => ({ versions: [], unread: error });
  const log = await logOf({ cwd: folder, dir: ".", ref: "HEAD" });
  if ("error" in log) return unread(log);
  const changes = log.commits.flatMap((commit) =>
    commit.changes.flatMap(({ path, object, type }) =>
      object === null || type !== "file" || !fileName.test(path) ? [] : [{ commit, path, object }],
    ),
  );
  const sizes = await blobSizes(folder, [...new Set(changes.map(({ object }) => object))]);
  const blobs =
    "error" in sizes
      ? sizes
      : await blobsAt(
          folder,
          [...sizes].map(([object, size]) => ({ object, size })).filter(({ size }) => size <= maxFileBytes),
        );
  if ("error" in blobs) return unread(blobs);
  const parsed = new Map([...blobs].map(([object, bytes]) => [object, readReview(object, bytes)]));
  return {
    versions: changes.flatMap(({ commit, path, object }) => {
      const read = parsed.get(object);
      return read?.ok === true ? [{ commit, path, file: read.file }] : [];
    }),
  };
}

type Here = Pick<CampaignFile, "name" | "path" | "file">;

/**
 * The files with what was committed of each; whose hands were in a commit is asked once, of those that made a decision.
 * Where that cannot be told, no commit vouches for any.
 */
async function withPast(
  folder: string,
  files: readonly Here[],
  past: Past,
): Promise<{ readonly files: readonly CampaignFile[]; readonly unread?: string }> {
  const committed = files.map((file) => ({ file, ...whatWasCommitted(file, past.versions) }));
  const deciding = new Set(committed.flatMap(({ since }) => [...since.values()].map(({ id }) => id)));
  const steps = new Map(past.versions.map(({ commit }) => [commit.id, commit]));
  const found = await handsIn(
    folder,
    [...steps.values()].filter(({ id }) => deciding.has(id)),
  );
  const unread = past.unread ?? ("error" in found ? found.error : undefined);
  const hands = "error" in found ? new Map<string, readonly string[]>() : found;
  return {
    files: committed.map(({ file, begun, since }) => ({
      ...{ ...file, begun },
      recorded: new Map(
        unread !== undefined
          ? []
          : [...since].map(([name, commit]) => [name, recordOf(commit, hands.get(commit.id) ?? [])]),
      ),
    })),
    ...given({ unread }),
  };
}

/** Of each entry of the file, the commit since which it says what it says. */
function whatWasCommitted(
  { path, file }: Here,
  all: readonly Version[],
): {
  readonly begun: readonly ReviewEntry[];
  readonly since: ReadonlyMap<string, LoggedCommit>;
} {
  const begun = new Map<string, ReviewEntry>();
  const last = new Map<string, { readonly saying: string; readonly commit: LoggedCommit }>();
  for (const version of all.filter((item) => item.path === path)) {
    for (const entry of version.file.entries) {
      const [name, saying] = [nameOfEntry(entry), sayingOf(entry)];
      if (!begun.has(name)) begun.set(name, entry);
      if (last.get(name)?.saying !== saying) last.set(name, { saying, commit: version.commit });
    }
  }
  const since = file.entries.flatMap((entry) => {
    const found = last.get(nameOfEntry(entry));
    const isDecided = entry.decision !== undefined && found?.saying === sayingOf(entry);
    return isDecided ? [[nameOfEntry(entry), found.commit] as const] : [];
  });
  return { begun: [...begun.values()], since: new Map(since) };
}

function recordOf(commit: LoggedCommit, withHands: readonly string[]): Recorded {
  const { id, authoredAt, author, authorEmail, subject } = commit;
  const origin: Origin = {
    at: new Date(authoredAt * 1000).toISOString(),
    by: "commit",
    commit: id,
    ...{ author, subject, pull_request: pullRequestIn(subject) },
  };
  return { ...{ origin, authorEmail }, ...(withHands.length === 0 ? {} : { withHands }) };
}
