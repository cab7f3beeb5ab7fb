/**
 * Somebody leaves: the edits of every organization's files that name them. All of it is worked out, read again and
 * judged before anybody writes anything.
 */
import type { Diagnostic } from "../model/diagnostic.ts";
import { canOwn } from "../model/role.ts";
import { fold, nearest } from "../model/text.ts";
import type { Tree } from "../model/tree.ts";
import { editText } from "./edit/edit.ts";
import { isMapping, plainOf, type PlainMapping } from "./edit/plain.ts";
import type { DeclaredMember, Facts } from "./facts.ts";
import { layOut, type AccessFile } from "./layout.ts";
import { readFolder } from "./merge.ts";
import { parseNodes } from "./nodes.ts";
import { editsFor, type Departure, type Receiver } from "./offboardEdits.ts";
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
  const folders = layOut(request.tree, request.label).folders.map((folder) => ({
    files: folder.files,
    facts: readFolder(folder, request.label).facts,
  }));
  const unknown = objectionTo(
    request,
    folders.map(({ facts }) => facts),
  );
  if (unknown !== undefined) return { ok: false, error: unknown };
  const files: FileEdit[] = [];
  const advice: string[] = [];
  const organizations: string[] = [];
  for (const { files: mine, facts } of folders) {
    if (!facts.members.has(fold(request.who))) continue;
    const edited = organizationEdits({ files: mine, facts, request });
    if ("error" in edited) return { ok: false, error: edited.error };
    if (edited.files.length > 0) organizations.push(facts.key);
    files.push(...edited.files);
    advice.push(...edited.advice);
  }
  const after = errorsOf(declare({ ...request, tree: withFiles(request.tree, files) }));
  if (after.length > 0) return { ok: false, diagnostics: after, edited: true };
  return { ok: true, files, organizations: organizations.sort(), advice };
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

function objectionTo({ who, successor }: OffboardRequest, all: readonly Facts[]): string | undefined {
  if (fold(who) === fold(successor)) return "Nobody is their own successor: name somebody who stays.";
  const people = new Set(all.flatMap((facts) => [...facts.members.keys()]));
  for (const name of [who, successor]) {
    if (people.has(fold(name))) continue;
    const near = nearest(name, people);
    const hint = near === undefined ? "Name them as the files do." : `Did you mean ${near}?`;
    return `No file names ${quoted(name)} as a member. ${hint}`;
  }
  return undefined;
}

interface Organized {
  readonly files: readonly AccessFile[];
  readonly facts: Facts;
  readonly request: OffboardRequest;
}

function organizationEdits({
  files,
  facts,
  request,
}: Organized):
  { readonly files: readonly FileEdit[]; readonly advice: readonly string[] } | { readonly error: string } {
  const who = fold(request.who);
  const { departure, advice } = departureFrom(facts, request);
  const edited: FileEdit[] = [];
  for (const { name, bytes } of files) {
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    // Most files do not name the person, and need no closer look.
    if (!fold(text).includes(who)) continue;
    const { edits, ownerless, unprotected } = editsFor(sectionsOf(name, bytes), departure);
    const result = editText({ name, text, edits });
    if (!result.ok) return { error: result.message };
    for (const account of ownerless) {
      advice.push(
        `${facts.key}: nobody there can answer for the service account ${account}; write another \`owner\`.`,
      );
    }
    if (unprotected) advice.push(unprotectedAdvice(facts, request.who));
    if (result.text !== text) {
      edited.push({ name, path: name.slice(request.label.length + 1), before: text, after: result.text });
    }
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

function departureFrom(
  facts: Facts,
  { who, successor }: OffboardRequest,
): { readonly departure: Departure; readonly advice: string[] } {
  const leaver = fold(who);
  const named = facts.members.get(fold(successor));
  const objection = objectionToReceiver(facts, named);
  const heir = stayingFrom(facts, facts.settings?.successor);
  const other = heir === undefined || heir.key === leaver ? undefined : heir;
  const owns = (member: DeclaredMember | undefined): boolean =>
    member !== undefined && canOwn(roleOf(facts, member), customRoles(facts));
  const receiver = objection === undefined ? named : undefined;
  const departure: Departure = {
    names: (text) => fold(text) === leaver,
    state: facts.settings?.policy.onLeave === "remove" ? "removed" : "deactivated",
    successor: receiverOf(receiver),
    manager: receiverOf(activeMember(facts, named?.key) ?? other),
    owner: receiverOf(receiver ?? (owns(other) ? other : undefined)),
  };
  if (objection === undefined) return { departure, advice: [] };
  const receives = departure.owner?.name;
  const then =
    receives === undefined
      ? `Write who receives into the entry of ${who}, or name one for the organization (\`successor\`).`
      : `What they own goes to ${receives}, the organization's successor, unless their entry names one.`;
  const message = `${facts.key}: ${successor} ${objection}, so that they were not written as the successor there.`;
  return { departure, advice: [`${message} ${then}`] };
}

function receiverOf(member: DeclaredMember | undefined): Receiver | undefined {
  return member === undefined ? undefined : { key: member.key, name: member.email };
}

function objectionToReceiver(facts: Facts, named: DeclaredMember | undefined): string | undefined {
  if (named === undefined) return "is no member";
  if (named.state !== "active") return `is ${named.state} there`;
  const role = roleOf(facts, named);
  if (canOwn(role, customRoles(facts))) return undefined;
  return `has the role ${role ?? "of nobody"} there, which may own nothing (owning takes editor or above)`;
}
