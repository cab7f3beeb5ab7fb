/** The verbs on people: let in, given another role or address, and let go. */
import { listOf, objectIn, textOf } from "../../model/fields.ts";
import type { Called } from "../../model/handle.ts";
import { memberStates, teamRoles, type TeamPlace } from "../../model/entity.ts";
import { list, object, oneOf, optional, orNull, text, type Shape } from "../../model/shape.ts";
import type {
  AddressFields,
  InvitationFields,
  VerbOf,
  RoleOfMember,
  SentInvitation,
  StateOfMember,
} from "../../model/shapes.ts";
import { altered, ended, made } from "../sides.ts";
import type { JsonObject } from "../../model/json.ts";
import { managingRoles } from "../../model/vocabularies/all.ts";
import { firstOf, teamObstacle, type NeedsRule } from "../lookup.ts";
import { arrow, foreign, joined, labelled, moved, own, said } from "../pieces.ts";
import type { Piece } from "../pieces.ts";
import { givesPower, roleObstacle } from "../role/given.ts";
import type { Sides, VerbSpecs } from "../verb.ts";

/** Whoever is known by another address from now on is found by it. */
function afterNewAddress<V extends VerbOf<"member">>(needs?: NeedsRule<V>): NeedsRule<V> {
  return (draft, lookup, edge) => {
    edge(lookup.find("change_email", draft.key));
    return needs?.(draft, lookup, edge) ?? null;
  };
}

/** What an invitation brings is there: its role, and its teams. */
const invitationNeeds: NeedsRule<"invite" | "reinvite" | "correct_invitation"> = (draft, lookup, edge) =>
  firstOf(
    roleObstacle(draft, lookup, edge),
    ...draft.after.teams.map(({ team }) => teamObstacle(team, lookup, edge)),
  );

const invitation = {
  phase: 2,
  loss: null,
  risk: givesPower,
  needs: afterNewAddress(invitationNeeds),
} as const;

const roleChange = {
  risk: givesPower,
  needs: afterNewAddress(roleObstacle),
  detail: ({ before, after }: Sides) => moved(before, after, "role"),
} as const;

const leaving = { phase: 8, loss: "leaving", risk: "high", needs: afterNewAddress() } as const;

const calledFields = {
  email: optional(text),
  login: optional(text),
  account: optional(text),
  user_name: optional(text),
} as const;

/** Everybody is called by something. */
function called<T extends Called>(shape: Shape<T>): Shape<T> {
  return {
    ...shape,
    read: (check, value, path) => {
      const read = shape.read(check, value, path);
      if (read.email === undefined && read.login === undefined && read.user_name === undefined)
        check.text(undefined, `${path}.email`);
      return read;
    },
  };
}

const roleFields = { ...calledFields, role: orNull(text) };
const state = oneOf(memberStates);
const teamFields = { team: text, role: oneOf(teamRoles) };
const teamPlaces = list(object<TeamPlace>(teamFields));
const roleOfMember = called(object<RoleOfMember>(roleFields));
const stateOfMember = called(object<StateOfMember>({ ...roleFields, state }));
const newFields = { ...roleFields, teams: teamPlaces, name: optional(text), again: optional(text) };
const invitationFields = called(object<InvitationFields>(newFields));
const sentInvitation = called(object<SentInvitation>({ ...newFields, state }));

