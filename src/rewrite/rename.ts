/**
 * People under new addresses: the edits of every file that names them. The former address stays on record, so that the
 * same people are meant; all of it is worked out, read again and judged before anybody writes anything.
 */
import type { AccessFile } from "../declare/layout.ts";
import type { Facts, People } from "../declare/facts.ts";
import type { DeclaredPerson } from "../declare/items.ts";
import { placeText, quoted, sourceFile } from "../declare/place.ts";
import { readAccess } from "../declare/read.ts";
import { faultOfAddress } from "../declare/rules/email.ts";
import { domainOf, fold, nearest, nearestPerson, plural } from "../model/text.ts";
import type { Tree } from "../model/tree.ts";
import { editText, type TextEdit } from "./edit/edit.ts";
import { isList, isMapping, mappingFrom, type Plain, type PlainMapping, mappingAt } from "./edit/plain.ts";
import { errorsOf, withFiles, type FileEdit, type OffboardFailure, type Offboarding } from "./offboard.ts";
import { identityOf } from "./offboardPeople.ts";
import { withAddresses, type Addresses } from "./renameText.ts";

/** Somebody's new address, or a new domain for everybody of the old one. */
export type Renaming =
  { readonly who: string; readonly email: string } | { readonly domain: string; readonly to: string };

interface RenameRequest {
  readonly tree: Tree;
  readonly label: string;
  readonly today: string;
  readonly asked: Renaming;
}

/** What the new addresses come to. Nothing, when the files have errors already or would have some afterwards. */
export function renameFiles(request: RenameRequest): Offboarding | OffboardFailure {
  const said = readAccess(request);
  const errors = errorsOf(said);
  if (errors.length > 0) return { ok: false, diagnostics: errors, edited: false };
  const all = said.folders.map(({ facts }) => facts);
  const found = addressesFor(request.asked, said.people, all);
  if ("error" in found) return { ok: false, error: found.error };
  const shared = new Set([...found.addresses.keys()].filter((old) => said.people.byEmail.has(old)));
  const renaming: Renamed = { ...found, shared, asked: request.asked };
  const files: FileEdit[] = [];
  const organizations = new Set<string>();
  const whole = [
    ...(said.peopleFile === undefined ? [] : [{ file: said.peopleFile, key: undefined }]),
    ...said.folders.flatMap(({ files: mine, facts }) => mine.map((file) => ({ file, key: facts.key }))),
  ];
  for (const { file, key } of whole) {
    const edited = edit(file, request.label, renaming);
    if ("error" in edited) return { ok: false, error: edited.error };
    if (edited.file === undefined) continue;
    files.push(edited.file);
    if (key !== undefined) organizations.add(key);
  }
  for (const { key, members } of all)
    if ([...found.addresses.keys()].some((old) => members.has(old))) organizations.add(key);
  const after = errorsOf(readAccess({ ...request, tree: withFiles(request.tree, files) }));
  if (after.length > 0) return { ok: false, diagnostics: after, edited: true };
  return {
    ok: true,
    files,
    organizations: [...organizations].sort(),
    declared: all.length,
    advice: adviceOn(request.asked, found.addresses),
  };
}

interface Found {
  readonly addresses: Addresses;
  /** Those of them who stand in people.yaml, where their former address is kept. */
  readonly shared?: ReadonlySet<string>;
  /** Somebody of people.yaml who has no address so far. */
  readonly unaddressed?: DeclaredPerson;
}

interface Renamed extends Found {
  readonly asked: Renaming;
}

function addressesFor(
  asked: Renaming,
  people: People,
  all: readonly Facts[],
): Found | { readonly error: string } {
  const known = new Set([...people.byEmail.keys(), ...all.flatMap(({ members }) => [...members.keys()])]);
  return "who" in asked ? oneAddress(asked, people, known) : wholeDomain(asked, known);
}

function oneAddress(
  { who, email }: { readonly who: string; readonly email: string },
  people: People,
  known: ReadonlySet<string>,
): Found | { readonly error: string } {
  const fault = faultOfAddress(email);
  if (fault !== undefined) return { error: `${quoted(email)} cannot be an address: ${fault}.` };
  const { key, person } = identityOf(people, who);
  if (!known.has(key) && person === undefined) {
    const near = nearestPerson(who, [...known, ...people.byKey.keys()]);
    return {
      error: `No file names ${quoted(who)}. ${near === undefined ? "Name them as the files do." : `Did you mean ${near}?`}`,
    };
  }
  if (fold(email) === key) return { error: `${email} is the address of ${who} already.` };
  if (known.has(fold(email)))
    return { error: `${email} is somebody else in the files: two people are not made one.` };
  if (key.includes("@")) return { addresses: new Map([[key, email]]) };
  if (person !== undefined) return { addresses: new Map(), unaddressed: person };
  return {
    error: `${quoted(who)} is a name at the service, and no address: it is changed there, by themselves.`,
  };
}

