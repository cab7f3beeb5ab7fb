/** What a leaver's going changes in one access file: every place that names them, as edits. */
import type { Step, TextEdit } from "./edit/edit.ts";
import { isList, isMapping, mappingFrom, type Plain, type PlainMapping, mappingAt } from "./edit/plain.ts";
import type { Heirs, Receiver } from "./offboardHeirs.ts";

/** Who leaves an organization, and who comes after them there. */
export interface Departure extends Heirs {
  /** Whether a text of the files names who leaves. */
  readonly names: (text: string) => boolean;
  readonly state: "deactivated" | "removed";
}

/** The edits of one file, and what could not be edited away. */
export interface FileEdits {
  readonly edits: readonly TextEdit[];
  /** Service accounts that keep the leaver as their owner, because nobody else is there. */
  readonly ownerless: readonly string[];
  /** Guests whom the leaver let in, and for whom somebody else answers now. */
  readonly approved: readonly string[];
  /** Guests who keep the leaver as their approval, because nobody else is there. */
  readonly unapproved: readonly string[];
  /** Whether the leaver is taken off the protected people. */
  readonly unprotected: boolean;
}

/** What stays of a leaver's entry: who they are. What they could do goes. */
const stays = ["previously", "ids", "at_once"];

/** Edits for a file that holds these sections. */
export function editsFor(file: PlainMapping, departure: Departure): FileEdits {
  const organization = mappingAt(file, "organization");
  const members = mappingAt(file, "members");
  const accounts = accountEdits(mappingAt(file, "service_accounts"), departure);
  const guests = guestEdits(members, departure);
  const unprotected = listEdits(
    ["organization", "guards", "protected"],
    mappingAt(organization, "guards")["protected"],
    departure,
  );
  const approvers = listEdits(
    ["organization", "guests", "approvers"],
    mappingAt(organization, "guests")["approvers"],
    departure,
  );
  return {
    edits: [
      ...fieldEdit(["organization", "successor"], organization["successor"], departure, departure.owner),
      ...unprotected,
      ...approvers,
      ...memberEdits(members, departure),
      ...guests.edits,
      ...teamEdits(mappingAt(file, "teams"), departure),
      ...grantEdits(mappingAt(file, "roles"), departure),
      ...accounts.edits,
      ...ownershipEdits(mappingAt(file, "ownership"), departure),
    ],
    ownerless: accounts.ownerless,
    approved: guests.approved,
    unapproved: guests.unapproved,
    unprotected: unprotected.length > 0,
  };
}

/** Edits for the file of all people, of which some may name the leaver as their successor. */
export function peopleEdits(
  file: PlainMapping,
  { names, receiver }: Pick<Departure, "names"> & { readonly receiver: Receiver },
): TextEdit[] {
  return Object.entries(mappingAt(file, "people")).flatMap(([key, person]) => {
    if (!isMapping(person)) return [];
    const { email, successor } = person;
    const themselves = receiver.is(key) || (typeof email === "string" && receiver.is(email));
    return fieldEdit(["people", key, "successor"], successor, { names }, themselves ? undefined : receiver);
  });
}

/** A field that names the leaver is given to the receiver, or taken out when there is none. */
function fieldEdit(
  path: readonly Step[],
  value: Plain | undefined,
  { names }: Pick<Departure, "names">,
  receiver: Receiver | undefined,
): TextEdit[] {
  if (typeof value !== "string" || !names(value)) return [];
  return [receiver === undefined ? { op: "delete", path } : { op: "set", path, value: receiver.name }];
}

/** Items of a list that are the leaver, by name or as `member` of a mapping, go. */
function listEdits(path: readonly Step[], list: Plain | undefined, { names }: Departure): TextEdit[] {
  if (!isList(list)) return [];
  return list.flatMap((item, index): TextEdit[] => {
    const person = isMapping(item) ? item["member"] : item;
    return typeof person === "string" && names(person) ? [{ op: "delete", path: [...path, index] }] : [];
  });
}

