/**
 * Where two versions of the access folder can differ, by git's own account: ids of its objects, and for the files on the
 * disk its index. No content is read for it, and nothing is parsed. It names too many rather than too few: whoever asks
 * compares what it names.
 */
import { ask, gitFolderAt, pathInRepository, type GitFailure } from "./gitFolder.ts";

interface Versions {
  readonly cwd: string;
  readonly dir: string;
  /** Full id of a commit. */
  readonly from: string;
  /** The same; the files on the disk without it. */
  readonly to: string | undefined;
}

/** Names right below the folder, of files and folders, in which the versions may differ. */
export async function namesThatMayDiffer(
  versions: Versions,
): Promise<{ readonly names: ReadonlySet<string> } | GitFailure> {
  const repository = gitFolderAt(versions.cwd, versions.dir);
  const place = await pathInRepository(repository);
  if ("error" in place) return place;
  const at = { folder: repository.folder, path: place.path };
  const { from, to } = versions;
  if (to === undefined) return onDisk(at, from);
  const [old, young] = await Promise.all([entriesAt(at.path, from), entriesAt(at.path, to)]);
  if ("error" in old) return old;
  if ("error" in young) return young;
  const all = new Set([...old.entries.keys(), ...young.entries.keys()]);
  return { names: new Set([...all].filter((name) => old.entries.get(name) !== young.entries.get(name))) };

  async function entriesAt(
    path: string,
    commit: string,
  ): Promise<{ readonly entries: ReadonlyMap<string, string> } | GitFailure> {
    const folder = path === "" ? [] : [`${path}/`];
    const listed = await ask(repository, ["ls-tree", "-z", "--full-tree", commit, "--", ...folder]);
    if ("error" in listed) return { error: `The commit ${commit} could not be read: ${listed.error}.` };
    // MODE TYPE OBJECT<tab>PATH
    const entries = parts(listed.text).map((line): [string, string] => {
      const tab = line.indexOf("\t");
      return [nameBelow(path, line.slice(tab + 1)), line.slice(0, tab)];
    });
    return { entries: new Map(entries) };
  }
}

interface Place {
  readonly folder: string;
  /** From the root of the repository. */
  readonly path: string;
}

const differences = ["diff-index", "-z", "--name-only", "--no-renames", "--no-ext-diff"];

async function onDisk(
  { folder, path }: Place,
  from: string,
): Promise<{ readonly names: ReadonlySet<string> } | GitFailure> {
  const within = ["--", path === "" ? ":(top)" : `:(top,literal)${path}`];
  const plain = await withoutFilters(folder);
  if ("error" in plain) return plain;
  const [differing, listed] = await Promise.all([
    ask({ folder }, [...plain.options, ...differences, from, ...within]),
    // Files that git does not know of, and those that it was told not to look at.
    ask({ folder }, ["ls-files", "-z", "-v", "--full-name", "--cached", "--others", ...within]),
  ]);
  if ("error" in differing) return { error: `${differing.error}.` };
  if ("error" in listed) return { error: `${listed.error}.` };
  const unsure = parts(listed.text).flatMap((line) => (line.startsWith("H ") ? [] : [line.slice(2)]));
  const paths = [...parts(differing.text), ...unsure];
  return { names: new Set(paths.map((each) => nameBelow(path, each))) };
}

/** Where the index cannot tell, git reads the file; then no program runs that the repository's settings name as a filter. */
async function withoutFilters(folder: string): Promise<{ readonly options: readonly string[] } | GitFailure> {
  const set = await ask({ folder }, ["config", "-z", "--name-only", "--get-regexp", "^filter\\."], [0, 1]);
  if ("error" in set) return { error: `${set.error}.` };
  const named = parts(set.text).filter((name) => /\.(?:clean|process)$/.test(name));
  const empty = named.flatMap((name) => ["-c", `${name}=`]);
  const optional = named.flatMap((name) => ["-c", `${name.slice(0, name.lastIndexOf("."))}.required=false`]);
  const strict = ["-c", "core.checkStat=default", "-c", "core.trustctime=true"];
  return { options: [...strict, ...empty, ...optional] };
}

function parts(text: string): string[] {
  return text.split("\0").filter((part) => part !== "");
}

function nameBelow(path: string, full: string): string {
  return (path === "" ? full : full.slice(path.length + 1)).split("/")[0] ?? "";
}