function wholeDomain(
  { domain, to }: { readonly domain: string; readonly to: string },
  known: ReadonlySet<string>,
): Found | { readonly error: string } {
  const fault = faultOfAddress(`somebody@${to}`);
  if (fault !== undefined) return { error: `${quoted(to)} cannot be a domain: ${fault}.` };
  const old = fold(domain);
  if (old === fold(to)) return { error: `${domain} and ${to} are the same domain.` };
  const theirs = [...known].filter((email) => email.includes("@") && domainOf(email) === old);
  if (theirs.length === 0) {
    const near = nearest(old, new Set([...known].filter((email) => email.includes("@")).map(domainOf)));
    return {
      error: `Nobody in the files has an address at ${quoted(domain)}.${near === undefined ? "" : ` Did you mean ${near}?`}`,
    };
  }
  const addresses = new Map(
    theirs.map((email) => [email, `${email.slice(0, email.lastIndexOf("@"))}@${to}`]),
  );
  const taken = [...addresses].find(([, now]) => known.has(fold(now)));
  if (taken !== undefined)
    return {
      error: `${taken[0]} would be ${taken[1]}, who is somebody else in the files: rename one of them first.`,
    };
  return { addresses };
}

/** One file edited; undefined when nothing in it changes. */
function edit(
  { name, bytes }: AccessFile,
  label: string,
  renaming: Renamed,
): { readonly file: FileEdit | undefined } | { readonly error: string } {
  const before = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const mark = before.startsWith("\ufeff") ? "\ufeff" : "";
  const text = before.slice(mark.length);
  const readdressed = withAddresses(text, renaming.addresses);
  if ("fault" in readdressed) {
    const { fault, at } = readdressed;
    const where = at === undefined ? name : placeText({ file: sourceFile(name, text), offset: at });
    return { error: `${where} was not edited: ${fault}.` };
  }
  const result = editText({
    name,
    text: mark + readdressed.text,
    edits: (sections) => [
      ...peopleEdits(sections, renaming),
      ...memberEdits(sections, renaming),
      ...domainEdits(sections, renaming),
    ],
  });
  if (!result.ok) return { error: result.message };
  if (result.text === before) return { file: undefined };
  return { file: { name, path: name.slice(label.length + 1), before, after: result.text } };
}

/** The old address of whoever has this new one. */
function formerOf(address: string, { addresses }: Found): string | undefined {
  return [...addresses].find(([, now]) => fold(now) === fold(address))?.[0];
}

function peopleEdits(sections: PlainMapping, renaming: Renamed): TextEdit[] {
  const { asked, unaddressed } = renaming;
  return Object.entries(mappingAt(sections, "people")).flatMap(([key, person]): TextEdit[] => {
    const path = ["people", key];
    if (unaddressed?.key === fold(key) && "email" in asked)
      return [{ op: "set", path: [...path, "email"], value: asked.email }];
    if (!isMapping(person) || typeof person["email"] !== "string") return [];
    const former = formerOf(person["email"], renaming);
    return former === undefined
      ? []
      : formerEdits([...path, "previously"], person, { former, now: person["email"] });
  });
}

/** Whoever is no person of people.yaml carries their former address here. */
function memberEdits(sections: PlainMapping, renaming: Renamed): TextEdit[] {
  return Object.entries(mappingAt(sections, "members")).flatMap(([key, entry]): TextEdit[] => {
    const former = formerOf(key, renaming);
    if (former === undefined || renaming.shared?.has(former) === true) return [];
    if (isMapping(entry)) return formerEdits(["members", key, "previously"], entry, { former, now: key });
    const value = mappingFrom([
      ["role", entry],
      ["previously", [former]],
    ]);
    return [{ op: "set", path: ["members", key], value }];
  });
}

/** The former address comes last; the new one is none any more. */
function formerEdits(
  path: readonly (string | number)[],
  entry: PlainMapping,
  { former, now }: { readonly former: string; readonly now: string },
): TextEdit[] {
  const listed = entry["previously"];
  const items: readonly Plain[] = isList(listed) ? listed : [];
  const isListed = (address: string) =>
    items.some((item) => typeof item === "string" && fold(item) === fold(address));
  return [
    ...items.flatMap((item, index): TextEdit[] =>
      typeof item === "string" && fold(item) === fold(now) ? [{ op: "delete", path: [...path, index] }] : [],
    ),
    ...(isListed(former) ? [] : [{ op: "append" as const, path, value: former }]),
  ];
}

/** Where the old domain may sign in, or sends guests, the new one may from now on, too. */
function domainEdits(sections: PlainMapping, { asked }: Renamed): TextEdit[] {
  if (!("domain" in asked)) return [];
  const organization = mappingAt(sections, "organization");
  return ["sso", "guests"].flatMap((section): TextEdit[] => {
    const domains = mappingAt(organization, section)["domains"];
    const has = (domain: string) =>
      isList(domains) && domains.some((item) => typeof item === "string" && fold(item) === fold(domain));
    return has(asked.domain) && !has(asked.to)
      ? [{ op: "append", path: ["organization", section, "domains"], value: asked.to }]
      : [];
  });
}

function adviceOn(asked: Renaming, addresses: Addresses): string[] {
  if (!("domain" in asked)) return [];
  return [
    `${plural(addresses.size, "person has", "people have")} an address at ${asked.to} now. Take ${asked.domain} out of sso and guests domains once nobody signs in with it.`,
  ];
}
