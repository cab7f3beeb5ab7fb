/** A long past at once: commits with their days and subjects, streamed into a new repository. */
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import type { Files } from "./world.ts";

export interface ImportedCommit {
  /** RFC 3339. */
  readonly at: string;
  readonly subject: string;
  /** All access files. */
  readonly files: Files;
  /** Made on a branch of its own and merged. */
  readonly isMerge?: boolean;
}

/** Makes the repository, its branch `main` the commits in their order; nothing is checked out. */
export function importPast(root: string, commits: readonly ImportedCommit[]): void {
  mkdirSync(root, { recursive: true });
  const git = (args: readonly string[], input = ""): void =>
    void execFileSync("git", args, { cwd: root, input, stdio: ["pipe", "ignore", "pipe"] });
  git(["init", "-q", "-b", "main"]);
  let mark = 0;
  const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const one = (
    commit: ImportedCommit,
    given: { branch: string; subject: string; parents: string },
  ): string => {
    const who = `<ana@acme.example> ${Date.parse(commit.at) / 1000} +0000`;
    const files = Object.entries(commit.files).map(
      ([name, text]) => `M 100644 inline access/${name}\n${data(text)}`,
    );
    return `commit refs/heads/${given.branch}\nmark :${++mark}\nauthor Ana ${who}\ncommitter GitHub ${who}\n${data(given.subject)}${given.parents}deleteall\n${files.join("")}\n`;
  };
  let last = 0;
  const stream = commits.map((commit) => {
    const from = last === 0 ? "" : `from :${last}\n`;
    const work =
      commit.isMerge === true && last > 0
        ? one(commit, { branch: `topic${mark}`, subject: "work in progress", parents: from })
        : "";
    const merged = work === "" ? "" : `merge :${mark}\n`;
    const text = work + one(commit, { branch: "main", subject: commit.subject, parents: `${from}${merged}` });
    last = mark;
    return text;
  });
  git(["fast-import", "--quiet", "--force"], stream.join(""));
}
