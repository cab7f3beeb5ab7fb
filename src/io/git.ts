/** What the machine's git says of a folder: the commit that is checked out, who works there, what it would take up. */
import { userInfo } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { runGit } from "./gitCommand.ts";
import { ask, gitFolderAt } from "./gitFolder.ts";

/** The id of the commit that is checked out, or null where there is none. */
export async function headCommit(cwd: string): Promise<string | null> {
  const commit = await ask(gitFolderAt(cwd), ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]);
  return "error" in commit ? null : commit.text.trim();
}

/** Who runs this, for the journal: the name that git is set up with, else the system's. */
export async function userName(cwd: string): Promise<string | null> {
  const name = await ask(gitFolderAt(cwd), ["config", "user.name"]);
  if (!("error" in name) && name.text.trim() !== "") return name.text.trim();
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that has no name.
    return null;
  }
}

/** Whether a file of that folder is committed, or would be with the next `git add`: its repository does not ignore it. */
export async function isForCommits(folder: string, name: string): Promise<boolean> {
  const inside = await ask({ folder }, ["rev-parse", "--is-inside-work-tree"]);
  if ("error" in inside || inside.text.trim() !== "true") return false;
  const ignored = await runGit({
    cwd: folder,
    maxBytes: 64 * 1024,
    args: ["check-ignore", "--stdin", "-z"],
    input: `${name}\0`,
    codes: [0, 1],
  });
  return !ignored.ok || ignored.stdout.length === 0;
}

/** Whether a file, or one below a folder, is among those that its repository keeps; false where git cannot tell. */
export async function isTracked(path: string): Promise<boolean> {
  const { folder, rest } = gitFolderAt(dirname(resolve(path)));
  const listed = await ask({ folder }, ["ls-files", "-z", "--", `:(literal)${join(rest, basename(path))}`]);
  return !("error" in listed) && listed.text !== "";
}

/** Paths of the submodules below a folder, from there, as the index has them, checked out or not; none where git cannot tell. */
export async function submodulesIn(folder: string): Promise<readonly string[]> {
  const listed = await ask({ folder }, ["ls-files", "--stage", "-z", "--", "."]);
  if ("error" in listed) return [];
  // MODE OBJECT STAGE<tab>PATH
  return listed.text.split("\0").flatMap((line) => /^160000 [^\t]*\t([^]*)$/.exec(line)?.[1] ?? []);
}
