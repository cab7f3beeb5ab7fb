/** Which files of the access folder belong to which organization, and which may not be there at all. */
import type { Diagnostic, Source } from "../model/diagnostic.ts";
import { plural } from "../model/text.ts";
import { maxFileBytes, type Tree, type TreeEntry } from "../model/tree.ts";
import type { Position } from "./sections.ts";

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

export interface Layout {
  /** The file of all people, if there is one that may be read. */
  readonly people?: AccessFile;
  /** False when the file of all people had to be left out. */
  readonly peopleReadable: boolean;
  readonly folders: readonly Folder[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The one file that stands directly in the access folder. */
export const peopleFile = "people.yaml";

const organizationKey = /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/;

/** Sorts the files of a tree into organizations. `label` is what the user calls the access folder. */
export function layOut(tree: Tree, label: string): Layout {
  const diagnostics: Diagnostic[] = [];
  const folders = new Map<string, { files: AccessFile[]; complete: boolean }>();
  let people: AccessFile | undefined;
  let peopleReadable = true;
  for (const entry of tree) {
    const [key = "", ...rest] = entry.path.split("/");
    const name = `${label}/${entry.path}`;
    const objection = objectionTo(entry, key, rest);
    if (objection !== undefined) diagnostics.push({ ...objection, severity: "error", source: topOf(name) });
    if (entry.path === peopleFile) {
      if (objection !== undefined || entry.bytes === null) peopleReadable = false;
      else people = { name, position: "people", bytes: entry.bytes };
    }
    if (rest.length === 0) continue;
    const folder = folders.get(key) ?? { files: [], complete: true };
    folders.set(key, folder);
    if (objection !== undefined || entry.bytes === null) folder.complete = false;
    else folder.files.push({ name, position: positionOf(rest), bytes: entry.bytes });
  }
  if (tree.every((entry) => entry.path === peopleFile)) {
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

function topOf(file: string): Source {
  return { file, line: 1, column: 1 };
}

function positionOf(path: readonly string[]): Position {
  if (path.length === 1) return path[0] === "organization.yaml" ? "organization" : "elsewhere";
  return path[0] === "teams" ? "teams" : "elsewhere";
}

function objectionTo(
  entry: TreeEntry,
  key: string,
  rest: readonly string[],
): { code: string; message: string; hint?: string } | undefined {
  if (entry.type === "link") {
    return { code: "file-type", message: "Links are not followed.", hint: "Put the file itself here." };
  }
  if (entry.type !== "file") {
    return { code: "file-type", message: "This is not a regular file.", hint: "Remove it." };
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
      hint: "Rename or remove it.",
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
    return {
      code: "folder-name",
      message: `The folder ${JSON.stringify(key.slice(0, 80))} cannot be an organization's key.`,
      hint: "Name it with at most 40 lower-case letters, digits and inner dashes.",
    };
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
