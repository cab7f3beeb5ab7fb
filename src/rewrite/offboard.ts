/**
 * Somebody leaves: the edits of every organization's files that name them. All of it is worked out, read again and
 * judged before anybody writes anything.
 */
import type { Diagnostic } from "../model/diagnostic.ts";
import { fold } from "../model/text.ts";
import type { Tree } from "../model/tree.ts";
import { editText, type TextEdit } from "./edit/edit.ts";
import type { PlainMapping } from "./edit/plain.ts";
import { factsOn } from "../declare/factsOn.ts";
import type { Facts } from "../declare/facts.ts";
import type { AccessFile } from "../declare/layout.ts";
import { editsFor, peopleEdits, type Departure, type FileEdits } from "./offboardEdits.ts";
import { heirsOf } from "./offboardHeirs.ts";
import {
  adviceOnPerson,
  identityAt,
  identityOf,
  nameInPeople,
  objectionTo,
  type Identity,
  type Parting,
} from "./offboardPeople.ts";
import { readAccess, type Said } from "../declare/read.ts";

/** A file with the text that it has and the one that it is to have. */
export interface FileEdit {
  /** As the user would name it. */
  readonly name: string;
  /** Below the access folder. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

export interface Offboarding {
  readonly ok: true;
  /** Only files that change, by path. */
  readonly files: readonly FileEdit[];
  /** Keys of the organizations whose files change, in order. */
  readonly organizations: readonly string[];
  /** How many organizations the files declare. */
  readonly declared: number;
  /** What the user has to know or do beyond the edits, as sentences. */
  readonly advice: readonly string[];
}

export type OffboardFailure = { readonly ok: false; readonly error: string } | FaultyFiles;

/** Errors that the files have, or that the edited ones would have. */
export interface FaultyFiles {
  readonly ok: false;
  readonly diagnostics: readonly Diagnostic[];
  readonly edited: boolean;
}

interface OffboardRequest extends Parting {
  readonly tree: Tree;
  readonly label: string;
}

/** What offboarding comes to. Nothing, when the files have errors already or would have some afterwards. */
export function offboardFiles(request: OffboardRequest): Offboarding | OffboardFailure {
  const said = readAccess(request);
  const errors = errorsOf(said);
  if (errors.length > 0) return { ok: false, diagnostics: errors, edited: false };
  const { people } = said;
  const folders = said.folders.map(({ files, facts }) => ({ files, facts: factsOn(facts, request.today) }));
  const objection = objectionTo(
    request,
    people,
    folders.map(({ facts }) => facts),
  );
  if (objection !== undefined) return { ok: false, error: objection };
  const pair = { who: identityOf(people, request.who), successor: identityOf(people, request.successor) };
  const shared =
    said.peopleFile === undefined ? undefined : sharedEdits(said.peopleFile, { ...pair, request });
  if (shared !== undefined && "error" in shared) return { ok: false, error: shared.error };
  const files: FileEdit[] = [...(shared?.files ?? [])];
  const advice = adviceOnPerson(pair.who, request, folders);
  const organizations: string[] = [];
  for (const { files: mine, facts } of folders) {
    const [who, successor] = [identityAt(pair.who, facts), identityAt(pair.successor, facts)];
    if (!facts.members.has(who.key)) continue;
    const edited = organizationEdits({ files: mine, facts, request, who, successor });
    if ("error" in edited) return { ok: false, error: edited.error };
    if (edited.files.length > 0) organizations.push(facts.key);
    files.push(...edited.files);
    advice.push(...edited.advice);
  }
  const after =
    files.length === 0 ? [] : errorsOf(readAccess({ ...request, tree: withFiles(request.tree, files) }));
  if (after.length > 0) return { ok: false, diagnostics: after, edited: true };
  return { ok: true, files, organizations, declared: folders.length, advice };
}

/** The errors among all that was remarked. */
export function errorsOf({ diagnostics }: Pick<Said, "diagnostics">): Diagnostic[] {
  return diagnostics.filter((item) => item.severity === "error");
}