export const memberSpecs: VerbSpecs<VerbOf<"member">> = {
  invite: {
    ...invitation,
    sides: { member: made(invitationFields) },
    words: { sign: "+", infinitive: "invite", toDo: "to invite", done: "invited" },
    admits: true,
    creates: true,
    seat: "takes",
    detail: ({ after }) => joined([labelled("", after, "role"), teams(after), again(after)]),
  },
  reinvite: {
    ...invitation,
    sides: { member: altered(sentInvitation) },
    words: { sign: "+", infinitive: "invite again", toDo: "to invite again", done: "invited again" },
    admits: true,
    seat: "takes",
    detail: ({ before, after }) =>
      joined([
        labelled("invitation ", before, "state"),
        labelled("", after, "role"),
        teams(after),
        again(after),
      ]),
  },
  correct_invitation: {
    ...invitation,
    sides: { member: altered(invitationFields) },
    words: {
      sign: "~",
      infinitive: "correct invitation",
      noun: "invitation",
      toDo: "to correct",
      done: "corrected",
    },
    detail: ({ before, after }) => joined([moved(before, after, "role"), movedTeams(before, after)], "; "),
  },
  cancel_invitation: {
    sides: { member: ended(roleOfMember) },
    words: {
      sign: "-",
      infinitive: "cancel invitation",
      noun: "invitation",
      toDo: "to cancel",
      done: "cancelled",
    },
    phase: 8,
    loss: "invitation",
    risk: "high",
    seat: "frees",
    needs: afterNewAddress(),
    detail: ({ before }) => labelled("was invited as ", before, "role"),
  },
  reactivate: {
    sides: { member: altered(stateOfMember) },
    words: { sign: "+", infinitive: "reactivate", toDo: "to reactivate", done: "reactivated" },
    phase: 2,
    loss: null,
    risk: givesPower,
    admits: true,
    seat: "takes",
    needs: afterNewAddress(roleObstacle),
    detail: ({ before, after }) =>
      isSame(before, after, "role") ? labelled("as ", after, "role") : moved(before, after, "role"),
  },
  change_email: {
    sides: { member: altered(called(object<AddressFields>(calledFields))) },
    words: { sign: "~", infinitive: "change e-mail", noun: "e-mail", toDo: "to change", done: "changed" },
    phase: 1,
    loss: null,
    // Whoever reads the new address can sign in with all that the account holds.
    risk: "high",
    detail: ({ before, after }) => movedHandle(before, after),
  },
  promote: {
    ...roleChange,
    sides: { member: altered(roleOfMember) },
    words: { sign: "~", infinitive: "promote", toDo: "to promote", done: "promoted" },
    phase: 3,
    loss: null,
  },
  demote: {
    ...roleChange,
    sides: { member: altered(roleOfMember) },
    words: { sign: "~", infinitive: "demote", toDo: "to demote", done: "demoted" },
    phase: 7,
    rank: 4,
    loss: "demotion",
  },
  change_role: {
    ...roleChange,
    sides: { member: altered(roleOfMember) },
    words: { sign: "~", infinitive: "change role", noun: "role", toDo: "to change", done: "changed" },
    phase: 3,
    loss: null,
  },
  deactivate: {
    ...leaving,
    sides: { member: altered(stateOfMember) },
    words: { sign: "-", infinitive: "deactivate", toDo: "to deactivate", done: "deactivated" },
    seat: "frees",
    detail: ({ before }, vocabulary) =>
      joined([
        managedUsers(before),
        vocabulary?.deactivated === undefined ? [] : [own(vocabulary.deactivated)],
      ]),
  },
  remove: {
    ...leaving,
    sides: { member: ended(stateOfMember) },
    words: { sign: "-", infinitive: "remove", toDo: "to remove", done: "removed" },
    seat: ({ before }) => (before.state === "active" ? "frees" : undefined),
    detail: ({ before }) => labelled("was ", before, "role"),
  },
};

/** Losing somebody who manages users is worth a word; other roles are not. */
function managedUsers(before: JsonObject | null): Piece[] {
  const role = managingRoles.find((managing) => managing === textOf(before, "role"));
  return role === undefined ? [] : [own(`was ${role}`)];
}

function movedHandle(before: JsonObject | null, after: JsonObject | null): Piece[] {
  return joined((["email", "login", "user_name"] as const).map((field) => moved(before, after, field)));
}

function isSame(before: JsonObject | null, after: JsonObject | null, field: string): boolean {
  const old = textOf(before, field);
  return old === undefined || old === textOf(after, field);
}

/** "finance, reporting (lead)" */
function placeNames(object: JsonObject | null): Piece[] {
  return joined(
    listOf(object, "teams").map((item) => {
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
  return [own(listOf(object, "teams").length === 1 ? "team " : "teams "), ...names];
}

/** Why somebody is asked once more. */
function again(object: JsonObject | null): Piece[] {
  const reason = textOf(object, "again");
  return reason === undefined ? [] : [own("once more: "), said(reason)];
}

function movedTeams(before: JsonObject | null, after: JsonObject | null): Piece[] {
  const [old, now] = [placeNames(before), placeNames(after)];
  if (JSON.stringify(old) === JSON.stringify(now)) return [];
  const shown = (pieces: Piece[]): Piece[] => (pieces.length === 0 ? [own("none")] : pieces);
  return [own("teams "), ...shown(old), arrow, ...shown(now)];
}
