/** A tag of a repository elsewhere, and the commit that it names now. Tags can be moved: only the commit is worth writing down. */
import { isObjectId } from "../model/objectId.ts";
import { runGit } from "./gitCommand.ts";
import { firstLine, type GitFailure } from "./gitFolder.ts";

const mostBytes = 64 * 1024;
const halfAMinute = 30_000;

/** The commit that a tag names at that address. No token is sent, and no settings of a user add one. */
export async function commitOfTag({
  cwd,
  url,
  tag,
}: {
  readonly cwd: string;
  readonly url: string;
  readonly tag: string;
}): Promise<{ readonly commit: string } | GitFailure> {
  const ref = `refs/tags/${tag}`;
  const listed = await runGit({
    cwd,
    args: [
      "-c",
      "core.askPass=",
      "-c",
      "credential.helper=",
      "-c",
      "protocol.ext.allow=never",
      "ls-remote",
      "--",
      url,
      ref,
      `${ref}^{}`,
    ],
    env: { GIT_TERMINAL_PROMPT: "0" },
    maxBytes: mostBytes,
    timeoutMs: halfAMinute,
  });
  if (!listed.ok) {
    const said = firstLine(listed.stderr);
    return { error: `${url} could not be asked for the tag ${tag}: ${said === "" ? listed.error : said}.` };
  }
  const found = new Map(
    listed.stdout
      .toString("utf8")
      .split("\n")
      .map((line): [string, string] => {
        const [id = "", name = ""] = line.split("\t");
        return [name, id];
      }),
  );
  // An annotated tag is an object of its own; `^{}` is the commit behind it.
  const commit = found.get(`${ref}^{}`) ?? found.get(ref);
  return commit === undefined || !isObjectId(commit) ? { error: `${url} has no tag ${tag}.` } : { commit };
}
