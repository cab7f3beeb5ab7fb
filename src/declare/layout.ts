/** Which files of the access folder belong to which organization, and which may not be there at all. */
import type { Diagnostic, Source } from "../model/diagnostic.ts";
import { grouped } from "../model/grouped.ts";
import { compareText, plural } from "../model/text.ts";
import { maxFileBytes, type Tree, type TreeEntry } from "../model/tree.ts";
import { pathElsewhere, windowsObjection } from "./fileNames.ts";
import { idsFile } from "./fileNames.ts";
import type { Position } from "./sections/read.ts";

export interface AccessFile {
  /** As the user would name it. */
  readonly name: string;
  readonly position: Position;
  readonly bytes: Uint8Array;
}

export interface Folder {
  /** Key of the organization. */
  readonly key: string;
  readonly files: readonly AccessFile[];
  /** False when a file of it had to be left out. */
  readonly complete: boolean;
}

interface Layout {
  /** The file of all people, if there is one that may be read. */
  readonly people?: AccessFile;
  /** False when the file of all people had to be left out. */
  readonly peopleReadable: boolean;
  readonly folders: readonly Folder[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The one file that stands directly in the access folder. */
export const peopleFile = "people.yaml";
/** The file with an organization's settings. */
export const settingsFile = "organization.yaml";

const organizationKey = /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/;

/** Sorts the files of a tree into organizations. `label` is what the user calls the access folder; `others` stand there, too, and are not read. */
export function layOut(whole: Tree, label: string, others: readonly string[] = []): Layout {
  const tree = withoutStrangers(whole);
  if (others.length === 0 && isOneOrganization(tree)) return insideOne(label);
  const foreign = foreignFolders(tree, label);
  const diagnostics = [...hiddenFolders(tree), ...foreign].map(([path, objection]): Diagnostic => ({
    ...objection,
    severity: "error",
    source: topOf(`${label}/${path}`),
  }));
  const folders = new Map<string, { files: AccessFile[]; complete: boolean }>();
  let people: AccessFile | undefined;
  let peopleReadable = true;
  for (const entry of tree) {
    const [key = "", ...rest] = entry.path.split("/");
    const name = entry.path === "" ? label : `${label}/${entry.path}`;
    const isHidden = inHiddenFolder(entry) !== undefined;
    const objection = objectionTo(entry, key, rest);
    if (objection !== undefined && !isHidden && !foreign.has(key))
      diagnostics.push({ ...objection, severity: "error", source: topOf(name) });
    if (entry.path === peopleFile) {
      if (objection !== undefined || entry.bytes === null) peopleReadable = false;
      else people = { name, position: "people", bytes: entry.bytes };
    }
    if (rest.length === 0) continue;
    const folder = folders.get(key) ?? { files: [], complete: true };
    folders.set(key, folder);
    if (objection !== undefined || entry.bytes === null || foreign.has(key)) folder.complete = false;
    else folder.files.push({ name, position: positionOf(rest), bytes: entry.bytes });
  }
  for (const { path, like } of lookAlikes(tree)) {
    const folder = folders.get(path.split("/")[0] ?? "");
    if (folder !== undefined) folder.complete = false;
    diagnostics.push({
      code: "same-path",
      severity: "error",
      message: `This and ${JSON.stringify(`${label}/${like}`)} are one on macOS and Windows, where only one of them is seen.`,
      hint: "Rename or remove one of them.",
      source: topOf(`${label}/${path}`),
    });
  }
  diagnostics.push(...windowsWarnings(tree, label));
  if (others.length === 0 && tree.every((entry) => entry.path === peopleFile)) {
    diagnostics.push({
      code: "empty-tree",
      severity: "error",
      message: "No organization is declared here.",
      hint: `Write ${label}/NAME/organization.yaml. Nothing declared never means that everybody goes.`,
      source: topOf(label),
    });
  }
  return {
    ...(people === undefined ? {} : { people }),
    peopleReadable,
    folders: [...folders].map(([key, folder]) => ({ key, ...folder })),
    diagnostics,
  };
}

/** Whether the folder is one organization's, and no folder of several. */
function isOneOrganization(tree: Tree): boolean {
  return (
    tree.some(({ path }) => path === settingsFile) &&
    !tree.some(({ path }) => path.endsWith(`/${settingsFile}`))
  );
}

/** One step too deep: of everything in it, nothing stands where it should. */
function insideOne(label: string): Layout {
  const parts = label.split("/");
  const isNamed = !["", ".", ".."].includes(parts.at(-1) ?? "");
  const above = isNamed ? parts.slice(0, -1).join("/") || "." : label === "." ? ".." : `${label}/..`;
  const message = `This is one organization's folder, as its ${settingsFile} says; the access folder is the one above.`;
  return {
    peopleReadable: false,
    folders: [],
    diagnostics: [
      {
        ...{ code: "file-place", severity: "error", message, hint: `Name that one: \`--access ${above}\`.` },
        source: topOf(`${label}/${settingsFile}`),
      },
    ],
  };
}

/** What desktops, editors and forges put beside any file: no access file, and nobody's slip of a name. */
function isStranger({ path, type }: Pick<TreeEntry, "path" | "type">): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (type !== "file" || inHiddenFolder({ path, type }) !== undefined) return false;
  return (
    [".DS_Store", ".gitkeep", "README.md", "OWNERS", "CODEOWNERS"].includes(name) ||
    name.endsWith("~") ||
    /^\..+\.sw[op]$/.test(name)
  );
}

/** The paths of such files, sorted. */
export function strangersIn(tree: Tree): string[] {
  return tree.flatMap((entry) => (isStranger(entry) ? [entry.path] : []));
}

function withoutStrangers(tree: Tree): Tree {
  return tree.some(isStranger) ? tree.filter((entry) => !isStranger(entry)) : tree;
}

/** The hidden folder that an entry lies in, or is. */
function inHiddenFolder({ path, type }: Pick<TreeEntry, "path" | "type">): string | undefined {
  const parts = path.split("/");
  const folders = type === "other" ? parts : parts.slice(0, -1);
  const index = folders.findIndex((part) => part.startsWith("."));
  return index === -1 ? undefined : parts.slice(0, index + 1).join("/");
}

/** Each once, however much is in it. */
function hiddenFolders(tree: Tree): (readonly [path: string, objection: Objection])[] {
  const objection = {
    code: "hidden-file",
    message: "Hidden folders are not allowed here.",
    hint: "Move it out of the access folder.",
  };
  return [...new Set(tree.flatMap((entry) => inHiddenFolder(entry) ?? []))].map((path) => [path, objection]);
}

/**
 * Folders of something else than access, as when the access folder is the whole repository: each is told once, however
 * many files it holds. One with a file that may be an organization's is told file by file: its names are slips.
 */
function foreignFolders(tree: Tree, label: string): ReadonlyMap<string, Objection> {
  const found = new Map<string, Objection>();
  const inside = tree.filter((entry) => entry.path.includes("/") && inHiddenFolder(entry) === undefined);
  for (const [key, entries] of grouped(inside, ({ path }) => path.slice(0, path.indexOf("/")))) {
    const below = entries.find(({ path }) => /^[^/]+\/[^/]+\/organization\.yaml$/.test(path));
    if (below !== undefined && !entries.some(({ path }) => path === `${key}/${settingsFile}`))
      found.set(key, accessFolder(key, { below: below.path, label }));
    else if (entries.length < 2) continue;
    else if (!organizationKey.test(key)) found.set(key, folderObjection(key));
    else if (!entries.some(({ path }) => /^[^/]+\/organi[sz]ation\.ya?ml$/i.test(path)))
      if (entries.filter(({ path }) => !path.endsWith(".yaml")).length > 1)
        found.set(key, noOrganization(key));
  }
  return found;
}

type Objection = Pick<Diagnostic, "code" | "message" | "hint">;

function accessFolder(
  key: string,
  { below, label }: { readonly below: string; readonly label: string },
): Objection {
  return {
    code: "file-place",
    message: `The folder ${JSON.stringify(key)} is no organization's: one stands below it (${below}).`,
    hint: `Where ${label}/${key} is the access folder, name that one: --access ${label}/${key}.`,
  };
}

function noOrganization(key: string): Objection {
  return {
    code: "file-place",
    message: `The folder ${JSON.stringify(key)} holds files that are no access files, and no ${settingsFile}.`,
    hint: `Move it out of the access folder; if it is an organization's, write its ${settingsFile}.`,
  };
}

function folderObjection(key: string): Objection {
  return {
    code: "folder-name",
    message: `The folder ${JSON.stringify(key.slice(0, 80))} cannot be an organization's key.`,
    hint: "Name it with at most 40 lower-case letters, digits and inner dashes, or move it out of the access folder.",
  };
}

/** Files and folders that differ from one before them in nothing but case or the way accents are written. */
function lookAlikes(tree: Tree): { readonly path: string; readonly like: string }[] {
  const seen = new Map<string, string>();
  return waysIn(tree).flatMap((path) => {
    const like = seen.get(pathElsewhere(path));
    if (like !== undefined) return [{ path, like }];
    seen.set(pathElsewhere(path), path);
    return [];
  });
}

/** Nobody can check such a file out on Windows; elsewhere it works. */
function windowsWarnings(tree: Tree, label: string): Diagnostic[] {
  return waysIn(tree).flatMap((path) => {
    const objection = windowsObjection(path.split("/").at(-1) ?? "");
    if (objection === undefined) return [];
    return {
      code: "windows-name",
      severity: "warning",
      message: `Windows cannot hold a file or folder of this name: ${objection}.`,
      hint: "Rename it, so that everybody can check the repository out.",
      source: topOf(`${label}/${path}`),
    } as const;
  });
}

/** The paths of all files and of all folders above them, each once. */
function waysIn(tree: Tree): string[] {
  const ways = new Set<string>();
  for (const { path } of tree) {
    for (let end = path.indexOf("/"); end !== -1; end = path.indexOf("/", end + 1))
      ways.add(path.slice(0, end));
    ways.add(path);
  }
  return [...ways].sort(compareText);
}

function topOf(file: string): Source {
  return { file, line: 1, column: 1 };
}

function positionOf(path: readonly string[]): Position {
  if (path.length === 1 && path[0] === idsFile) return "ids";
  if (path.length === 1) return path[0] === settingsFile ? "organization" : "elsewhere";
  return path[0] === "teams" ? "teams" : "elsewhere";
}

const nonFolders = { file: "a file", link: "a link", other: "a submodule" } as const;

function objectionTo(entry: TreeEntry, key: string, rest: readonly string[]): Objection | undefined {
  if (entry.path === "") {
    return {
      code: "file-type",
      message: `The access folder is ${nonFolders[entry.type]} here, and no folder.`,
      hint: "Put the folder with the access files back in its place.",
    };
  }
  if (entry.type === "link") {
    return { code: "file-type", message: "Links are not followed.", hint: "Put the file itself here." };
  }
  if (entry.type !== "file") {
    return {
      code: "file-type",
      message: "This is not a regular file.",
      hint: "Remove it. Of a submodule, or any other repository, no file is read: put the files themselves here.",
    };
  }
  const parts = [key, ...rest];
  if (parts.some((part) => part.startsWith("."))) {
    return {
      code: "hidden-file",
      message: "Hidden files and folders are not allowed here.",
      hint: "Remove or rename it.",
    };
  }
  const last = parts.at(-1) ?? "";
  if (!last.endsWith(".yaml")) {
    return {
      code: "file-name",
      message: "Access files end in .yaml, in lower case.",
      hint: "Rename it, or move it out of the access folder.",
    };
  }
  if (rest.length === 0 && entry.path !== peopleFile) {
    return {
      code: "file-place",
      message: `Access files stand in the folder of their organization; only ${peopleFile} stands here.`,
      hint: "Move it into a folder that is named after the organization.",
    };
  }
  if (rest.length > 0 && !organizationKey.test(key)) {
    return folderObjection(key);
  }
  if (entry.size > maxFileBytes || entry.bytes === null) {
    return {
      code: "file-size",
      message: `The file has ${plural(entry.size, "byte")}; ${maxFileBytes} are the most allowed.`,
      hint: "Split it into several files.",
    };
  }
  return undefined;
}
