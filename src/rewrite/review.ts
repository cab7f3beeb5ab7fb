/**
 * What a review decided, as edits of access files: who is to lose access leaves one organization as a leaver would, a
 * service account is disabled, a role becomes another. Nothing else in the files changes.
 */
import { factsOn } from "../declare/factsOn.ts";
import type { Facts } from "../declare/facts.ts";
import type { AccessFile } from "../declare/layout.ts";
import { readAccess } from "../declare/read.ts";
import { fold } from "../model/text.ts";
import type { Tree } from "../model/tree.ts";
import { editText, type TextEdit } from "./edit/edit.ts";
import { isList, isMapping, mappingAt, type Plain, type PlainMapping } from "./edit/plain.ts";
import { errorsOf, withFiles, type FaultyFiles, type FileEdit } from "./offboard.ts";
import { editsFor, type Departure } from "./offboardEdits.ts";
import { heirsOf } from "./offboardHeirs.ts";

/** What is to become of whom in an organization; keys of members and service accounts. */
export interface Verdicts {
  readonly organization: string;
  readonly members: readonly string[];
  readonly accounts: readonly string[];
  /** Keys with the role that they are to have. */
  readonly memberRoles: ReadonlyMap<string, string>;
  readonly accountRoles: ReadonlyMap<string, string>;
}

interface ReviewEdits {
  readonly ok: true;
  /** Only files that change. */
  readonly files: readonly FileEdit[];
  /** What nobody was there to take over, as sentences. */
  readonly advice: readonly string[];
}

interface ReviewEditRequest {
  readonly tree: Tree;
  readonly label: string;
  readonly today: string;
  readonly verdicts: readonly Verdicts[];
}

/** The edits; nothing where the files have errors, or would have some afterwards. */
export function reviewEdits(
  request: ReviewEditRequest,
): ReviewEdits | FaultyFiles | { readonly ok: false; readonly error: string } {
  const { tree, label, today, verdicts } = request;
  const said = readAccess({ tree, label, today });
  const errors = errorsOf(said);
  if (errors.length > 0) return { ok: false, diagnostics: errors, edited: false };
  const files: FileEdit[] = [];
  const advice: string[] = [];
  for (const { files: mine, facts } of said.folders) {
    const own = verdicts.find(({ organization }) => organization === facts.key);
    if (own === undefined) continue;
    const edited = organizationEdits({ files: mine, facts: factsOn(facts, today), own, label });
    if ("error" in edited) return { ok: false, error: edited.error };
    files.push(...edited.files);
    advice.push(...edited.advice);
  }
  const after = errorsOf(readAccess({ tree: withFiles(tree, files), label, today }));
  return after.length > 0 ? { ok: false, diagnostics: after, edited: true } : { ok: true, files, advice };
}

interface Organized {
  readonly files: readonly AccessFile[];
  readonly facts: Facts;
  readonly own: Verdicts;
  readonly label: string;
}

function organizationEdits({
  files,
  facts,
  own,
  label,
}: Organized):
  { readonly files: readonly FileEdit[]; readonly advice: readonly string[] } | { readonly error: string } {
  const leaving = namesOf(facts, own.members);
  const departure: Departure = {
    names: (text) => leaving.has(fold(text)),
    state: facts.settings?.policy.onLeave === "remove" ? "removed" : "deactivated",
    ...heirs(facts, own.members),
  };
  const edited: FileEdit[] = [];
  const advice: string[] = [];
  for (const { name, bytes } of files) {
    const before = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    const edits = (sections: PlainMapping): readonly TextEdit[] => {
      const made = leaving.size === 0 ? undefined : editsFor(sections, departure);
      for (const account of made?.ownerless ?? [])
        advice.push(
          `${facts.key}: the service account ${account} has nobody to answer for it: name an owner.`,
        );
      for (const guest of made?.unapproved ?? [])
        advice.push(`${facts.key}: the guest ${guest} has nobody who let them in: name an approver.`);
      return [...(made?.edits ?? []), ...roleEdits(sections, facts, own), ...accountEdits(sections, own)];
    };
    const result = editText({ name, text: before, edits });
    if (!result.ok) return { error: result.message };
    if (result.text !== before)
      edited.push({ name, path: name.slice(label.length + 1), before, after: result.text });
  }
  return { files: edited, advice };
}

