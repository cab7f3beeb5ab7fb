/** From a folder, or from commits, to organizations: reads the trees and declares what they say. */
import { basename } from "node:path";
import { declare, declareLimited, type Declared, type DeclareInput } from "../declare/read.ts";
import { commitNamed, readTreesAt } from "../io/gitTree.ts";
import { readTree } from "../io/tree.ts";
import { nearest } from "../model/text.ts";
import type { Limit } from "../model/limit.ts";
import type { Organization } from "../model/organization.ts";
import type { Tree } from "../model/tree.ts";
import { dayOf, type Context } from "./context.ts";
import type { PlanRequest } from "./request.ts";

export interface Failure {
  readonly error: string;
}

/** The access files as they stand on the disk, as they come to today or on another day. */
export async function load(context: Context, day?: string): Promise<Declared | Failure> {
  const tree = await readTree(context.access);
  return "error" in tree ? tree : declared(context, tree, day);
}

/** The files of a plan, and those that it is held against. */
export interface Loaded {
  readonly head: Declared;
  /** Undefined without a base; empty when nothing was ever applied. */
  readonly base: Declared | undefined;
  /** One of the present organizations, with these terms in place of those that its files give. */
  readonly limited: (organization: Organization, limits: readonly Limit[]) => Organization;
}

/** The present files (of the head commit, or else on the disk) and the base's. What both have in common is read and parsed once. */
export async function loadBoth(
  context: Context,
  { head, base, at }: Pick<PlanRequest, "head" | "base" | "at">,
): Promise<Loaded | Failure> {
  const place = { cwd: context.cwd, dir: context.access };
  const named = typeof base === "string" ? await commitNamed({ ...place, ref: base }) : undefined;
  if (named !== undefined && "error" in named) return named;
  const commits = [head, named?.commit].filter((commit) => commit !== undefined);
  const read =
    commits.length === 0 ? { trees: new Map<string, Tree>() } : await readTreesAt({ ...place, commits });
  if ("error" in read) return read;
  const tree = head === undefined ? await readTree(context.access) : (read.trees.get(head) ?? []);
  if ("error" in tree) return tree;
  const present = declared(context, tree, at);
  const limited: Loaded["limited"] = (organization, limits) =>
    declareLimited(inputOf(context, tree, at), { key: organization.key, limits }) ?? organization;
  if (base === undefined) return { head: present, base: undefined, limited };
  const before = named === undefined ? [] : (read.trees.get(named.commit) ?? []);
  // No files are nothing wrong in the past: they came with this change.
  const empty = { organizations: [], diagnostics: [] };
  return { head: present, base: before.length === 0 ? empty : declared(context, before, at), limited };
}

/** What a tree of access files says, on the day of the run or on the one that is given. */
export function declared(context: Context, tree: Tree, day?: string): Declared {
  return declare(inputOf(context, tree, day));
}

function inputOf(context: Context, tree: Tree, day?: string): DeclareInput {
  return { tree, label: labelOf(context.access), today: dayOf(context, day) };
}

/** How messages name the folder: as it was given, or by its last part when that would be a path from the root. */
export function labelOf(access: string): string {
  const label = access.replaceAll("\\", "/").replace(/\/+$/, "").replace(/^\.\//, "");
  return label === "" || label.startsWith("/") ? basename(access) || "access" : label;
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
  const hint = near === undefined ? `The files declare: ${known.join(", ")}.` : `Did you mean ${near}?`;
  return { error: `No organization is called ${unknown}. ${hint}` };
}
