/** What the machine's git says of the folder at hand: the commit that is checked out, and who works there. */
import { userInfo } from "node:os";
import { ask, gitFolderAt } from "./gitFolder.ts";

/** The id of the commit that is checked out, or null where there is none. */
export async function headCommit(cwd: string): Promise<string | null> {
  const commit = await ask(await gitFolderAt(cwd), ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]);
  return "error" in commit ? null : commit.text.trim();
}

/** Who runs this, for the journal: the name that git is set up with, else the system's. */
export async function userName(cwd: string): Promise<string | null> {
  const name = await ask(await gitFolderAt(cwd), ["config", "user.name"]);
  if (!("error" in name) && name.text.trim() !== "") return name.text.trim();
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that has no name.
    return null;
  }
}
