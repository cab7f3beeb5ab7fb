/** Who had a hand in steps of a branch beside their authors: authors of the commits that each merged, and co-authors of all of them. */
import { runGit } from "./gitCommand.ts";
import { gitFolderAt } from "./gitFolder.ts";
import type { LoggedCommit } from "./gitLog.ts";

/** Of all steps, far more than reviewers write. */
const mostBytes = 256 * 1024 * 1024;

/** Some of the steps of one branch's own line, oldest first. */
type Steps = readonly Pick<LoggedCommit, "id" | "parents" | "authorEmail">[];

/** Of each step, by its id, addresses of whoever changed something below the folder, each once. All steps are asked about at once. */
export async function handsIn(
  folder: string,
  steps: Steps,
): Promise<ReadonlyMap<string, readonly string[]> | { readonly error: string }> {
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined) return new Map();
  const range = [last.id, ...first.parents.slice(0, 1).map((before) => `^${before}`)];
  const graph = await logged(folder, ["--format=%H %P", ...range]);
  if ("error" in graph) return graph;
  const said = await logged(folder, ["--full-history", "--format=%H%n%ae%n%B", ...range, "--", "."]);
  if ("error" in said) return said;
  const parents = new Map(
    graph.map((line): [string, readonly string[]] => {
      const [id = "", ...before] = line.split(" ").filter((name) => name !== "");
      return [id, before];
    }),
  );
  const hands = new Map(
    said.map((text): [string, readonly string[]] => {
      const [id = "", ...rest] = text.split("\n");
      return [id, namesIn(rest)];
    }),
  );
  const brought = broughtBy(last.id, parents);
  return new Map(
    steps.map(({ id, authorEmail }) => {
      const names = (brought.get(id) ?? []).flatMap((commit) => hands.get(commit) ?? []);
      return [id, [...new Set(names)].filter((name) => name !== "" && name !== authorEmail)];
    }),
  );
}

async function logged(
  folder: string,
  args: readonly string[],
): Promise<readonly string[] | { readonly error: string }> {
  const output = await runGit({
    cwd: gitFolderAt(folder).folder,
    args: [
      ...["-c", "i18n.logOutputEncoding=UTF-8", "log", "-z"],
      ...["--no-show-signature", "--no-notes", "--no-mailmap", "--no-color", ...args],
    ],
    maxBytes: mostBytes,
  });
  return output.ok
    ? output.stdout.toString("utf8").split("\0")
    : { error: `Git could not tell who had a hand in what was decided: ${output.error}` };
}

/** Of each step of the line that ends there: itself, and what came to the line with it. */
function broughtBy(
  last: string,
  parents: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly string[]> {
  const line: string[] = [];
  for (let step: string | undefined = last; step !== undefined; step = parents.get(step)?.[0])
    line.push(step);
  const seen = new Set<string>();
  const brought = new Map<string, readonly string[]>();
  for (const step of line.reverse()) {
    const [news, open]: [string[], string[]] = [[], [step]];
    for (let one = open.pop(); one !== undefined; one = open.pop()) {
      if (seen.has(one)) continue;
      seen.add(one);
      news.push(one);
      open.push(...(parents.get(one) ?? []));
    }
    brought.set(step, news);
  }
  return brought;
}

/** Of an author's address, and of the lines of what they wrote. */
function namesIn([email = "", ...message]: readonly string[]): readonly string[] {
  return [email, ...message.flatMap((line) => coAuthor.exec(line)?.[1] ?? [])].map((name) => name.trim());
}

const coAuthor = /^\s*co-authored-by:.*<([^<>]+)>\s*$/i;
