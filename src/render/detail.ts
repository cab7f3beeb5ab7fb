/** What an action changes, as pieces: told from its `before` and `after`, whatever stands in them. */
import type { Action } from "../model/plan.ts";
import type { Json, JsonObject } from "../model/json.ts";

/**
 * A piece of a line. `own`: our words. `arrow`: from one value to another. Foreign, to be escaped: `name` (a name, key
 * or address) and `role` (mostly a word of the service's own, a role or a state).
 */
export type Piece =
  | { readonly piece: "own"; readonly text: string }
  | { readonly piece: "name" | "role"; readonly text: string }
  | { readonly piece: "arrow" };

/** Our own words. */
export function own(text: string): Piece {
  return { piece: "own", text };
}

/** A name, key or address: foreign text. */
export function foreign(text: string): Piece {
  return { piece: "name", text };
}

function fieldPiece(field: string, text: string): Piece {
  return { piece: field === "role" || field === "state" ? "role" : "name", text };
}

const arrow: Piece = { piece: "arrow" };

/** The text of a field, when it is there and is text. */
export function textOf(object: JsonObject | null, field: string): string | undefined {
  if (object === null || !Object.hasOwn(object, field)) return undefined;
  const value = object[field];
  return typeof value === "string" ? value : undefined;
}

type Told = Pick<Action, "verb" | "before" | "after">;

/** The detail of an action; no pieces when there is nothing to add to verb and subject. */
export function detailOf(action: Told): Piece[] {
  const { before, after } = action;
  switch (action.verb) {
    case "invite":
      return joined([role(after), teams(after)]);
    case "reinvite":
      return joined([labelled("invitation ", before, "state"), role(after), teams(after)]);
    case "correct_invitation":
      return joined([moved(before, after, "role"), movedTeams(before, after)], "; ");
    case "cancel_invitation":
      return labelled("was invited as ", before, "role");
    case "reactivate":
      return same(before, after, "role") ? labelled("as ", after, "role") : moved(before, after, "role");
    case "change_email":
      return moved(before, after, "email");
    case "promote":
    case "demote":
    case "change_role":
    case "change_team_role":
      return moved(before, after, "role");
    case "deactivate":
      return joined([adminBefore(before), [own("keeps audit history")]]);
    case "remove":
      return labelled("was ", before, "role");
    case "create_team":
      return joined(
        [
          labelled("", after, "name"),
          labelled("below ", after, "parent"),
          labelled("description ", after, "description"),
        ],
        "; ",
      );
    case "rename_team":
      return moved(before, after, "slug");
    case "update_team":
      return joined(
        teamFields.map((field) => movedField(before, after, field)),
        "; ",
      );
    case "delete_team":
      return labelled("", before, "name");
    case "join_team":
      return labelled("as ", after, "role");
    case "leave_team":
      return labelled("was ", before, "role");
  }
}

const teamFields = ["name", "description", "parent", "manager"] as const;

function role(object: JsonObject | null): Piece[] {
  return labelled("", object, "role");
}

/** Losing an admin is worth a word; other roles are not. */
function adminBefore(before: JsonObject | null): Piece[] {
  return textOf(before, "role") === "admin" ? [own("was admin")] : [];
}

function labelled(label: string, object: JsonObject | null, field: string): Piece[] {
  const text = textOf(object, field);
  if (text === undefined) return [];
  return label === "" ? [fieldPiece(field, text)] : [own(label), fieldPiece(field, text)];
}

function same(before: JsonObject | null, after: JsonObject | null, field: string): boolean {
  const old = textOf(before, field);
  return old === undefined || old === textOf(after, field);
}

function valueOf(object: JsonObject | null, field: string): Piece {
  const text = textOf(object, field);
  return text === undefined ? own("none") : fieldPiece(field, text);
}

function moved(before: JsonObject | null, after: JsonObject | null, field: string): Piece[] {
  const [old, now] = [textOf(before, field), textOf(after, field)];
  if (old === now) return [];
  return [valueOf(before, field), arrow, valueOf(after, field)];
}

function movedField(before: JsonObject | null, after: JsonObject | null, field: string): Piece[] {
  const pieces = moved(before, after, field);
  return pieces.length === 0 ? [] : [own(`${field} `), ...pieces];
}

function placesOf(object: JsonObject | null): readonly Json[] {
  const value = object !== null && Object.hasOwn(object, "teams") ? object["teams"] : undefined;
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** "finance, reporting (lead)" */
function placeNames(object: JsonObject | null): Piece[] {
  return joined(
    placesOf(object).map((place) => {
      if (typeof place !== "object" || place === null || Array.isArray(place)) return [];
      const team = textOf(place as JsonObject, "team");
      if (team === undefined) return [];
      return textOf(place as JsonObject, "role") === "lead"
        ? [foreign(team), own(" (lead)")]
        : [foreign(team)];
    }),
  );
}

function teams(object: JsonObject | null): Piece[] {
  const names = placeNames(object);
  if (names.length === 0) return [];
  return [own(placesOf(object).length === 1 ? "team " : "teams "), ...names];
}

function movedTeams(before: JsonObject | null, after: JsonObject | null): Piece[] {
  const [old, now] = [placeNames(before), placeNames(after)];
  if (JSON.stringify(old) === JSON.stringify(now)) return [];
  const shown = (pieces: Piece[]): Piece[] => (pieces.length === 0 ? [own("none")] : pieces);
  return [own("teams "), ...shown(old), arrow, ...shown(now)];
}

function joined(parts: readonly (readonly Piece[])[], separator = ", "): Piece[] {
  const full = parts.filter((part) => part.length > 0);
  return full.flatMap((part, index) => (index === 0 ? [...part] : [own(separator), ...part]));
}
