/** From a folder (or a commit) to organizations: reads the tree and declares what it says. */
import { basename } from "node:path";
import { declare, type Declared } from "../declare/read.ts";
import { readTreeAt } from "../io/git.ts";
import { readTree } from "../io/tree.ts";
import { nearest } from "../model/text.ts";
import type { Organization } from "../model/organization.ts";
import { dayOf, type Context } from "./context.ts";

export interface Failure {
  readonly error: string;
}

/** The access files as they stand on the disk. */
export async function load(context: Context): Promise<Declared | Failure> {
  const tree = await readTree(context.access);
  return "error" in tree ? tree : declare({ tree, label: labelOf(context.access), today: dayOf(context) });
}

/** The access files as they stood in a commit. */
export async function loadAt(
  context: Context,
  ref: string,
): Promise<(Declared & { readonly commit: string }) | Failure> {
  const found = await readTreeAt({ cwd: context.cwd, ref, dir: context.access });
  if ("error" in found) return found;
  if (found.tree.length === 0) return { organizations: [], diagnostics: [], commit: found.commit };
  return {
    ...declare({ tree: found.tree, label: labelOf(context.access), today: dayOf(context) }),
    commit: found.commit,
  };
}

/** How messages name the folder: as it was given, or by its last part when that would be a path from the root. */
function labelOf(access: string): string {
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
