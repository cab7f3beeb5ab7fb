/** What each verb is, frozen: plans, journals and comments of earlier versions rest on it. */
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/model/json.ts";
import { phaseNames, type Verb } from "../../../src/model/plan.ts";
import { checkSides, lossOf, phaseOf, seatOf, specOf, verbs } from "../../../src/kinds/verbs.ts";
import { Checker } from "../../../src/model/check.ts";
import type { Draft } from "../../../src/kinds/draft.ts";
import type { SidesOf } from "../../../src/kinds/step.ts";
import { planasonix } from "../../../src/model/vocabularies/planasonix.ts";

type Facts = readonly [
  sign: string,
  infinitive: string,
  toDo: string,
  done: string,
  phase: number,
  loss: string | null,
  creates: boolean,
  admits: boolean,
  rank: number,
];

const facts: Readonly<Record<Verb, Facts>> = {
  invite: ["+", "invite", "to invite", "invited", 2, null, true, true, 0],
  reinvite: ["+", "invite again", "to invite again", "invited again", 2, null, false, true, 0],
  correct_invitation: [
    "~",
    "correct invitation",
    "invitation to correct",
    "invitation corrected",
    2,
    null,
    false,
    false,
    0,
  ],
  cancel_invitation: [
    "-",
    "cancel invitation",
    "invitation to cancel",
    "invitation cancelled",
    8,
    "invitation",
    false,
    false,
    0,
  ],
  reactivate: ["+", "reactivate", "to reactivate", "reactivated", 2, null, false, true, 0],
  change_email: ["~", "change e-mail", "e-mail to change", "e-mail changed", 1, null, false, false, 0],
  promote: ["~", "promote", "to promote", "promoted", 3, null, false, false, 0],
  demote: ["~", "demote", "to demote", "demoted", 7, "demotion", false, false, 4],
  change_role: ["~", "change role", "role to change", "role changed", 3, null, false, false, 0],
  deactivate: ["-", "deactivate", "to deactivate", "deactivated", 8, "leaving", false, false, 0],
  remove: ["-", "remove", "to remove", "removed", 8, "leaving", false, false, 0],
  create_role: ["+", "create role", "role to create", "role created", 1, null, true, false, 0],
  update_role: ["~", "update role", "role to update", "role updated", 3, null, false, false, 3],
  delete_role: ["-", "delete role", "role to delete", "role deleted", 9, "role", false, false, 0],
  create_team: ["+", "create team", "team to create", "team created", 1, null, true, false, 0],
  rename_team: ["~", "rename team", "team to rename", "team renamed", 1, null, false, false, 0],
  update_team: ["~", "update team", "team to update", "team updated", 1, null, false, false, 0],
  delete_team: ["-", "delete team", "team to delete", "team deleted", 9, "team", false, false, 0],
  join_team: ["+", "join team", "to join a team", "joined a team", 4, null, true, false, 0],
  change_team_role: [
    "~",
    "change team role",
    "team role to change",
    "team role changed",
    4,
    null,
    false,
    false,
    0,
  ],
  leave_team: ["-", "leave team", "to leave a team", "left a team", 7, "team_membership", false, false, 2],
  share: ["+", "share", "to share", "shared", 4, null, true, false, 0],
  change_share: ["~", "change share", "share to change", "share changed", 4, null, false, false, 0],
  unshare: ["-", "unshare", "to unshare", "unshared", 7, "share", false, false, 1],
  create_service_account: [
    "+",
    "create",
    "service account to create",
    "service account created",
    1,
    null,
    true,
    false,
    0,
  ],
  update_service_account: [
    "~",
    "update",
    "service account to update",
    "service account updated",
    1,
    null,
    false,
    false,
    0,
  ],
  delete_service_account: [
    "-",
    "delete",
    "service account to delete",
    "service account deleted",
    9,
    "service_account",
    false,
    false,
    0,
  ],
  create_key: ["+", "create", "key to create", "key created", 6, null, true, false, 0],
  rotate_key: ["~", "rotate", "key to rotate", "key rotated", 6, null, true, false, 0],
  revoke_key: ["-", "revoke", "key to revoke", "key revoked", 6, "key", false, false, 0],
  transfer: [">", "transfer", "to transfer", "transferred", 5, null, false, false, 0],
  grant_role: ["+", "grant role", "role to grant", "role granted", 4, null, true, false, 0],
  revoke_role: ["-", "revoke role", "role to revoke", "role revoked", 7, "role_grant", false, false, 1],
};