/** The tree with these files as they are to be. */
export function withFiles(tree: Tree, files: readonly FileEdit[]): Tree {
  const edited = new Map(files.map(({ path, after }) => [path, new TextEncoder().encode(after)]));
  return tree.map((entry) => {
    const bytes = edited.get(entry.path);
    return bytes === undefined ? entry : { ...entry, bytes, size: bytes.length };
  });
}

interface Pair {
  readonly request: OffboardRequest;
  readonly who: Identity;
  readonly successor: Identity;
}

/** The file of all people: whoever names the leaver as their successor names the leaver's own. */
function sharedEdits(
  file: AccessFile,
  { request, who, successor }: Pair,
): { readonly files: readonly FileEdit[] } | { readonly error: string } {
  return editedFile({
    file,
    request,
    who,
    edits: (sections) =>
      peopleEdits(sections, {
        names: (text) => who.names.includes(fold(text)),
        receiver: {
          is: (text) => successor.names.includes(fold(text)),
          name: nameInPeople(successor, request.successor),
        },
      }),
  });
}

/** The file edited, when it names the person at all; most do not, and need no closer look. */
function editedFile(input: {
  readonly file: AccessFile;
  readonly request: OffboardRequest;
  readonly who: Identity;
  readonly edits: (sections: PlainMapping) => readonly TextEdit[];
}): { readonly files: readonly FileEdit[] } | { readonly error: string } {
  const { name, bytes } = input.file;
  const before = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const folded = fold(before);
  if (!input.who.names.some((text) => folded.includes(text))) return { files: [] };
  const result = editText({ name, text: before, edits: input.edits });
  if (!result.ok) return { error: result.message };
  if (result.text === before) return { files: [] };
  return {
    files: [{ name, path: name.slice(input.request.label.length + 1), before, after: result.text }],
  };
}

interface Organized extends Pair {
  readonly files: readonly AccessFile[];
  readonly facts: Facts;
}

function organizationEdits(
  organized: Organized,
): { readonly files: readonly FileEdit[]; readonly advice: readonly string[] } | { readonly error: string } {
  const { files, facts, request, who } = organized;
  const departure: Departure = {
    names: (text) => who.names.includes(fold(text)),
    state: facts.settings?.policy.onLeave === "remove" ? "removed" : "deactivated",
    ...heirsOf(facts, { who: who.key, successor: organized.successor.key }),
  };
  const advice = successorAdvice(organized, departure);
  const edited: FileEdit[] = [];
  const edits = (sections: PlainMapping): readonly TextEdit[] => {
    const made = editsFor(sections, departure);
    advice.push(...adviceOn(made, { facts, departure, who: request.who }));
    return made.edits;
  };
  for (const file of files) {
    const result = editedFile({ file, request, who, edits });
    if ("error" in result) return result;
    edited.push(...result.files);
  }
  return { files: edited, advice };
}

function successorAdvice({ facts, request }: Organized, { objection, owner }: Departure): string[] {
  if (objection === undefined) return [];
  const then =
    owner === undefined
      ? `Write who receives into the entry of ${request.who}, or name one for the organization (\`successor\`).`
      : `What they own goes to ${owner.name}, the organization's successor, unless their entry names one.`;
  return [
    `${facts.key}: ${request.successor} ${objection}, so that they were not written as the successor there. ${then}`,
  ];
}

function adviceOn(
  made: FileEdits,
  {
    facts: { key },
    departure,
    who,
  }: { readonly facts: Facts; readonly departure: Departure; readonly who: string },
): string[] {
  return [
    ...made.ownerless.map(
      (account) =>
        `${key}: nobody there can answer for the service account ${account}; write another \`owner\`.`,
    ),
    ...made.approved.map(
      (guest) =>
        `${key}: ${who} let the guest ${guest} in; ${departure.approver?.name ?? ""} is written as who approves of them now, and should know.`,
    ),
    ...made.unapproved.map(
      (guest) =>
        `${key}: ${who} let the guest ${guest} in, and nobody there can answer for them; write another \`approved_by\`, or let them go.`,
    ),
    ...(made.unprotected
      ? [
          `${key}: ${who} is taken off \`guards.protected\`, and a change is judged by the protection before it: the guard ` +
            "`protected` blocks their leaving. Merge that line alone first, then the rest.",
        ]
      : []),
  ];
}
