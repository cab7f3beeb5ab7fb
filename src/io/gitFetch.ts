/**
 * Fetches commits from the remote `origin`, by id, as objects and nothing else: no checkout, no tags, no submodules, no
 * hooks, no branch of this repository moves. A token travels in the environment, and only to the server it is for.
 */
import { isLoopback } from "../model/address.ts";
import { runGit, type GitOutput } from "./gitCommand.ts";
import { isObjectId } from "../model/objectId.ts";
import { ask, firstLine, gitFolderAt, isShallow, type GitFailure, type GitFolder } from "./gitFolder.ts";
import { hasCommit } from "./gitHistory.ts";

/** The token for the server that holds the repository. */
export interface FetchAuth {
  /** `https://github.com`, as GITHUB_SERVER_URL. */
  readonly serverUrl: string;
  /** Empty: none is used. */
  readonly token: string;
}

export interface Where {
  readonly cwd: string;
  readonly auth: FetchAuth;
}

/** Sees to it that the repository has the commit, fetching it by id when it has not; undefined when it is there. */
export async function ensureCommit({
  cwd,
  auth,
  commit,
}: Where & { readonly commit: string }): Promise<GitFailure | undefined> {
  if (!isObjectId(commit)) return { error: `"${commit}" is not the full id of a commit.` };
  if (await hasCommit({ cwd, commit })) return undefined;
  const folder = gitFolderAt(cwd);
  // A depth would make a whole clone shallow; without one, a shallow clone would fetch all there is.
  const depth = (await isShallow(folder)) ? ["--depth=1"] : [];
  const fetched = await fromOrigin({
    folder,
    auth,
    args: ["fetch", ...fetchOptions, ...depth, "--refmap=", "origin", commit],
  });
  if (!fetched.ok) return failed(`The commit ${commit} could not be fetched`, fetched);
  if (await hasCommit({ cwd, commit })) return undefined;
  return { error: `The commit ${commit} could not be fetched: origin sent something else.` };
}

/** Sees to it that the history of the remote's branches is whole. */
export async function ensureHistory({ cwd, auth }: Where): Promise<GitFailure | undefined> {
  const folder = gitFolderAt(cwd);
  if (!(await isShallow(folder))) return undefined;
  const heads = "+refs/heads/*:refs/remotes/origin/*";
  const fetched = await fromOrigin({
    folder,
    auth,
    args: ["fetch", ...fetchOptions, "--unshallow", "origin", heads],
  });
  return fetched.ok ? undefined : failed("The history could not be fetched", fetched);
}

/** Sees to it that the repository has these commits, each with its whole history, as merging them takes. */
export async function ensureHistoryOf({
  cwd,
  auth,
  commits,
}: Where & { readonly commits: readonly string[] }): Promise<GitFailure | undefined> {
  const folder = gitFolderAt(cwd);
  if (!(await isShallow(folder))) {
    for (const commit of commits) {
      const missing = await ensureCommit({ cwd, auth, commit });
      if (missing !== undefined) return missing;
    }
    return undefined;
  }
  const wrong = commits.find((commit) => !isObjectId(commit));
  if (wrong !== undefined) return { error: `"${wrong}" is not the full id of a commit.` };
  const fetched = await fromOrigin({
    folder,
    auth,
    args: ["fetch", ...fetchOptions, "--unshallow", "--refmap=", "origin", ...commits],
  });
  return fetched.ok
    ? undefined
    : failed(`The history of ${commits.join(" and ")} could not be fetched`, fetched);
}

const fetchOptions = [
  "--quiet",
  "--no-tags",
  "--no-recurse-submodules",
  "--no-write-fetch-head",
  "--no-auto-maintenance",
  "--no-prune",
  "--no-show-forced-updates",
];

/** Whatever the machine's or the repository's settings say. */
const settings = [
  "core.attributesFile=/dev/null",
  "core.askPass=",
  "protocol.ext.allow=never",
  "http.followRedirects=false",
  "fetch.writeCommitGraph=false",
];

interface Remote {
  readonly folder: GitFolder;
  readonly auth: FetchAuth;
  readonly args: readonly string[];
  /** Exit codes that are no failure; 0 alone unless given. */
  readonly codes?: readonly number[];
}

const mostBytes = 1024 * 1024;

/** Runs a command that asks `origin`, with the token for its server alone. */
export async function fromOrigin({ folder, auth, args, codes = [0] }: Remote): Promise<GitOutput> {
  return runGit({
    cwd: folder.folder,
    args: [...settings.flatMap((setting) => ["-c", setting]), ...args],
    env: { GIT_TERMINAL_PROMPT: "0", ...(await headerFor(folder, auth)) },
    maxBytes: mostBytes,
    codes,
  });
}

/** The token as a header for its own server only; nothing where origin is elsewhere, or has a header or user of its own. */
async function headerFor(
  folder: GitFolder,
  { serverUrl, token }: FetchAuth,
): Promise<Record<string, string>> {
  if (token === "" || !URL.canParse(serverUrl)) return {};
  const server = new URL(serverUrl);
  if (server.protocol !== "https:" && !isLoopback(server.hostname)) return {};
  const remote = await ask(folder, ["remote", "get-url", "origin"]);
  const address = "error" in remote ? "" : remote.text.trim();
  if (!URL.canParse(address)) return {};
  const url = new URL(address);
  if (url.origin !== server.origin || url.username !== "" || url.password !== "") return {};
  const own = await ask(folder, ["config", "--get-urlmatch", "http.extraheader", address]);
  if (!("error" in own) && own.text.trim() !== "") return {};
  const credentials = Buffer.from(`x-access-token:${token}`, "utf8").toString("base64");
  return {
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: `http.${server.origin}/.extraheader`,
    GIT_CONFIG_VALUE_0: `AUTHORIZATION: basic ${credentials}`,
  };
}

/** What failed, with git's first complaint. */
export function failed(what: string, { error, stderr }: Extract<GitOutput, { ok: false }>): GitFailure {
  const said = firstLine(stderr);
  return { error: `${what}: ${said === "" ? error : said}.` };
}
