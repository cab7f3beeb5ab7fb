/**
 * Merges two commits as objects, in an empty repository of its own that only borrows the other's objects: none of that
 * repository's settings, attributes, drivers, filters, hooks or remotes exist there, nor the machine's, and there is no
 * working tree. So both sides are plain text to git, whatever a `.gitattributes` says of them.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isObjectId } from "../model/objectId.ts";
import { runGit, type GitOutput } from "./gitCommand.ts";
import { firstLine, gitFolderAt, noteCommits, ownFolderOf, type GitFailure } from "./gitFolder.ts";

export interface Merge {
  /** Its first parent is `onto`; its id depends on the two commits and what they come to, and on nothing else. */
  readonly commit: string;
  /** Paths that git could not merge, sorted; in `commit` they hold the marks of the conflict. Empty: it merges cleanly. */
  readonly conflicts: readonly string[];
}

interface MergeWish {
  readonly cwd: string;
  /** Full ids, both with their whole history in the repository. */
  readonly onto: string;
  readonly head: string;
}

/** The merge of `head` into `onto`, or why there can be none. */
export async function mergeCommits({ cwd, onto, head }: MergeWish): Promise<Merge | GitFailure> {
  for (const commit of [onto, head]) {
    if (!isObjectId(commit)) return { error: `"${commit}" is not the full id of a commit.` };
  }
  const repository = gitFolderAt(cwd);
  const own = await ownFolderOf(repository);
  if ("error" in own) return { error: `The objects of ${cwd} could not be found: ${own.error}.` };
  const place = mkdtempSync(join(tmpdir(), "muster-merge-"));
  try {
    const merged = await mergeIn({
      place: emptyRepository(place, onto.length),
      objects: join(own.path, "objects"),
      onto,
      head,
    });
    if (!("error" in merged)) await noteCommits(repository, [merged.commit]);
    return merged;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** Not by `git init`: it would copy templates, with hooks and settings. */
function emptyRepository(place: string, idLength: number): string {
  for (const folder of ["objects", "refs"]) mkdirSync(join(place, folder));
  writeFileSync(join(place, "HEAD"), "ref: refs/heads/none\n");
  const format = idLength === 40 ? "" : "[extensions]\n\tobjectFormat = sha256\n";
  const version = idLength === 40 ? 0 : 1;
  const core = `[core]\n\trepositoryFormatVersion = ${version}\n\tbare = true\n\tattributesFile = /dev/null\n`;
  writeFileSync(join(place, "config"), `${core}${format}`);
  return place;
}

interface Place {
  readonly place: string;
  readonly objects: string;
}

const mostBytes = 32 * 1024 * 1024;

function inPlace(
  { place, objects }: Place,
  command: { readonly args: readonly string[]; readonly codes?: readonly number[]; readonly input?: string },
): Promise<GitOutput> {
  return runGit({
    cwd: place,
    maxBytes: mostBytes,
    env: {
      GIT_DIR: place,
      GIT_OBJECT_DIRECTORY: objects,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_ATTR_NOSYSTEM: "1",
      GIT_NO_LAZY_FETCH: "1",
      GIT_TERMINAL_PROMPT: "0",
      // What git says is shown to people, and one of its words is looked for.
      LC_ALL: "C",
    },
    ...command,
  });
}

async function mergeIn({
  onto,
  head,
  ...place
}: Place & Omit<MergeWish, "cwd">): Promise<Merge | GitFailure> {
  const whole = await isWhole({ onto, head, ...place });
  if (whole !== undefined) return whole;
  const base = await inPlace(place, { args: ["merge-base", onto, head], codes: [0, 1] });
  if (!base.ok) return failed(base);
  if (base.stdout.length === 0) {
    return {
      error: `${short(head)} and ${short(onto)} have no commit in common, so that they cannot be merged.`,
    };
  }
  const merged = await inPlace(place, {
    args: ["merge-tree", "--write-tree", "-z", "--name-only", "--no-messages", onto, head],
    codes: [0, 1],
  });
  if (!merged.ok) return (await tooOld(place.place)) ?? failed(merged);
  const [tree = "", ...paths] = merged.stdout.toString("utf8").split("\0");
  if (!isObjectId(tree)) return { error: "Git said something unknown of the merge." };
  const conflicts = [...new Set(paths.filter((path) => path !== ""))].sort();
  if (conflicts.length === 0 && merged.code === 1) {
    return { error: "Git could not merge them, and did not say where." };
  }
  return commitOf({ tree, conflicts, onto, head, ...place });
}

/** A history that is cut off would look like two that have less in common than they do. */
async function isWhole({
  onto,
  head,
  ...place
}: Place & Omit<MergeWish, "cwd">): Promise<GitFailure | undefined> {
  const walked = await inPlace(place, { args: ["rev-list", "--count", onto, head, "--"] });
  return walked.ok
    ? undefined
    : {
        error:
          `The history of ${short(onto)} and ${short(head)} is not whole in this clone (${complaint(walked)}). ` +
          "Fetch it first (`git fetch --unshallow`, or `fetch-depth: 0`).",
      };
}

/** As an object like any other, so that everything that reads commits can read it; no branch or tag knows of it. */
async function commitOf({
  tree,
  conflicts,
  onto,
  head,
  ...place
}: Place & Omit<MergeWish, "cwd"> & { readonly tree: string } & Pick<Merge, "conflicts">): Promise<
  Merge | GitFailure
> {
  const nobody = "muster <muster@localhost> 0 +0000";
  const written = await inPlace(place, {
    args: ["hash-object", "-t", "commit", "-w", "--stdin", "--no-filters"],
    input: `tree ${tree}\nparent ${onto}\nparent ${head}\nauthor ${nobody}\ncommitter ${nobody}\n\nMerge ${head} into ${onto}\n`,
  });
  if (!written.ok) return failed(written);
  return { commit: written.stdout.toString("utf8").trim(), conflicts };
}

/** `merge-tree --write-tree` came with this one. */
const oldest = [2, 38] as const;

async function tooOld(cwd: string): Promise<GitFailure | undefined> {
  const said = await runGit({ cwd, args: ["version"], maxBytes: 64 * 1024 });
  if (!said.ok) return { error: `${said.error}.` };
  const version = said.stdout.toString("utf8").trim();
  const [, major, minor] = /(\d+)\.(\d+)/.exec(version) ?? [];
  const isEnough = Number(major) > oldest[0] || (Number(major) === oldest[0] && Number(minor) >= oldest[1]);
  if (isEnough) return undefined;
  return {
    error: `This machine has ${version}, which cannot merge by itself: muster needs git ${oldest.join(".")} or later on the runner.`,
  };
}

function failed(output: Extract<GitOutput, { ok: false }>): GitFailure {
  return { error: `The commits could not be merged: ${complaint(output)}.` };
}

function complaint({ error, stderr }: Extract<GitOutput, { ok: false }>): string {
  const said = firstLine(stderr);
  if (/lazy fetch|promisor|unable to read|could not read/i.test(said)) {
    return `${said}; a clone that was made with a filter lacks objects, so check out without one`;
  }
  return said === "" ? error : said;
}

function short(commit: string): string {
  return commit.slice(0, 7);
}
