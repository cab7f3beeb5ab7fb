/** A git repository whose commits have days and subjects: the past that `explain`, `history` and `report` tell of. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";
import type { Files } from "./world.ts";

export interface PastRepository {
  /** Replaces all access files and commits them; `at` is a day, or a moment of RFC 3339. */
  commit(at: string, subject: string, files: Files): string;
  /** As `commit`, on a branch of its own that is then merged with that subject. */
  merge(at: string, subject: string, files: Files): string;
  git(...args: readonly string[]): string;
}

export function pastRepository(root: string): PastRepository {
  mkdirSync(root, { recursive: true });
  const run = (args: readonly string[], at = "2026-01-01T12:00:00Z"): string =>
    execFileSync("git", ["-c", "commit.gpgsign=false", "-c", "core.hooksPath=/dev/null", ...args], {
      cwd: root,
      encoding: "utf8",
      env: {
        PATH: process.env["PATH"],
        HOME: root,
        GIT_CONFIG_NOSYSTEM: "1",
        ...{ GIT_AUTHOR_NAME: "Ana", GIT_AUTHOR_EMAIL: "ana@acme.example", GIT_AUTHOR_DATE: at },
        ...{
          GIT_COMMITTER_NAME: "GitHub",
          GIT_COMMITTER_EMAIL: "noreply@github.example",
          GIT_COMMITTER_DATE: at,
        },
      },
      stdio: ["ignore", "pipe", "pipe"],
    }).trim();
  run(["init", "-q", "-b", "main"]);
  const momentOf = (at: string): string => (at.includes("T") ? at : `${at}T12:00:00Z`);
  const put = (files: Files): void => {
    rmSync(join(root, "access"), { recursive: true, force: true });
    for (const [name, text] of Object.entries(files)) {
      const path = join(root, "access", name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    run(["add", "-A"]);
  };
  const commit: PastRepository["commit"] = (at, subject, files) => {
    put(files);
    run(["commit", "-q", "--allow-empty", "-m", subject], momentOf(at));
    return run(["rev-parse", "HEAD"]);
  };
  return {
    commit,
    merge: (at, subject, files) => {
      run(["checkout", "-q", "-b", "topic"]);
      commit(at, "work in progress", files);
      run(["checkout", "-q", "main"]);
      run(["merge", "-q", "--no-ff", "-m", subject, "topic"], momentOf(at));
      run(["branch", "-q", "-D", "topic"]);
      return run(["rev-parse", "HEAD"]);
    },
    git: (...args) => run(args),
  };
}
