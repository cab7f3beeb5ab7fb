/**
 * What an organization's files said when they were applied last. Where the base's files have errors that spoil an
 * organization, nothing was applied to it there: what counts is the latest earlier commit that says what it should be.
 * An organization of which none does is not new: nobody knows what it was.
 */
import { hasErrors } from "../model/diagnostic.ts";
import type { Declared } from "../declare/read.ts";
import { parentsOf } from "../io/gitHistory.ts";
import { readTreesAt } from "../io/gitTree.ts";
import type { Organization } from "../model/organization.ts";
import type { Tree } from "../model/tree.ts";
import type { Context } from "./context.ts";
import { declared, foldersOf, partFor, type Asked } from "./declared.ts";
import type { Failure } from "./failure.ts";
import type { PlanRequest } from "./request.ts";

/** What stood before, each organization as of the commit that counts for it. */
export interface Base {
  readonly organizations: readonly Organization[];
  /** Organizations that the base spoils, with the commit that was taken in its place; null where there is none. */
  readonly spoiled: ReadonlyMap<string, { readonly at: string; readonly taken: string | null }>;
  /** Keys of all organizations of the base, whichever were asked for. */
  readonly keys: readonly string[];
}

interface Reading {
  readonly context: Context;
  readonly at: string | undefined;
  /** What was read already, of the organizations that are asked for. */
  readonly trees: ReadonlyMap<string, Tree>;
  readonly only: Asked;
}

interface Wanted {
  /** Organizations of the present files. */
  readonly keys: readonly string[];
  /** Null: nothing was ever applied. */
  readonly commit: string | null;
  readonly applied: PlanRequest["applied"];
}

/** So far back a commit is looked for whose files can be read. */
const mostTried = 20;

/** Finds each organization as it was. */
export async function baseOf(reading: Reading, wanted: Wanted): Promise<Base | Failure> {
  const files = filesAt(reading);
  const organizations: Organization[] = [];
  const spoiled = new Map<string, { readonly at: string; readonly taken: string | null }>();
  for (const key of wanted.keys) {
    const before = await lastSound(key, files, commitsFor(key, reading.context.cwd, wanted));
    if ("error" in before) return before;
    const { organization, at, taken } = before;
    if (at !== null && (organization !== undefined || taken === null)) spoiled.set(key, { at, taken });
    if (organization !== undefined) organizations.push(organization);
  }
  const gone = await goneIn(files, wanted);
  if ("error" in gone) return gone;
  const all = [...organizations, ...gone.organizations];
  const keys = reading.only === undefined ? all.map(({ key }) => key) : gone.folders;
  return { organizations: all, spoiled, keys };
}

interface Sound {
  /** Undefined: it was not there. */
  readonly organization: Organization | undefined;
  /** The latest commit that spoils it; null when none does. */
  readonly at: string | null;
  /** The commit that counts in its place; null when there is none. */
  readonly taken: string | null;
}

type FilesAt = (commit: string) => Promise<Said | Failure>;

/** An organization as the latest of the commits says that does not spoil it. */
async function lastSound(
  key: string,
  files: FilesAt,
  commits: AsyncGenerator<string | null>,
): Promise<Sound | Failure> {
  let at: string | null = null;
  for await (const commit of commits) {
    // Before the first commit there was nothing.
    if (commit === null) return { organization: undefined, at: null, taken: null };
    const said = await files(commit);
    if ("error" in said) {
      // So far back a shallow clone does not reach.
      if (at !== null) break;
      return said;
    }
    const organization = said.organizations.get(key);
    if (organization !== undefined) return { organization, at, taken: commit };
    if (!said.hasErrors || !said.folders.has(key))
      return { organization: undefined, at: null, taken: commit };
    at ??= commit;
  }
  return { organization: undefined, at, taken: null };
}

/** Organizations of the base that the present files have no more. */
async function goneIn(
  files: FilesAt,
  { keys, commit }: Wanted,
): Promise<
  { readonly organizations: readonly Organization[]; readonly folders: readonly string[] } | Failure
> {
  if (commit === null) return { organizations: [], folders: [] };
  const said = await files(commit);
  if ("error" in said) return said;
  const present = new Set(keys);
  const gone = [...said.organizations.values()].filter(({ key }) => !present.has(key));
  return { organizations: gone, folders: [...said.folders] };
}

/** The commits that may count for an organization, latest first; null after the first commit that there ever was. */
async function* commitsFor(
  key: string,
  cwd: string,
  { commit, applied }: Wanted,
): AsyncGenerator<string | null> {
  if (applied !== undefined) {
    yield* (applied.of.get(key) ?? applied.others).slice(0, mostTried);
    return;
  }
  let next = commit;
  for (let tried = 0; next !== null && tried < mostTried; tried++) {
    yield next;
    const found: Awaited<ReturnType<typeof parentsOf>> = await parentsOf({ cwd, commit: next });
    if ("error" in found) return;
    next = found.parents[0] ?? null;
    if (next === null) yield null;
  }
}

interface Said {
  readonly organizations: ReadonlyMap<string, Organization>;
  /** Names of the folders, one for each organization. */
  readonly folders: ReadonlySet<string>;
  readonly hasErrors: boolean;
}

/** What the files say at a commit; each is read once. */
function filesAt({ context, at, trees, only }: Reading): FilesAt {
  const read = new Map<string, Said>();
  return async (commit) => {
    const known = read.get(commit);
    if (known !== undefined) return known;
    const tree = trees.get(commit) ?? (await treeAt(context, commit, only));
    if ("error" in tree) return tree;
    const said = saidBy(tree, declared(context, tree, { day: at, only }));
    read.set(commit, said);
    return said;
  };
}

/** The access files of a commit. */
export async function treeAt(
  { cwd, access: dir }: Context,
  commit: string,
  only?: Asked,
): Promise<Tree | Failure> {
  const read = await readTreesAt({ cwd, dir, commits: [commit], part: partFor(only) });
  return "error" in read ? read : (read.trees.get(commit) ?? []);
}

function saidBy(tree: Tree, { organizations, diagnostics }: Declared): Said {
  return {
    organizations: new Map(organizations.map((organization) => [organization.key, organization])),
    folders: new Set(foldersOf(tree)),
    // No files are nothing wrong in the past: they came with this change.
    hasErrors: tree.length > 0 && hasErrors(diagnostics),
  };
}
