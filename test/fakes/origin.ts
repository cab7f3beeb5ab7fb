/** A real git repository with a bare origin, as GitHub keeps one: branches, trial merges of pull requests, merges. */
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gitCommands, gitOutput, type GitArguments } from "./gitCommands.ts";

/** Path from the repository's root -> text; null takes the file away. */
export type Change = Readonly<Record<string, string | null>>;

export interface FakeOrigin {
  /** Of the bare repository. */
  readonly url: string;
  /** The commit that a branch points to. */
  tip(branch: string): string;
  /** A commit on a branch, made from its tip, or from `from` when the branch is new; pushed. */
  commit(branch: string, change: Change, from?: string): string;
  /** The trial merge of two commits, pushed as `refs/pull/NUMBER/merge`; null when they conflict. */
  trialMerge(number: number, onto: string, head: string): string | null;
  /** Merges a head into a branch as one merge commit; pushed. */
  merge(branch: string, head: string): string;
  /** Makes a branch point elsewhere, whatever is lost by it. */
  reset(branch: string, commit: string): void;
  /** A clone of one branch, as the checkout action makes it. */
  clone(folder: string, branch: string, depth?: number): void;
  git(...args: readonly string[]): string;
}

const identity = {
  GIT_AUTHOR_NAME: "ana",
  GIT_AUTHOR_EMAIL: "ana@acme.example",
  GIT_COMMITTER_NAME: "ana",
  GIT_COMMITTER_EMAIL: "ana@acme.example",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
};

/** Makes the repository below a folder; its first commit on `main` holds the files; with null it has no commit yet. */
export function createOrigin(folder: string, files: Change | null): FakeOrigin {
  const bare = join(folder, "origin.git");
  const work = join(folder, "developer");
  const inFolder = (cwd: string) => ({ cwd, env: { PATH: process.env["PATH"], ...identity } });
  const run = (cwd: string, args: readonly string[]): string => gitOutput(inFolder(cwd), [args]).trim();
  mkdirSync(bare, { recursive: true });
  mkdirSync(work, { recursive: true });
  gitCommands(inFolder(bare), [
    ["init", "--quiet", "--bare", "--initial-branch=main"],
    // GitHub serves every commit that some ref reaches, by its id.
    ["config", "uploadpack.allowAnySHA1InWant", "true"],
    ["init", "--quiet", "--initial-branch=main", work],
    ["-C", work, "remote", "add", "origin", `file://${bare}`],
  ]);
  // What the developer makes is there at once, and a push moves a ref: hundreds of them are made.
  rmSync(join(work, ".git", "objects"), { recursive: true });
  symlinkSync(join(bare, "objects"), join(work, ".git", "objects"));
  const git = (...args: readonly string[]): string => run(work, args);
  const write = (change: Change): void => {
    for (const [path, text] of Object.entries(change)) {
      const place = join(work, path);
      if (text === null) rmSync(place, { force: true });
      else {
        mkdirSync(dirname(place), { recursive: true });
        writeFileSync(place, text);
      }
    }
  };
  /** Lets a ref point to what the commands come to. */
  const push = (ref: string, commands: readonly GitArguments[]): string => {
    const commit = gitCommands(inFolder(work), [...commands, ["rev-parse", "HEAD"]]);
    const loose = join(bare, ref);
    mkdirSync(dirname(loose), { recursive: true });
    writeFileSync(loose, `${commit}\n`);
    return commit;
  };
  const tip = (branch: string): string => {
    const loose = join(bare, "refs", "heads", branch);
    return existsSync(loose)
      ? readFileSync(loose, "utf8").trim()
      : run(bare, ["rev-parse", `refs/heads/${branch}`]);
  };
  const record = (message: string): GitArguments[] => [
    ["add", "--all"],
    ["commit", "--quiet", "--allow-empty", "--message", message],
  ];
  const at = (commit: string): GitArguments => ["checkout", "--quiet", "--detach", commit];
  const merged = (message: string, commit: string): GitArguments => [
    ...["merge", "--quiet", "--no-ff", "--message", message],
    commit,
  ];
  if (files !== null) {
    write(files);
    push("refs/heads/main", record("Begin"));
  }
  return {
    url: `file://${bare}`,
    git,
    tip,
    commit(branch, change, from) {
      git(...at(from ?? tip(branch)));
      write(change);
      return push(`refs/heads/${branch}`, record(`Change ${branch}`));
    },
    trialMerge(number, onto, commit) {
      try {
        const message = `Merge ${commit} into ${onto}`;
        return push(`refs/pull/${number}/merge`, [at(onto), merged(message, commit)]);
      } catch {
        git("merge", "--abort");
        return null;
      }
    },
    merge: (branch, commit) =>
      push(`refs/heads/${branch}`, [at(tip(branch)), merged(`Merge ${commit}`, commit)]),
    reset: (branch, commit) => void push(`refs/heads/${branch}`, [at(commit)]),
    clone(into, branch, depth) {
      const shallow = depth === undefined ? [] : [`--depth=${depth}`];
      run(folder, [
        "clone",
        "--quiet",
        "--no-tags",
        "--single-branch",
        `--branch=${branch}`,
        ...shallow,
        `file://${bare}`,
        into,
      ]);
    },
  };
}
