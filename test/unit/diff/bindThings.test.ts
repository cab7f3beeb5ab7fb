/** Which live roles, service accounts and keys those are that `ids.yaml` knows: never made twice, never taken away, and told where unclear. */
import { expect, it } from "vitest";
import { diff, type Diff } from "../../../src/diff/diff.ts";
import type { Entity } from "../../../src/model/entity.ts";
import { organizationsOf } from "../../fakes/world.ts";
import { stateOf } from "../../fakes/planasonix.ts";

const role = (id: string, name: string): Entity => ({
  kind: "role",
  key: name,
  name,
  base: "viewer",
  permissions: [],
  id,
});
const account = (id: string, name: string): Entity => ({
  kind: "service_account",
  key: name,
  name,
  description: "",
  role: "viewer",
  owner: { kind: "team", key: "ops" },
  id,
});
const key = (id: string, path: string): Entity => {
  const [of = "", name = ""] = path.split("/");
  return { kind: "key", key: path, account: of, name, scopes: ["pipelines:read"], id };
};
const ops: Entity = { kind: "team", key: "ops", slug: "ops", id: "team_ops" };

function found(ids: string, entities: readonly Entity[], more = ""): Diff {
  const [organization] = organizationsOf({
    "acme/organization.yaml": `organization: { provider: planasonix, id: org_1, unlisted: { teams: delete, roles: delete, service_accounts: delete, keys: delete } }
teams: { ops: {} }
roles: { clerk: { base: viewer, permissions: [] }${more.includes("role") ? ", auditor: { base: viewer, permissions: [] }" : ""} }
service_accounts: { bot: { role: viewer, owner: ops, keys: { gha: { scopes: ["pipelines:read"] }${more.includes("key") ? ', ci: { scopes: ["pipelines:read"] }' : ""} } } }
`,
    "acme/ids.yaml": `ids: { ${ids} }\n`,
  });
  if (organization === undefined) throw new Error("the files declare no organization");
  return diff(organization, stateOf([ops, ...entities]));
}

const changes = (it: Diff): string[] => it.changes.map(({ op, kind, key }) => `${op} ${kind} ${key}`);
const held = (it: Diff): string[] => it.heldBack.map(({ binding }) => binding.message);
const rest = [account("sa_1", "bot"), key("key_1", "bot/gha"), role("role_1", "clerk")];
const without = (id: string): Entity[] => rest.filter((it) => it.id !== id);

it.each([
  ["roles: { clerk: role_1 }", "role_1", role("role_1", "writer"), "role clerk is called writer"],
  [
    "service_accounts: { bot: sa_1 }, keys: { bot/gha: key_1 }",
    "sa_1",
    account("sa_1", "bot-2"),
    "service account bot is called bot-2",
  ],
])("%s: the one with that id, under another name", (ids, id, renamed, message) => {
  const moved = without(id).map((it) =>
    id === "sa_1" && it.kind === "key" ? key("key_1", "bot-2/gha") : it,
  );
  const done = found(ids, [...moved, renamed]);
  expect([changes(done), held(done)]).toEqual([[], []]);
  expect(done.misnamed?.map((it) => it.message)).toEqual([
    expect.stringContaining(`${message} at the service, which cannot rename it; call it`),
  ]);
});

it("a key with that id is told in a note alone", () => {
  const done = found("keys: { bot/gha: key_1 }", [...without("key_1"), key("key_1", "bot/old")]);
  expect([changes(done), held(done), done.misnamed]).toEqual([[], [], undefined]);
  expect(done.notes).toEqual([expect.stringContaining("key bot/gha is called old at the service")]);
});

it("a key beside another of its declared name counts among its keys", () => {
  const done = found("keys: { bot/gha: key_1 }", [
    ...without("key_1"),
    key("key_1", "bot/old"),
    key("key_2", "bot/gha"),
  ]);
  expect([changes(done), held(done)]).toEqual([[], []]);
  expect(done.live.key.get("bot/gha")?.others).toHaveLength(1);
});

it.each([
  ["roles: { clerk: role_1 }", [role("role_1", "writer"), role("role_2", "clerk")], "but clerk is live too"],
  [
    "service_accounts: { bot: sa_1 }",
    [account("sa_1", "bot-2"), account("sa_2", "bot"), key("key_2", "bot-2/gha")],
    "but bot is live too",
  ],
])("%s: left open, and nothing of it touched, when the name is another's", (ids, live, message) => {
  const kinds = new Set(live.map(({ kind }) => kind));
  const done = found(ids, [...rest.filter(({ kind }) => kind === "key" || !kinds.has(kind)), ...live]);
  expect(changes(done)).toEqual([]);
  expect(held(done)[0]).toContain(`by access/acme/ids.yaml:1:`);
  expect(held(done)[0]).toContain(message);
});

it("two declared names are not one thing", () => {
  const done = found("roles: { clerk: role_2 }", [...without("role_1"), role("role_2", "auditor")], "role");
  expect(changes(done)).toEqual([]);
  expect(held(done)).toEqual([expect.stringContaining("is declared as a role of its own")]);
  const keys = found("keys: { bot/gha: key_2 }", [...without("key_1"), key("key_2", "bot/ci")], "key");
  expect(changes(keys)).toEqual([]);
  expect(held(keys)).toEqual([expect.stringContaining("is declared as a key of its own")]);
});

it("a key of another account is not it", () => {
  const done = found("keys: { bot/gha: key_3 }", [
    ...rest,
    account("sa_3", "other"),
    key("key_3", "other/gha"),
  ]);
  expect(held(done)[0]).toContain("which is a key of other. Correct the id, or remove the line");
});

it("an id that nothing live has is told with its place, unless a key was replaced", () => {
  const ids =
    "roles: { clerk: role_x }, service_accounts: { bot: sa_x }, keys: { bot/gha: key_x }, teams: { ops: team_x }";
  const done = found(ids, rest);
  expect([changes(done), held(done)]).toEqual([[], []]);
  expect(done.notes).toEqual([
    "access/acme/ids.yaml:1:107: no live team has the id team_x of ops; it is known by its name meanwhile. Correct it, or remove it",
    "access/acme/ids.yaml:1:24: no live role has the id role_x of clerk; it is known by its name meanwhile. Correct it, or remove it",
    "access/acme/ids.yaml:1:59: no live service account has the id sa_x of bot; it is known by its name meanwhile. Correct it, or remove it",
  ]);
});

it("a key stays as it is while its line gives the id of another key, whoever has that", () => {
  const ofOther = found("keys: { bot/gha: key_9 }", [...rest, account("sa_9", "job"), key("key_9", "job/x")]);
  const ofDeclared = found("keys: { bot/gha: key_2 }", [...rest, key("key_2", "bot/ci")], "key");
  for (const done of [ofOther, ofDeclared]) {
    expect(changes(done).filter((change) => change.endsWith("key bot/gha"))).toEqual([]);
    expect(done.heldBack.map(({ key }) => key)).toContain("bot/gha");
  }
});