/** Every name by which the files may call these members. */
function namesOf(facts: Facts, members: readonly string[]): ReadonlySet<string> {
  return new Set(
    members.flatMap((key) => {
      const person = facts.members.get(key)?.person?.key;
      return person === undefined ? [key] : [key, person];
    }),
  );
}

/** What they leave goes to the organization's successor, or whoever comes after that one; never to another who goes. */
function heirs(facts: Facts, members: readonly string[]): ReturnType<typeof heirsOf> {
  const nobody = { successor: undefined, manager: undefined, approver: undefined, owner: undefined };
  const successor = facts.settings?.successor?.key;
  if (successor === undefined) return { ...nobody, objection: undefined };
  const after = new Map(
    [...facts.members].map(([key, member]) => [
      key,
      members.includes(key) ? { ...member, state: "deactivated" as const } : member,
    ]),
  );
  // Whose own entry names a successor keeps that one.
  return { ...heirsOf({ ...facts, members: after }, { who: "", successor }), successor: undefined };
}

function roleEdits(file: PlainMapping, facts: Facts, { memberRoles, accountRoles }: Verdicts): TextEdit[] {
  const byName = new Map(
    [...memberRoles].flatMap(([key, role]) =>
      [...namesOf(facts, [key])].map((name) => [name, { key, role }] as const),
    ),
  );
  const members = Object.entries(mappingAt(file, "members")).flatMap(([name, entry]) =>
    memberRole({ path: ["members", name], entry, role: byName.get(fold(name))?.role }),
  );
  const accounts = Object.entries(mappingAt(file, "service_accounts")).flatMap(([name, entry]) =>
    roleEdit({ path: ["service_accounts", name], entry, role: accountRoles.get(fold(name)) }),
  );
  return [...members, ...placeEdits(file, facts, [...memberRoles.keys()]), ...accounts];
}

interface Given {
  readonly path: readonly string[];
  readonly entry: Plain;
  readonly role: string | undefined;
}

function roleEdit({ path, entry, role }: Given): TextEdit[] {
  if (role === undefined) return [];
  return [{ op: "set", path: isMapping(entry) ? [...path, "role"] : path, value: role }];
}

/** What gave them another role goes: a profile, and the term of the role that they had. */
function memberRole(given: Given): TextEdit[] {
  const { path, entry, role } = given;
  if (role === undefined || !isMapping(entry)) return roleEdit(given);
  const others = ["profile", "until", "then"].filter((field) => entry[field] !== undefined);
  return [...others.map((field): TextEdit => ({ op: "delete", path: [...path, field] })), ...roleEdit(given)];
}

/** Whoever loses a profile for another role stays in its teams: they were not decided on. */
function placeEdits(file: PlainMapping, facts: Facts, keys: readonly string[]): TextEdit[] {
  const places = keys.flatMap((key) => {
    const member = facts.members.get(key);
    const teams = facts.settings?.profiles.get(member?.profile?.key ?? "")?.teams ?? [];
    return member === undefined ? [] : teams.map((team) => ({ member, team: team.key }));
  });
  return Object.entries(mappingAt(file, "teams")).flatMap(([slug, team]) =>
    places
      .filter(({ member, team: of }) => of === fold(slug) && !namesMember(team, facts, member.key))
      .map(({ member }) => ({
        ...{ op: "append" as const, path: ["teams", slug, "members"] },
        value: member.person?.slug ?? member.email,
      })),
  );
}

function namesMember(team: Plain, facts: Facts, key: string): boolean {
  const names = namesOf(facts, [key]);
  const list = isMapping(team) ? team["members"] : undefined;
  if (!isList(list)) return false;
  return list.some((item) => {
    const name = isMapping(item) ? item["member"] : item;
    return typeof name === "string" && names.has(fold(name));
  });
}

function accountEdits(file: PlainMapping, { accounts }: Verdicts): TextEdit[] {
  return Object.keys(mappingAt(file, "service_accounts"))
    .filter((name) => accounts.includes(fold(name)))
    .map((name) => ({ op: "set", path: ["service_accounts", name, "state"], value: "disabled" }));
}
