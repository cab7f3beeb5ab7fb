/** One access in words, as pieces: what it is, since when and by whose word, where it stands, and whether it was seen applied. */
import { foreign, holderPieces, joined, namesOf, own, type Piece } from "../kinds/pieces.ts";
import { fieldOf, objectIn, textOf, textsOf } from "../model/fields.ts";
import type { Access, Origin } from "../model/evidence.ts";
import type { JsonObject } from "../model/json.ts";

/** Whose access it is told as: what is plain then is not said again. */
export type Teller = "person" | "service_account" | "team" | "anybody";

/** What of an access says what it is. */
type What = Pick<Access, "kind" | "key" | "fields">;

/** What somebody has: "editor, until 2027-01-31", "in team finance, lead", "edit on pipeline nightly, with team finance". */
export function accessPieces(access: What, teller: Teller): Piece[] {
  const { kind, key, fields } = access;
  switch (kind) {
    case "member": {
      const name = teller === "anybody" ? [foreign(key), own(": ")] : [];
      return joined([[...name, ...memberPieces(fields)], ...endPieces(fields)]);
    }
    case "team":
      return teamPieces(access);
    case "team_membership":
      return placePieces(access, teller);
    case "role":
      return joined([
        [own("role "), foreign(key), own(" as "), role(fields, "base")],
        ...labelledList("may ", textsOf(fields, "permissions")),
      ]);
    case "share":
      return sharePieces(access, teller);
    case "role_grant":
      return grantPieces(access, teller);
    case "service_account":
      return accountPieces(access);
    case "key":
      return joined([[own("key "), foreign(key)], ...labelledList("for ", textsOf(fields, "scopes"))]);
    case "ownership":
      return ownershipPieces(access, teller);
  }
}

function teamPieces({ key, fields }: What): Piece[] {
  const [manager, parent] = [textOf(fields, "manager"), textOf(fields, "parent")];
  return joined([
    [own("team "), foreign(key)],
    ...(manager === undefined ? [] : [[own("managed by "), foreign(manager)]]),
    ...(parent === undefined ? [] : [[own("below "), foreign(parent)]]),
  ]);
}

function placePieces({ fields }: What, teller: Teller): Piece[] {
  const [team, member] = [textOf(fields, "team") ?? "", textOf(fields, "member") ?? ""];
  const inTeam = [own(teller === "person" ? "in team " : " in team "), foreign(team)];
  return joined([
    [...(teller === "person" ? [] : [foreign(member)]), ...(teller === "team" ? [] : inTeam)],
    ...(textOf(fields, "role") === "lead" ? [[own("lead")]] : []),
    ...endPieces(fields),
  ]);
}

function sharePieces({ fields }: What, teller: Teller): Piece[] {
  const holder = objectIn(fieldOf(fields, "holder"));
  const isOwn = textOf(holder, "kind") === (teller === "person" ? "member" : teller);
  return joined([
    [role(fields, "level"), own(" on "), ...resourcePieces(fields)],
    ...(isOwn ? [] : [[own("with "), ...(holderPieces(holder) ?? [own("?")])]]),
    ...endPieces(fields),
  ]);
}

/** "role security_manager, with team security" */
function grantPieces({ fields }: What, teller: Teller): Piece[] {
  const holder = objectIn(fieldOf(fields, "holder"));
  const isOwn = textOf(holder, "kind") === (teller === "person" ? "member" : teller);
  return joined([
    [own("role "), foreign(textOf(fields, "role") ?? "")],
    ...(isOwn ? [] : [[own("with "), ...(holderPieces(holder) ?? [own("?")])]]),
    ...endPieces(fields),
  ]);
}

function accountPieces({ key, fields }: What): Piece[] {
  const owner = holderPieces(objectIn(fieldOf(fields, "owner")));
  return joined([
    [own("service account "), foreign(key)],
    ...(textOf(fields, "role") === undefined ? [] : [[role(fields, "role")]]),
    ...(owner === undefined ? [] : [[own("answered for by "), ...owner]]),
    ...endPieces(fields),
  ]);
}

function ownershipPieces({ fields }: What, teller: Teller): Piece[] {
  if (teller !== "anybody") return [own("owns "), ...resourcePieces(fields)];
  const owner = textOf(fields, "owner");
  return [...resourcePieces(fields), own(" of "), owner === undefined ? own("nobody") : foreign(owner)];
}

function resourcePieces(fields: JsonObject): Piece[] {
  return [role(fields, "resource"), own(" "), foreign(textOf(fields, "name") ?? "")];
}

function memberPieces(fields: JsonObject): Piece[] {
  const state = textOf(fields, "state") ?? "";
  if (state !== "active") return [own("no access: "), role(fields, "state")];
  return [textOf(fields, "role") === undefined ? own("member, role not managed") : role(fields, "role")];
}

function role(fields: JsonObject, field: string): Piece {
  return { piece: "role", text: textOf(fields, field) ?? "" };
}

function endPieces(fields: JsonObject): Piece[][] {
  const [until, roleUntil, then] = [
    textOf(fields, "until"),
    textOf(fields, "role_until"),
    textOf(fields, "then"),
  ];
  return [
    ...(roleUntil === undefined
      ? []
      : [[own(`until ${roleUntil}, then `), then === undefined ? own("another") : role(fields, "then")]]),
    ...(until === undefined ? [] : [[own(`until ${until}`)]]),
  ];
}

function labelledList(label: string, texts: readonly string[]): Piece[][] {
  return texts.length === 0 ? [] : [[own(label), ...namesOf(texts)]];
}

/** "2026-03-01 #412, Ana", "2026-03-01 a direct commit, Ana", "2026-03-01 by a date of #412, Ana". */
export function originPieces({ at, by, pull_request: number, author, approvals }: Origin): Piece[] {
  const way: Piece[] =
    number === null ? [own("a direct commit, "), foreign(author)] : [own(`#${number}, `), foreign(author)];
  return [
    own(`${at.slice(0, 10)} `),
    ...(by === "date" ? [own("by a date of ")] : []),
    ...way,
    ...(approvals === undefined ? [] : approvalPieces(approvals)),
  ];
}

function approvalPieces(approvals: NonNullable<Origin["approvals"]>): Piece[] {
  if (approvals.length === 0) return [own(", approved by nobody")];
  return [
    own(", approved by "),
    ...joined(
      approvals.map(({ by, own: isOwn }) => [foreign(by), ...(isOwn === true ? [own(" (their own)")] : [])]),
    ),
  ];
}
