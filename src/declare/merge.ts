/** Reads the files of one organization and merges their sections; a name may stand once in all of them. */
import type { Diagnostic } from "../model/diagnostic.ts";
import type { DeclaredMember, DeclaredTeam, Facts, Settings } from "./facts.ts";
import type { AccessFile, Folder } from "./layout.ts";
import { parseNodes } from "./nodes.ts";
import { append, errorAt, placeText, quoted, sourceFile, type Place } from "./place.ts";
import { readSections, type Sections } from "./sections.ts";
import { decode } from "./text.ts";

/** What the folder's files say together, and what is wrong in them so far. `label` is what the user calls the access folder. */
export function readFolder(
  folder: Folder,
  label: string,
): { readonly facts: Facts; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const members = new Map<string, DeclaredMember>();
  const teams = new Map<string, DeclaredTeam>();
  let settings: Settings | undefined;
  let at: Place | undefined;
  let readable = folder.complete;
  for (const file of folder.files) {
    const read = readFile(file);
    append(diagnostics, read.diagnostics);
    if (read.sections === undefined) {
      readable = false;
      continue;
    }
    settings ??= read.sections.settings;
    at ??= read.sections.organizationAt;
    add({
      map: members,
      items: read.sections.members,
      code: "duplicate-member",
      diagnostics,
      name: (item) => item.email,
    });
    add({
      map: teams,
      items: read.sections.teams,
      code: "duplicate-team",
      diagnostics,
      name: (item) => item.slug,
    });
  }
  const expected = sourceFile(`${label}/${folder.key}/organization.yaml`, "");
  if (at === undefined && readable) diagnostics.push(missingOrganization({ file: expected, offset: 0 }));
  const sound = readable && diagnostics.length === 0;
  const facts = { key: folder.key, members, teams, readable, sound, at: at ?? { file: expected, offset: 0 } };
  return { facts: settings === undefined ? facts : { ...facts, settings }, diagnostics };
}

function readFile(file: AccessFile): {
  readonly sections?: Sections;
  readonly diagnostics: readonly Diagnostic[];
} {
  const decoded = decode(file.name, file.bytes);
  if (decoded.file === undefined) return { diagnostics: decoded.diagnostics };
  const { root, diagnostics } = parseNodes(decoded.file);
  if (root === undefined) return { diagnostics: withoutEchoes(decoded.diagnostics, diagnostics) };
  const sections = readSections(decoded.file, root, file.position);
  return { sections, diagnostics: [...decoded.diagnostics, ...diagnostics, ...sections.diagnostics] };
}

/** A character that may not stand there is often what the YAML reader stumbles over as well: one remark will do. */
function withoutEchoes(onText: readonly Diagnostic[], onYaml: readonly Diagnostic[]): Diagnostic[] {
  const lines = new Set(
    onText.filter(({ code }) => code === "tab" || code === "character").map(({ source }) => source.line),
  );
  return [
    ...onText,
    ...onYaml.filter(({ code, source }) => code !== "yaml-syntax" || !lines.has(source.line)),
  ];
}

function missingOrganization(at: Place): Diagnostic {
  return errorAt(at, {
    code: "missing-organization",
    message: "The section `organization` is missing: nothing says which organization this folder speaks of.",
    hint: "Write it into organization.yaml, with `provider` and `id`.",
  });
}

function add<T extends { readonly key: string; readonly at: Place }>(input: {
  readonly map: Map<string, T>;
  readonly items: readonly T[];
  readonly code: string;
  readonly name: (item: T) => string;
  readonly diagnostics: Diagnostic[];
}): void {
  for (const item of input.items) {
    const first = input.map.get(item.key);
    if (first === undefined) {
      input.map.set(item.key, item);
      continue;
    }
    const message = `${quoted(input.name(item))} is declared twice; first at ${placeText(first.at)}.`;
    const hint = "Letter case makes no difference. Keep one of the two.";
    input.diagnostics.push(errorAt(item.at, { code: input.code, message, hint }));
  }
}
