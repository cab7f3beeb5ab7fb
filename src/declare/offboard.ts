/**
 * Somebody leaves: the edits of every organization's files that name them. All of it is worked out, read again and
 * judged before anybody writes anything.
 */
import type { Diagnostic } from "../model/diagnostic.ts";
import { canOwn } from "../model/role.ts";
import { fold, nearest } from "../model/text.ts";
import type { Tree } from "../model/tree.ts";
import { editText, type TextEdit } from "./edit/edit.ts";
import { isMapping, plainOf, type PlainMapping } from "./edit/plain.ts";
import type { DeclaredMember, Facts, People } from "./facts.ts";
import { layOut, type AccessFile } from "./layout.ts";
import { readFolder, readPeopleFile } from "./merge.ts";
import { parseNodes } from "./nodes.ts";
import { editsFor, peopleEdits, type Departure, type Receiver } from "./offboardEdits.ts";
import { personNamed } from "./persons.ts";
import { quoted } from "./place.ts";
import { declare, type Declared } from "./read.ts";
import { activeMember, customRoles, roleOf, stayingFrom } from "./standing.ts";
import { decode } from "./text.ts";

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

export interface OffboardRequest {
  readonly tree: Tree;
  readonly label: string;
  readonly today: string;
  /** Who leaves, and who comes after them. */
  readonly who: string;
  readonly successor: string;
}

/** What offboarding comes to. Nothing, when the files have errors already or would have some afterwards. */
export function offboardFiles(request: OffboardRequest): Offboarding | OffboardFailure {
  const before = declare(request);
  const errors = errorsOf(before);
  if (errors.length > 0) return { ok: false, diagnostics: errors, edited: false };
  const layout = layOut(request.tree, request.label);
  const { people } = readPeopleFile(layout.people, layout.peopleReadable);
  const folders = layout.folders.map((folder) => ({
    files: folder.files,
    facts: readFolder(folder, { label: request.label, people }).facts,
  }));
  const unknown = objectionTo(
    request,
    people,
    folders.map(({ facts }) => facts),
  );
  if (unknown !== undefined) return { ok: false, error: unknown };
  const pair = { who: identityOf(people, request.who), successor: identityOf(people, request.successor) };
  const shared = layout.people === undefined ? undefined : sharedEdits(layout.people, { ...pair, request });
  if (shared !== undefined && "error" in shared) return { ok: false, error: shared.error };
  const files: FileEdit[] = [...(shared?.files ?? [])];
  const advice: string[] = [];
  const organizations: string[] = [];
  for (const { files: mine, facts } of folders) {
    if (!facts.members.has(pair.who.key)) continue;
    const edited = organizationEdits({ files: mine, facts, request, ...pair });
    if ("error" in edited) return { ok: false, error: edited.error };
    if (edited.files.length > 0) organizations.push(facts.key);
    files.push(...edited.files);
    advice.push(...edited.advice);
  }
  const after =
    files.length === 0 ? [] : errorsOf(declare({ ...request, tree: withFiles(request.tree, files) }));
  if (after.length > 0) return { ok: false, diagnostics: after, edited: true };
  return {
    ok: true,
    files,
    organizations: organizations.sort(),
    declared: before.organizations.length,
    advice,
  };
}

function errorsOf({ diagnostics }: Declared): Diagnostic[] {
  return diagnostics.filter((item) => item.severity === "error");
}

function withFiles(tree: Tree, files: readonly FileEdit[]): Tree {
  const edited = new Map(files.map(({ path, after }) => [path, new TextEncoder().encode(after)]));
  return tree.map((entry) => {
    const bytes = edited.get(entry.path);
    return bytes === undefined ? entry : { ...entry, bytes, size: bytes.length };
  });
}

/** Somebody by every name that the files may give them. */
interface Identity {
  /** The folded e-mail by which members are known. */
  readonly key: string;
  /** Folded. */
  readonly names: readonly string[];
}

function identityOf(people: People, text: string): Identity {
  const name = fold(text);
  const person = personNamed(people, { key: name });
  const key = person?.email?.key ?? name;
  return { key, names: [...new Set([name, key, ...(person === undefined ? [] : [person.key])])] };
}

