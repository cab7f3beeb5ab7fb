/** Where a review stands in the repository, and what its files say, now and in the commits before. */
import { join, posix, resolve } from "node:path";
import { pullRequestIn } from "../../history/commit.ts";
import { blobsAt, blobSizes, logOf, type LoggedCommit } from "../../io/gitLog.ts";
import { isThere } from "../../io/newFile.ts";
import { readTree } from "../../io/tree.ts";
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { Origin } from "../../model/evidence.ts";
import type { ReviewFile } from "../../model/review.ts";
import { maxFileBytes } from "../../model/tree.ts";
import { nameOfEntry, sayingOf, type Recorded } from "../../review/judge.ts";
import { readReview } from "../../review/read.ts";
import type { Context } from "../context.ts";
import { labelOf } from "../declared.ts";
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
export function objectionToName(name: string): string | undefined {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)
    ? undefined
    : `A review cannot be called ${JSON.stringify(name)}: plain letters, digits, dots, dashes and underscores, such as 2026-q4.`;
}

export const summaryName = "summary.md";

export interface CampaignFile {
  /** As people name it. */
  readonly name: string;
  /** Below the folder of the review. */
  readonly path: string;
  readonly file: ReviewFile;
  /** As it was first committed; undefined: it is not. */
  readonly first: ReviewFile | undefined;
  readonly recorded: ReadonlyMap<string, Recorded>;
}

export interface Campaign {
  readonly name: string;
  readonly files: readonly CampaignFile[];
  /** Path of the summary, once it is closed. */
  readonly closed: string | undefined;
  readonly notes: readonly string[];
}

export type Faulty = { readonly diagnostics: readonly Diagnostic[] };

/** Reads all of a review, and who wrote what of it. */
export async function readCampaign(context: Context, name: string): Promise<Campaign | Failure | Faulty> {
  const objection = objectionToName(name);
  if (objection !== undefined) return { error: objection };
  const folder = join(reviewsPath(context), name);
  const label = `${reviewsFolder(context)}/${name}`;
  if (!isThere(folder))
    return { error: `There is no review ${name}: no folder ${label}. Begin it with muster review start.` };
  const tree = await readTree(folder);
  if ("error" in tree) return tree;
  const diagnostics: Diagnostic[] = [];
  const files: Omit<CampaignFile, "first" | "recorded">[] = [];
  for (const { path, bytes } of tree) {
    if (!/^[^/]+\.yaml$/.test(path) || bytes === null) continue;
    const read = readReview(`${label}/${path}`, bytes);
    if (read.ok) files.push({ name: `${label}/${path}`, path, file: read.file });
    else diagnostics.push(...read.diagnostics);
  }
  if (diagnostics.length > 0) return { diagnostics };
  const past = await pastOf(folder);
  const closed = tree.some(({ path }) => path === summaryName) ? `${label}/${summaryName}` : undefined;
  return {
    name,
    closed,
    notes: past.notes,
    files: files.map((file) => ({ ...file, ...whatWasCommitted(file, past.versions) })),
  };
}

interface Version {
  readonly commit: LoggedCommit;
  readonly path: string;
  readonly file: ReviewFile;
}

/** The versions of the review's files along this checkout's own line, oldest first. */
async function pastOf(
  folder: string,
): Promise<{ readonly versions: readonly Version[]; readonly notes: readonly string[] }> {
  const log = await logOf({ cwd: folder, dir: ".", ref: "HEAD" });
  if ("error" in log)
    return { versions: [], notes: [`Who decided what could not be looked up: ${log.error}`] };
  const changes = log.commits.flatMap((commit) =>
    commit.changes.flatMap(({ path, object, type }) =>
      object === null || type !== "file" || !/^[^/]+\.yaml$/.test(path) ? [] : [{ commit, path, object }],
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
  if ("error" in blobs)
    return { versions: [], notes: [`Who decided what could not be looked up: ${blobs.error}`] };
  const parsed = new Map([...blobs].map(([object, bytes]) => [object, readReview(object, bytes)]));
  return {
    notes: [],
    versions: changes.flatMap(({ commit, path, object }) => {
      const read = parsed.get(object);
      return read?.ok === true ? [{ commit, path, file: read.file }] : [];
    }),
  };
}

function whatWasCommitted(
  { path, file }: Pick<CampaignFile, "path" | "file">,
  all: readonly Version[],
): Pick<CampaignFile, "first" | "recorded"> {
  const versions = all.filter((version) => version.path === path);
  const since = new Map<string, { readonly saying: string; readonly commit: LoggedCommit }>();
  for (const version of versions) {
    for (const entry of version.file.entries) {
      const [name, saying] = [nameOfEntry(entry), sayingOf(entry)];
      if (since.get(name)?.saying !== saying) since.set(name, { saying, commit: version.commit });
    }
  }
  const recorded = file.entries.flatMap((entry) => {
    const found = since.get(nameOfEntry(entry));
    return found === undefined || found.saying !== sayingOf(entry)
      ? []
      : [[nameOfEntry(entry), recordOf(found.commit)] as const];
  });
  return { first: versions[0]?.file, recorded: new Map(recorded) };
}

function recordOf({ id, authoredAt, author, authorEmail, subject }: LoggedCommit): Recorded {
  const origin: Origin = {
    at: new Date(authoredAt * 1000).toISOString(),
    by: "commit",
    commit: id,
    ...{ author, subject, pull_request: pullRequestIn(subject) },
  };
  return { origin, authorEmail };
}
