/** What the git repository around a folder is: its root, its default branch, where it comes from, what it tracks. */
import { realpathSync } from "node:fs";
import { ask, gitFolderAt, refsAt } from "./gitFolder.ts";

interface LocalRepository {
  /** Absolute, without links. */
  readonly root: string;
  /** The default branch as origin tells it, else main or master, else the one that is checked out; null when unknown. */
  readonly branch: string | null;
  /** Where `origin` is: host and "owner/name"; null without an origin, or when its address has another shape. */
  readonly origin: { readonly host: string; readonly name: string } | null;
}

/** The repository that holds the folder, or null when it is in none (or git is missing). */
export async function repositoryAt(cwd: string): Promise<LocalRepository | null> {
  const root = await repositoryRoot(cwd);
  if (root === null) return null;
  const branch = await defaultBranchAt(cwd);
  return { root, branch, origin: await originAt(cwd) };
}

/** `root` of the repository that holds the folder; null when it is in none. */
export async function repositoryRoot(cwd: string): Promise<string | null> {
  const answer = await ask({ folder: cwd }, ["rev-parse", "--show-toplevel"]);
  const root = "error" in answer ? "" : answer.text.replace(/\n$/, "");
  return root === "" ? null : realpathSync(root);
}

/** `branch` of the repository that holds the folder; null when it is in none, too. */
async function defaultBranchAt(cwd: string): Promise<LocalRepository["branch"]> {
  return (await defaultTipAt(cwd))?.branch ?? null;
}

/** The default branch, and the commit that it stands at. */
interface DefaultTip {
  readonly branch: string;
  /** As this clone has it: its own branch, else that of origin as it was fetched last. Undefined: nothing was committed yet. */
  readonly commit: string | undefined;
}

/** Null: none is checked out, and nothing else tells. A tag or another branch of that name is never taken for it. */
export async function defaultTipAt(cwd: string): Promise<DefaultTip | null> {
  const folder = { folder: cwd };
  const usual = ["main", "master"].map((name) => `${heads}${name}`);
  const refs = await refsAt(folder, ["refs/remotes/origin/HEAD", ...usual]);
  const remote = refs.get("refs/remotes/origin/HEAD");
  const named = remote?.leadsTo.startsWith(ofOrigin) === true ? remote.leadsTo.slice(ofOrigin.length) : "";
  if (named !== "") {
    const own =
      refs.get(`${heads}${named}`) ?? (await refsAt(folder, [`${heads}${named}`])).get(`${heads}${named}`);
    return { branch: named, commit: (own ?? remote)?.object };
  }
  const local = usual.find((name) => refs.has(name));
  const present = local ?? (await said(cwd, "symbolic-ref", "--quiet", "HEAD"));
  if (!present.startsWith(heads)) return null;
  const at = refs.get(present) ?? (await refsAt(folder, [present])).get(present);
  return { branch: present.slice(heads.length), commit: at?.object };
}

export interface TipInClone {
  readonly commit: string;
  readonly isOfOrigin: boolean;
}

/** The commit of a branch as this clone knows it: that of origin as it was fetched last, else a local one; null for neither. */
export async function tipInClone(cwd: string, branch: string): Promise<TipInClone | null> {
  const [remote, local] = [`${ofOrigin}${branch}`, `${heads}${branch}`];
  const refs = await refsAt(gitFolderAt(cwd), [remote, local]);
  const [there, here] = [refs.get(remote), refs.get(local)].map((ref) =>
    ref?.type === "commit" ? ref : undefined,
  );
  if (there !== undefined) return { commit: there.object, isOfOrigin: true };
  return here === undefined ? null : { commit: here.object, isOfOrigin: false };
}

const heads = "refs/heads/";
const ofOrigin = "refs/remotes/origin/";

/** `origin` of the repository that holds the folder; null when it is in none, too. */
export async function originAt(cwd: string): Promise<LocalRepository["origin"]> {
  return originOf(await said(cwd, "config", "--get", "remote.origin.url"));
}

async function said(cwd: string, ...args: readonly string[]): Promise<string> {
  const answer = await ask({ folder: cwd }, args);
  return "error" in answer ? "" : answer.text.trim();
}

/** Host and "owner/name" of an address of a remote; user names and passwords in it are dropped. */
export function originOf(address: string): LocalRepository["origin"] {
  const [, host, name] =
    /^(?:https?|ssh|git):\/\/(?:[^@/]*@)?([a-z0-9.-]+)(?::\d+)?\/([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/i.exec(
      address,
    ) ??
    /^(?:[\w.-]+@)?([a-z0-9.-]+):([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/i.exec(address) ??
    [];
  return host === undefined || name === undefined ? null : { host: host.toLowerCase(), name };
}

/** A line of a tracked file. */
interface TrackedLine {
  /** From the root, with "/". */
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/** Lines of tracked text files, as they stand in the index, that hold this word; null when git could not look. */
export async function trackedLines(root: string, word: string): Promise<readonly TrackedLine[] | null> {
  const args = ["grep", "--cached", "--full-name", "-I", "-n", "-z", "--fixed-strings", "-e", word];
  const found = await ask({ folder: root }, args, [0, 1]);
  if ("error" in found) return null;
  // PATH<nul>LINE<nul>TEXT
  return found.text.split("\n").flatMap((row) => {
    const [path, line, ...rest] = row.split("\0");
    if (path === undefined || line === undefined || rest.length === 0) return [];
    return [{ path, line: Number(line), text: rest.join("\0") }];
  });
}