function objectionTo(
  { who, successor }: OffboardRequest,
  people: People,
  all: readonly Facts[],
): string | undefined {
  const known = new Set([...people.byEmail.keys(), ...all.flatMap((facts) => [...facts.members.keys()])]);
  for (const name of [who, successor]) {
    if (known.has(identityOf(people, name).key)) continue;
    const near = nearest(name, [...known, ...people.byKey.keys()]);
    const hint = near === undefined ? "Name them as the files do." : `Did you mean ${near}?`;
    return `No file names ${quoted(name)} as a member. ${hint}`;
  }
  return identityOf(people, who).key === identityOf(people, successor).key
    ? "Nobody is their own successor: name somebody who stays."
    : undefined;
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
        receiver: { is: (text) => successor.names.includes(fold(text)), name: request.successor },
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
  const result = editText({ name, text: before, edits: input.edits(sectionsOf(name, bytes)) });
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
  const { departure, advice } = departureFrom(organized);
  const edited: FileEdit[] = [];
  const edits = (sections: PlainMapping): readonly TextEdit[] => {
    const made = editsFor(sections, departure);
    for (const account of made.ownerless) {
      advice.push(
        `${facts.key}: nobody there can answer for the service account ${account}; write another \`owner\`.`,
      );
    }
    if (made.unprotected) advice.push(unprotectedAdvice(facts, request.who));
    return made.edits;
  };
  for (const file of files) {
    const result = editedFile({ file, request, who, edits });
    if ("error" in result) return result;
    edited.push(...result.files);
  }
  return { files: edited, advice };
}

function sectionsOf(name: string, bytes: Uint8Array): PlainMapping {
  const { file } = decode(name, bytes);
  const root = file === undefined ? undefined : parseNodes(file).root;
  const value = root === undefined ? {} : plainOf(root);
  return isMapping(value) ? value : {};
}

function unprotectedAdvice({ key }: Facts, who: string): string {
  return (
    `${key}: ${who} is taken off \`guards.protected\`, and a change is judged by the protection before it: the guard ` +
    "`protected` blocks their leaving. Merge that line alone first, then the rest."
  );
}

function departureFrom({ facts, request, who, successor: heir }: Organized): {
  readonly departure: Departure;
  readonly advice: string[];
} {
  const named = facts.members.get(heir.key);
  const objection = objectionToReceiver(facts, named);
  const staying = stayingFrom(facts, facts.settings?.successor);
  const other = staying === undefined || staying.key === who.key ? undefined : staying;
  const owns = (member: DeclaredMember | undefined): boolean =>
    member !== undefined && canOwn(roleOf(facts, member), customRoles(facts));
  const receiver = objection === undefined ? named : undefined;
  const departure: Departure = {
    names: (text) => who.names.includes(fold(text)),
    state: facts.settings?.policy.onLeave === "remove" ? "removed" : "deactivated",
    successor: receiverOf(receiver),
    manager: receiverOf(activeMember(facts, named?.key) ?? other),
    owner: receiverOf(receiver ?? (owns(other) ? other : undefined)),
  };
  if (objection === undefined) return { departure, advice: [] };
  const receives = departure.owner?.name;
  const then =
    receives === undefined
      ? `Write who receives into the entry of ${request.who}, or name one for the organization (\`successor\`).`
      : `What they own goes to ${receives}, the organization's successor, unless their entry names one.`;
  const message = `${facts.key}: ${request.successor} ${objection}, so that they were not written as the successor there.`;
  return { departure, advice: [`${message} ${then}`] };
}

/** A member by the name that `members` gives them there: the key of `people`, or the e-mail. */
function receiverOf(member: DeclaredMember | undefined): Receiver | undefined {
  if (member === undefined) return undefined;
  const { key, email, person, at } = member;
  const written = /^["']?([^"':\s]+)/.exec(at.file.text.slice(at.offset, at.offset + 300))?.[1] ?? "";
  const byKey = person !== undefined && fold(written) === person.key;
  return {
    is: (text) => fold(text) === key || fold(text) === person?.key,
    name: byKey ? person.slug : email,
  };
}

function objectionToReceiver(facts: Facts, named: DeclaredMember | undefined): string | undefined {
  if (named === undefined) return "is no member";
  if (named.state !== "active") return `is ${named.state} there`;
  const role = roleOf(facts, named);
  if (canOwn(role, customRoles(facts))) return undefined;
  return `has the role ${role ?? "of nobody"} there, which may own nothing (owning takes editor or above)`;
}
