/** What a person reads behind the name of each change, told from what stands before and after it. */
import { expect, it } from "vitest";
import { specOf } from "../../../src/kinds/verbs.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import type { Verb } from "../../../src/model/plan.ts";
import type { Vocabulary } from "../../../src/model/vocabulary.ts";
import { planasonix } from "../../../src/model/vocabularies/planasonix.ts";

type Side = JsonObject | null;

function said(verb: Verb, before: Side, after: Side, vocabulary?: Vocabulary): string {
  return specOf(verb)
    .detail({ before, after }, vocabulary)
    .map((piece) => (piece.piece === "arrow" ? " -> " : piece.text))
    .join("");
}

const place = (team: string, role = "member"): JsonObject => ({ team, role });
const one = { role: "editor", teams: [place("data")] };
const two = { role: "viewer", teams: [place("data", "lead"), place("ops")] };

it.each<[Verb, Side, Side, string]>([
  ["invite", null, one, "editor, team data"],
  ["invite", null, { ...two, again: "lost" }, "viewer, teams data (lead), ops, once more: lost"],
  ["invite", null, { role: "editor", teams: [] }, "editor"],
  [
    "reinvite",
    { state: "expired" },
    { ...one, again: "lost" },
    "invitation expired, editor, team data, once more: lost",
  ],
  ["correct_invitation", one, two, "editor -> viewer; teams data -> data (lead), ops"],
  ["correct_invitation", one, { ...one, role: "viewer" }, "editor -> viewer"],
  ["correct_invitation", { ...one, teams: [] }, one, "teams none -> data"],
  ["correct_invitation", one, { ...one, teams: [] }, "teams data -> none"],
  ["cancel_invitation", { role: "editor" }, null, "was invited as editor"],
  ["reactivate", { role: "editor" }, { role: "editor" }, "as editor"],
  ["reactivate", { role: null }, { role: "editor" }, "as editor"],
  ["reactivate", { role: "viewer" }, { role: "editor" }, "viewer -> editor"],
  ["change_email", { email: "a@x.example" }, { email: "b@x.example" }, "a@x.example -> b@x.example"],
  ["change_email", { login: "old", user_name: "u" }, { login: "new", user_name: "v" }, "old -> new, u -> v"],
  ["promote", { role: "viewer" }, { role: "editor" }, "viewer -> editor"],
  ["deactivate", { role: "admin" }, {}, "was admin"],
  ["deactivate", { role: "editor" }, {}, ""],
  ["remove", { role: "editor" }, null, "was editor"],
  ["create_role", null, { base: "viewer", permissions: ["a", "b"] }, "viewer + a, b"],
  [
    "update_role",
    { base: "viewer", permissions: ["a", "b"] },
    { base: "editor", permissions: ["b", "c"] },
    "base viewer -> editor; + c, - a",
  ],
  ["update_role", { base: "viewer", permissions: ["a"] }, { base: "viewer", permissions: ["a"] }, ""],
  ["delete_role", { base: "viewer", permissions: ["a"] }, null, "was viewer + a"],
  [
    "create_team",
    null,
    { name: "Data", parent: "all", description: "d", privacy: "closed", notifications: "off" },
    "Data; below all; description d; closed; notifications off",
  ],
  ["rename_team", { slug: "old" }, { slug: "new" }, "old -> new"],
  [
    "update_team",
    { parent: "all", manager: null },
    { parent: null, manager: "lee" },
    "parent all -> none; manager none -> lee",
  ],
  ["delete_team", { slug: "data", name: "Data" }, null, "Data"],
  ["join_team", null, place("data", "lead"), "as lead"],
  ["change_team_role", place("data"), place("data", "lead"), "member -> lead"],
  ["leave_team", place("data", "lead"), null, "was lead"],
  ["share", null, { level: "view" }, "view"],
  ["change_share", { level: "view" }, { level: "edit" }, "view -> edit"],
  ["unshare", { level: "edit" }, null, "was edit"],
  [
    "create_service_account",
    null,
    { role: "viewer", owner: { kind: "team", key: "ops" }, description: "d" },
    "viewer, owned by team ops; description d",
  ],
  ["create_service_account", null, { role: "viewer", owner: null }, "viewer"],
  [
    "update_service_account",
    { role: "viewer", description: "a" },
    { role: "editor", description: "b" },
    "role viewer -> editor; description a -> b",
  ],
  ["delete_service_account", { role: "viewer" }, null, "was viewer"],
  [
    "create_key",
    null,
    { scopes: ["a", "b"], deliver_to: { github_secret: "acme/dbt/KEY" } },
    "scopes a, b; new key to acme/dbt/KEY",
  ],
  ["create_key", null, { scopes: ["a"] }, "scope a"],
  [
    "rotate_key",
    { scopes: ["a"] },
    { scopes: ["a", "b"], deliver_to: { file: "k" } },
    "scopes a, b; new key to file k",
  ],
  ["rotate_key", { scopes: ["a"] }, { scopes: ["a"] }, ""],
  ["revoke_key", { scopes: ["a", "b"], id: "key_1" }, null, "was a, b"],
  ["revoke_key", { scopes: ["a"], id: "key_1", replaced_by: "key_2" }, null, "id key_1, was a"],
  ["transfer", { owner: "lee" }, { owner: { kind: "team", key: "ops" } }, "lee -> team ops"],
  ["transfer", { owner: null }, { owner: "lee" }, "nobody -> lee"],
  ["transfer", { owner: "lee" }, { owner: null }, "lee -> nobody"],
  ["transfer", { owner: "lee" }, { owner: "lee" }, ""],
  ["grant_role", null, { role: "Security" }, ""],
  ["revoke_role", { role: "Security" }, null, ""],
])("%s from %j to %j reads %j", (verb, before, after, text) => {
  expect(said(verb, before, after)).toBe(text);
});

it("says what becomes of whoever is deactivated where the service is known", () => {
  expect(said("deactivate", { role: "admin" }, {}, planasonix)).toBe("was admin, keeps audit history");
  const { deactivated: _, ...silent } = planasonix;
  expect(said("deactivate", { role: "admin" }, {}, silent)).toBe("was admin");
});
