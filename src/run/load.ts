/** From a folder, or from commits, to organizations: reads the trees and declares what they say. */
import { declare, declareLimited, type Declared } from "../declare/read.ts";
import { commitNamed, foldersAt, readTreesAt } from "../io/gitTree.ts";
import { foldersIn } from "../io/tree.ts";
import { nearest } from "../model/text.ts";
import type { Limit } from "../model/limit.ts";
import type { Organization } from "../model/organization.ts";
import type { Tree } from "../model/tree.ts";
import { baseOf, treeAt, type Base } from "./base.ts";
import type { Context } from "./context.ts";
import { foldersOf, inputOf, partFor, treeOf, type Asked } from "./declared.ts";
import type { Failure } from "./failure.ts";
import type { PlanRequest } from "./request.ts";

export type { Failure };

/** The access files as they stand on the disk, as they come to today or on another day. */
export async function load(context: Context, day?: string): Promise<Declared | Failure> {
  const tree = await treeOf(context);
  return "error" in tree ? tree : declare({ ...inputOf(context, tree, { day }), once: true });
}

/** The access files of a commit, as they come to today; of organizations that are not asked for, only the settings are read. */
export async function loadAt(context: Context, commit: string, only?: Asked): Promise<Declared | Failure> {
  const tree = await treeAt(context, commit, only);
  return "error" in tree ? tree : declare({ ...inputOf(context, tree, { only }), once: true });
}

/** The files of a plan, and those that it is held against. */
interface Loaded {
  /** Without organizations that were not asked for, where some were. */
  readonly head: Declared;
  /** Keys of all organizations that the files declare, whichever were asked for. */
  readonly keys: readonly string[];
  /** Undefined without a base; empty when nothing was ever applied. */
  readonly base: Base | undefined;
  /** One of the present organizations, with these terms in place of those that its files give, on the day of the plan or another. */
  readonly limited: (organization: Organization, limits: readonly Limit[], day?: string) => Organization;
}

/**
 * The present files (of the head commit, or else on the disk) and the base's. What both have in common is read and parsed
 * once; of organizations that are not asked for, only the settings are read.
 */
export async function loadBoth(
  context: Context,
  request: Pick<PlanRequest, "head" | "base" | "applied" | "at" | "organizations">,
): Promise<Loaded | Failure> {
  const { head, base, applied, at } = request;
  const place = { cwd: context.cwd, dir: context.access };
  const named = typeof base === "string" ? await commitNamed({ ...place, ref: base }) : undefined;
  if (named !== undefined && "error" in named) return named;
  const only = await askedIn(context, request);
  const first = [...(applied?.of ?? [])].flatMap(([key, list]) =>
    only?.has(key) === false ? [] : list.slice(0, 1),
  );
  const commits = [head, named?.commit, ...first].filter((commit) => commit !== undefined);
  const read =
    commits.length === 0
      ? { trees: new Map<string, Tree>() }
      : await readTreesAt({ ...place, commits, part: partFor(only) });
  if ("error" in read) return read;
  const tree = head === undefined ? await treeOf(context, only) : (read.trees.get(head) ?? []);
  if ("error" in tree) return tree;
  const once = base === undefined;
  const present = declare({ ...inputOf(context, tree, { day: at, only }), once });
  const limited: Loaded["limited"] = (organization, limits, day = at) =>
    declareLimited({ ...inputOf(context, tree, { day }), once }, { key: organization.key, limits }) ??
    organization;
  const sound = present.organizations.map(({ key }) => key);
  const loaded = { head: present, keys: only === undefined ? sound : foldersOf(tree), limited };
  if (base === undefined) return { ...loaded, base: undefined };
  const before = await baseOf(
    { context, at, trees: read.trees, only },
    { keys: sound, commit: named?.commit ?? null, applied },
  );
  return "error" in before ? before : { ...loaded, base: before };
}

/** The organizations that are asked for; undefined stands for all: where none is named, or one that is not there. */
async function askedIn(
  { cwd, access: dir }: Context,
  { head, organizations }: Pick<PlanRequest, "head" | "organizations">,
): Promise<Asked> {
  if (organizations.length === 0) return undefined;
  const found = head === undefined ? await foldersIn(dir) : await foldersAt({ cwd, dir, commit: head });
  if ("error" in found || !organizations.every((key) => found.folders.includes(key))) return undefined;
  return new Set(organizations);
}

/** The organizations that were asked for (all, when none was named), or which name is unknown. */
export function choose(
  organizations: readonly Organization[],
  names: readonly string[],
): readonly Organization[] | Failure {
  if (names.length === 0) return organizations;
  const known = organizations.map((organization) => organization.key);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return organizations.filter((organization) => names.includes(organization.key));
  const near = nearest(unknown, known);
  const several = unknown.includes(",") ? " Of several, each takes an --org of its own." : "";
  const hint =
    near === undefined ? `The files declare: ${known.join(", ")}.${several}` : `Did you mean ${near}?`;
  return { error: `No organization is called ${unknown}. ${hint}` };
}
