/** What there is before anything is written: the repository, its access files, its workflow. Changes nothing. */
import { isOrganizationKey } from "../../run/naming.ts";
import { basename, dirname, join, relative, resolve } from "node:path";
import { gitFolderAt } from "../../io/gitFolder.ts";
import { isThere } from "../../io/newFile.ts";
import { repositoryAt } from "../../io/repository.ts";
import { readTree } from "../../io/tree.ts";
import type { Context } from "../../run/context.ts";
import type { Failure } from "../../run/load.ts";
import { workflowPath } from "./workflow.ts";

export interface Survey {
  /** Absolute: of the git repository, else the present folder. */
  readonly root: string;
  readonly inRepository: boolean;
  readonly defaultBranch: string;
  /** "owner/name" at GitHub, as far as `origin` tells. */
  readonly repository: string | null;
  /** The access folder from the root, with "/". */
  readonly access: string;
  /** Keys of the organizations that have a folder there. */
  readonly organizations: readonly string[];
  readonly hasWorkflow: boolean;
  /** From the root; null when there is none. GitHub takes the first of three places. */
  readonly codeOwners: string | null;
}

const codeOwnersPlaces = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];

/** Where GitHub looks for code owners, first to last. */
function codeOwnersPath(root: string): string | null {
  return codeOwnersPlaces.find((path) => isThere(join(root, path))) ?? null;
}

/** Looks around. Fails when the access folder is outside the repository, or cannot be read. */
export async function survey(context: Context): Promise<Survey | Failure> {
  const path = resolve(context.cwd, context.access);
  // That of the access folder; what the folder's own name leads to, if it is a link, is another matter.
  const holder = gitFolderAt(dirname(path));
  const repository = await repositoryAt(holder.folder);
  const root = repository?.root ?? gitFolderAt(context.cwd).folder;
  const below = relative(root, join(holder.folder, holder.rest, basename(path)));
  const access = below.replaceAll("\\", "/");
  if (!/^(?!\.\.?(?:\/|$))[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*$/.test(access)) {
    return {
      error:
        `The access folder cannot be ${JSON.stringify(basename(context.access))}: it has to be below the root of the ` +
        "repository, under a path of plain letters, digits, dots, dashes and underscores.",
    };
  }
  const organizations = await organizationsIn(join(root, access));
  if ("error" in organizations) return organizations;
  return {
    root,
    inRepository: repository !== null,
    defaultBranch: repository?.branch ?? "main",
    repository: repository?.origin?.name ?? null,
    access,
    organizations,
    hasWorkflow: isThere(join(root, workflowPath)),
    codeOwners: codeOwnersPath(root),
  };
}

async function organizationsIn(folder: string): Promise<readonly string[] | Failure> {
  if (!isThere(folder)) return [];
  const tree = await readTree(folder);
  if ("error" in tree) return tree;
  const folders = tree.flatMap(({ path }) => (path.includes("/") ? [path.split("/")[0] ?? ""] : []));
  return [...new Set(folders)].filter(isOrganizationKey);
}
