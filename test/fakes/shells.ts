/** Shells and mandoc of this machine, or of the folder that MUSTER_SHELLS names, which `.ci/shells` fills. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

const root = process.env["MUSTER_SHELLS"] ?? "/";

function found(name: string): readonly string[] {
  return ["usr/bin", "bin"]
    .map((folder) => join(root, folder, name))
    .filter((path) => existsSync(path))
    .slice(0, 1);
}

/** Where each is: one path, or none where there is none. */
export const shellTools = { zsh: found("zsh"), fish: found("fish"), mandoc: found("mandoc") } as const;

/** Whether they were fetched: then every one has to be there. */
export const areFetched = process.env["MUSTER_SHELLS"] !== undefined;

/** Folders of libraries of this kind of machine. */
const libraries = existsSync(join(root, "usr/lib"))
  ? readdirSync(join(root, "usr/lib")).flatMap((name) =>
      name.includes("-linux-gnu") ? [join(root, "usr/lib", name)] : [],
    )
  : [];

/** What such a program needs to find what is its own. */
export const shellEnvironment: Readonly<Record<string, string>> = areFetched
  ? { LD_LIBRARY_PATH: libraries.join(":") }
  : {};

/** Where zsh has its modules, and its functions: their folder and all below it. */
export function zshFolders(): { readonly modules: readonly string[]; readonly functions: readonly string[] } {
  const modules = libraries
    .map((folder) => join(folder, "zsh"))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((version) => join(folder, version)));
  return { modules, functions: foldersBelow(join(root, "usr/share/zsh/functions")) };
}

/** Where fish has its functions. */
export const fishFunctions = join(root, "usr/share/fish/functions");

function foldersBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const below = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [folder, ...below.flatMap(({ name }) => foldersBelow(join(folder, name)))];
}