/** Only the fields that the verb looks at. */
const sidesOf = (before: JsonObject | null, after: JsonObject | null) =>
  ({ before, after }) as unknown as SidesOf<Verb>;

function factsOf(verb: Verb): Facts {
  const { words, creates, admits, rank } = specOf(verb);
  // Nothing of these is lowered, and nobody's own.
  const side = { role: "member", level: "view", base: "viewer", permissions: [], account: "ci" };
  const sides = sidesOf(side, side);
  const counted = (text: string): string => (words.noun === undefined ? text : `${words.noun} ${text}`);
  return [
    words.sign,
    words.infinitive,
    counted(words.toDo),
    counted(words.done),
    phaseOf(verb, sides, planasonix),
    lossOf(verb, sides, planasonix),
    creates === true,
    admits === true,
    rank ?? 0,
  ];
}

describe("the definition of a verb", () => {
  it("stand in an order that breaks ties between actions", () => {
    expect(verbs).toEqual(Object.keys(facts));
  });

  it.each(verbs)("%s is what it was", (verb) => {
    expect(factsOf(verb)).toEqual(facts[verb]);
  });

  it.each<[Verb, JsonObject | null, JsonObject | null, number, string | null]>([
    ["update_team", { slug: "ops", manager: null }, { slug: "ops", manager: "ana@acme.example" }, 4, null],
    ["update_role", { base: "editor", permissions: [] }, { base: "viewer", permissions: [] }, 7, "role"],
    ["update_role", { base: "viewer", permissions: [] }, { base: "editor", permissions: [] }, 3, null],
    ["change_team_role", { role: "lead" }, { role: "member" }, 7, "team_role"],
    ["change_team_role", { role: "member" }, { role: "lead" }, 4, null],
    ["change_share", { level: "edit" }, { level: "view" }, 7, "share"],
    ["change_share", { level: "use" }, { level: "run" }, 4, null],
    ["revoke_key", { member: "rob@acme.example", id: "key_1" }, null, 8, "key"],
    ["revoke_key", { account: "ci", id: "key_1" }, null, 6, "key"],
  ])("%s from %j to %j stands in phase %i", (verb, before, after, phase, loss) => {
    expect(phaseOf(verb, sidesOf(before, after), planasonix)).toBe(phase);
    expect(lossOf(verb, sidesOf(before, after), planasonix)).toBe(loss);
  });

  it("tells which verbs take a seat, and which give one back", () => {
    const seatFrom = (verb: Verb, state: string) =>
      seatOf({ verb, before: { state }, after: null } as unknown as Draft);
    const seats = (kind: string): Verb[] => verbs.filter((verb) => seatFrom(verb, "active") === kind);
    expect(seats("takes")).toEqual(["invite", "reinvite", "reactivate"]);
    expect(seats("frees")).toEqual(["cancel_invitation", "deactivate", "remove"]);
    expect(seatFrom("remove", "deactivated")).toBeUndefined();
  });

  it("gives what loses something to a late phase, and calls it a high risk", () => {
    const losing = verbs.filter((verb) => typeof specOf(verb).loss === "string");
    expect(losing.map((verb) => specOf(verb).risk).filter((risk) => risk === "low")).toEqual([]);
    expect(Object.keys(phaseNames)).toHaveLength(9);
  });
});

describe("what stands before and after a verb, in a plan from outside", () => {
  const problemOf = (after: JsonObject): string | undefined => {
    const check = new Checker();
    const told = { role: "viewer", teams: [], ...after };
    checkSides(check, { verb: "invite", kind: "member", before: null, after: told }, "it");
    return check.problem;
  };

  it.each(["email", "login", "user_name"])("calls a person by any name that a service has: %s", (name) => {
    expect(problemOf({ [name]: "kim" })).toBeUndefined();
  });

  it("calls each person by something", () => {
    expect(problemOf({ account: "kim" })).toContain("it.after.email");
  });
});
