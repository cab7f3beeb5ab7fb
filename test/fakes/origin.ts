/** A real git repository with a bare origin, as GitHub keeps one: branches, trial merges of pull requests, merges. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

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
  const run = (cwd: string, args: readonly string[]): string =>
    execFileSync("git", [...args], { cwd, env: { PATH: process.env["PATH"], ...identity }, stdio: "pipe" })
      .toString()
      .trim();
  mkdirSync(bare, { recursive: true });
  mkdirSync(work, { recursive: true });
  run(bare, ["init", "--quiet", "--bare", "--initial-branch=main"]);
  // GitHub serves every commit that some ref reaches, by its id.
  run(bare, ["config", "uploadpack.allowAnySHA1InWant", "true"]);
  run(work, ["init", "--quiet", "--initial-branch=main"]);
  run(work, ["remote", "add", "origin", `file://${bare}`]);
  // What the developer makes is there at once, and a push moves a ref: hundreds of them are made.
  rmSync(join(work, ".git", "objects"), { recursive: true });
  symlinkSync(join(bare, "objects"), join(work, ".git", "objects"));
  const git = (...args: readonly string[]): string => run(work, args);
  const head = (): string => git("rev-parse", "HEAD");
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
  const push = (ref: string): string => {
    const commit = head();
    run(bare, ["update-ref", ref, commit]);
    return commit;
  };
  const tip = (branch: string): string => {
    const loose = join(bare, "refs", "heads", branch);
    return existsSync(loose)
      ? readFileSync(loose, "utf8").trim()
      : run(bare, ["rev-parse", `refs/heads/${branch}`]);
  };
  const record = (message: string, change: Change): void => {
    write(change);
    git("add", "--all");
    git("commit", "--quiet", "--allow-empty", "--message", message);
  };
  if (files !== null) {
    record("Begin", files);
    push("refs/heads/main");
  }
  return {
    url: `file://${bare}`,
    git,
    tip,
    commit(branch, change, from) {
      git("checkout", "--quiet", "--detach", from ?? tip(branch));
      record(`Change ${branch}`, change);
      return push(`refs/heads/${branch}`);
    },
    trialMerge(number, onto, commit) {
      git("checkout", "--quiet", "--detach", onto);
      try {
        git("merge", "--quiet", "--no-ff", "--message", `Merge ${commit} into ${onto}`, commit);
      } catch {
        git("merge", "--abort");
        return null;
      }
      return push(`refs/pull/${number}/merge`);
    },
    merge(branch, commit) {
      git("checkout", "--quiet", "--detach", tip(branch));
      git("merge", "--quiet", "--no-ff", "--message", `Merge ${commit}`, commit);
      return push(`refs/heads/${branch}`);
    },
    reset(branch, commit) {
      git("checkout", "--quiet", "--detach", commit);
      push(`refs/heads/${branch}`);
    },
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