function memberEdits(members: PlainMapping, departure: Departure): TextEdit[] {
  return Object.entries(members).flatMap(([key, entry]): TextEdit[] => {
    const path = ["members", key];
    if (departure.names(key)) return [{ op: "set", path, value: leaverEntry(entry, departure) }];
    if (!isMapping(entry)) return [];
    const { owner } = departure;
    // Nobody is their own successor.
    const receiver = owner?.is(key) === true ? undefined : owner;
    return fieldEdit([...path, "successor"], entry["successor"], departure, receiver);
  });
}

/** Approvals that the leaver gave to people who are still let in. A guest has to have one, so that the field cannot just go. */
function guestEdits(
  members: PlainMapping,
  { names, approver: heir }: Departure,
): Pick<FileEdits, "edits" | "approved" | "unapproved"> {
  const guests = Object.entries(members).flatMap(([key, entry]) => {
    if (!isMapping(entry) || names(key) || (entry["state"] ?? "active") !== "active") return [];
    const approver = entry["approved_by"];
    return typeof approver === "string" && names(approver) ? [key] : [];
  });
  // Nobody approves themselves.
  const approved = guests.filter((key) => heir?.is(key) === false);
  return {
    edits: approved.map((key) => ({
      op: "set",
      path: ["members", key, "approved_by"],
      value: heir?.name ?? null,
    })),
    approved,
    unapproved: guests.filter((key) => heir?.is(key) !== false),
  };
}

function leaverEntry(entry: Plain, { state, successor, names }: Departure): Plain {
  const before = isMapping(entry) ? entry : {};
  const gone = before["state"] === "deactivated" || before["state"] === "removed";
  const kept = Object.entries(before).filter(([key]) => stays.includes(key));
  const named = before["successor"];
  const after = successor?.name ?? (typeof named === "string" && !names(named) ? named : undefined);
  const same = typeof named === "string" && successor?.is(named) === true;
  return mappingFrom([
    ...kept,
    ["state", gone ? (before["state"] ?? state) : state],
    ...(after === undefined ? [] : [["successor", same ? named : after] as const]),
  ]);
}

function teamEdits(teams: PlainMapping, departure: Departure): TextEdit[] {
  return Object.entries(teams).flatMap(([slug, team]) =>
    isMapping(team)
      ? [
          ...fieldEdit(["teams", slug, "manager"], team["manager"], departure, departure.manager),
          ...listEdits(["teams", slug, "members"], team["members"], departure),
        ]
      : [],
  );
}

/** The lists of those who hold a role beside their own. */
function grantEdits(roles: PlainMapping, departure: Departure): TextEdit[] {
  return Object.entries(roles).flatMap(([name, role]) => {
    const given = isMapping(role) ? mappingAt(role, "granted_to") : {};
    return listEdits(["roles", name, "granted_to", "members"], given["members"], departure);
  });
}

function accountEdits(
  accounts: PlainMapping,
  departure: Departure,
): { readonly edits: readonly TextEdit[]; readonly ownerless: readonly string[] } {
  const owned = Object.entries(accounts).filter(([, account]) => {
    const owner = isMapping(account) ? account["owner"] : undefined;
    return typeof owner === "string" && departure.names(owner);
  });
  const { manager } = departure;
  // An account has to have an owner, so that the field cannot just go.
  if (manager === undefined) return { edits: [], ownerless: owned.map(([name]) => name) };
  return {
    edits: owned.map(([name]) => ({
      op: "set",
      path: ["service_accounts", name, "owner"],
      value: manager.name,
    })),
    ownerless: [],
  };
}

function ownershipEdits(ownership: PlainMapping, departure: Departure): TextEdit[] {
  return Object.entries(ownership).flatMap(([kind, things]) =>
    Object.entries(isMapping(things) ? things : {}).flatMap(([name, owner]) =>
      fieldEdit(["ownership", kind, name], owner, departure, departure.owner),
    ),
  );
}
