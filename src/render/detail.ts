/** What an action changes, as pieces: told from its `before` and `after`, whatever stands in them. */
import type { Action, memberVerbs, membershipVerbs, Takes, teamVerbs } from "../model/plan.ts";
import type { Json, JsonObject } from "../model/json.ts";
import { plural } from "../model/text.ts";
import { automationDetail } from "./automationDetail.ts";
import {
  arrow,
  foreign,
  said,
  joined,
  labelled,
  listOf,
  moved,
  movedField,
  namesOf,
  objectIn,
  own,
  textOf,
} from "./pieces.ts";
import type { Piece } from "./pieces.ts";
import { termPieces } from "./terms.ts";

type Told = Pick<Action, "verb" | "before" | "after" | "because" | "terms" | "takes">;
type PeopleVerb =
  (typeof memberVerbs)[number] | (typeof teamVerbs)[number] | (typeof membershipVerbs)[number];

/** The detail of an action, why first; no pieces when there is nothing to add to verb and subject. */
export function detailOf({ because, terms, takes, ...told }: Told): Piece[] {
  const detail = joined([joined([changeOf(told), termPieces(told.verb, terms)]), takenPieces(takes)], "; ");
  return because === undefined ? detail : joined([[said(because)], detail], "; ");
}

function changeOf({ verb, before, after }: Omit<Told, "because" | "terms" | "takes">): Piece[] {
  switch (verb) {
    case "create_role":
    case "update_role":
    case "delete_role":
    case "share":
    case "change_share":
    case "unshare":
    case "create_service_account":
    case "update_service_account":
    case "delete_service_account":
    case "create_key":
    case "rotate_key":
    case "revoke_key":
    case "transfer":
      return automationDetail(verb, before, after);
    default:
      return peopleDetail(verb, before, after);
  }
}

const takenNouns = {
  members: "member",
  shares: "share",
  teams: "team below it",
  keys: "key",
} as const satisfies Record<keyof Takes, string>;

/** "takes with it 2 members (lee@acme.example, mia@acme.example), 1 share (pipeline nightly (edit))" */
function takenPieces(takes: Takes | undefined): Piece[] {
  if (takes === undefined) return [];
  const parts = (Object.keys(takenNouns) as (keyof Takes)[]).flatMap((what) => {
    const taken = takes[what];
    if (taken === undefined) return [];
    const { count, names } = taken;
    const noun = what === "teams" && count !== 1 ? "teams below it" : undefined;
    const shown = noun === undefined ? plural(count, takenNouns[what]) : `${count} ${noun}`;
    const more = count > names.length ? [own(` and ${count - names.length} more`)] : [];
    return [[own(`${shown} (`), ...namesOf(names), ...more, own(")")]];
  });
  return [own("takes with it "), ...joined(parts)];
}

function peopleDetail(verb: PeopleVerb, before: JsonObject | null, after: JsonObject | null): Piece[] {
  switch (verb) {
    case "invite":
      return joined([labelled("", after, "role"), teams(after)]);
    case "reinvite":
      return joined([labelled("invitation ", before, "state"), labelled("", after, "role"), teams(after)]);
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

/** Losing an admin is worth a word; other roles are not. */
function adminBefore(before: JsonObject | null): Piece[] {
  return textOf(before, "role") === "admin" ? [own("was admin")] : [];
}

function same(before: JsonObject | null, after: JsonObject | null, field: string): boolean {
  const old = textOf(before, field);
  return old === undefined || old === textOf(after, field);
}

function placesOf(object: JsonObject | null): readonly Json[] {
  return listOf(object, "teams");
}

/** "finance, reporting (lead)" */
function placeNames(object: JsonObject | null): Piece[] {
  return joined(
    placesOf(object).map((item) => {
      const place = objectIn(item);
      const team = textOf(place, "team");
      if (team === undefined) return [];
      return textOf(place, "role") === "lead" ? [foreign(team), own(" (lead)")] : [foreign(team)];
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
