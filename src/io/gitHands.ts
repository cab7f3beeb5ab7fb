/** Who had a hand in a step of a branch beside its author: authors of the commits that it merged, and co-authors of all of them. */
import { runGit } from "./gitCommand.ts";
import { gitFolderAt } from "./gitFolder.ts";
import type { LoggedCommit } from "./gitLog.ts";

/** Of a step, far more than reviewers write. */
const mostBytes = 16 * 1024 * 1024;

/** Addresses, each once, of whoever changed something below the folder. */
export async function handsIn(
  folder: string,
  { id, parents, authorEmail }: Pick<LoggedCommit, "id" | "parents" | "authorEmail">,
): Promise<readonly string[] | { readonly error: string }> {
  const [before] = parents;
  const output = await runGit({
    cwd: gitFolderAt(folder).folder,
    args: [
      ...["-c", "i18n.logOutputEncoding=UTF-8", "log", "--full-history", "-z", "--format=%ae%n%B"],
      ...["--no-show-signature", "--no-notes", "--no-mailmap", "--no-color"],
      ...[id, ...(before === undefined ? [] : [`^${before}`]), "--", "."],
    ],
    maxBytes: mostBytes,
  });
  if (!output.ok) return { error: `Git could not tell who had a hand in commit ${id}: ${output.error}` };
  const names = output.stdout
    .toString("utf8")
    .split("\0")
    .flatMap((text) => {
      const [email = "", ...message] = text.split("\n");
      return [email, ...message.flatMap((line) => coAuthor.exec(line)?.[1] ?? [])];
    })
    .map((name) => name.trim());
  return [...new Set(names)].filter((name) => name !== "" && name !== authorEmail);
}

const coAuthor = /^\s*co-authored-by:.*<([^<>]+)>\s*$/i;
