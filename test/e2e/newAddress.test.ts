/** Whose new address the service refuses loses all the same what they are to lose: they are found by their id. */
import { afterEach, expect, it } from "vitest";
import type { Applied } from "../../src/run/apply.ts";
import { createScimWorld, own, told as scimTold, type ScimWorld } from "../fakes/scim.ts";
import { createWorld, type Files, type World } from "../fakes/world.ts";

const open: { world?: World; scim?: ScimWorld } = {};
afterEach(async () => {
  await Promise.all([open.world?.close(), open.scim?.close()]);
  delete open.world;
  delete open.scim;
});

const files = (mia: string, finance: string, ops = finance): Files => ({
  "acme/organization.yaml": `organization: { provider: planasonix, id: org_01acme }
members:
  ana@acme.example: admin
  ben@acme.example: admin
${mia}
teams:
  finance: { members: [ana@acme.example${finance}] }
  ops: { members: [ana@acme.example${ops}] }
`,
});
const now = "mia.haas@acme.example";
const live = files(
  "  mia@acme.example: { role: maintainer, shares: { pipelines: { nightly: edit } } }",
  ", mia@acme.example",
  ", { member: mia@acme.example, role: lead }",
);
const declared = (role: string, ops = `, ${now}`): Files =>
  files(
    `  ${now}: { role: ${role}, shares: { pipelines: { nightly: view } }, previously: [mia@acme.example] }`,
    "",
    ops,
  );

const told = ({ result }: Applied): string[] =>
  (result?.outcomes ?? []).map(({ action, status }) => `${action.verb} ${action.key} ${status}`);

const isMia = ({ email }: { readonly email: string }): boolean => email.startsWith("mia");

/** What is so of the person, by their id. */
function mia({ sandbox }: World): {
  readonly email: string;
  readonly role: string;
  readonly teams: string[];
} {
  const [organization] = sandbox.dump().organizations;
  const member = organization?.members.find(isMia);
  if (organization === undefined || member === undefined) throw new Error("she is gone");
  const slugs = new Map(organization.teams.map(({ id, slug }) => [id, slug]));
  const teams = organization.memberships.flatMap(({ team_id, member_id, role }) =>
    member_id === member.id ? [`${slugs.get(team_id) ?? ""} ${role}`] : [],
  );
  return { email: member.email, role: member.role, teams };
}

const losses = [
  `change_share pipeline:nightly/member:${now}`,
  `change_team_role ops/${now}`,
  `leave_team finance/${now}`,
  `demote ${now}`,
];

it.each([
  ["refuses it", "422@changeMember:1", "failed", "mia@acme.example"],
  ["does not answer, and changed nothing", "500@changeMember:1x4", "failed", "mia@acme.example"],
  ["is not reached", "drop-before@changeMember:1x4", "unknown", "mia@acme.example"],
  ["does it, and its answers are lost", "drop-after@changeMember:1x4", "done", now],
])("when the service %s", async (_, fault, status, called) => {
  const world = await createWorld({ files: declared("viewer"), live });
  open.world = world;
  await world.control("/sandbox/fault", { fault });
  const first = await world.apply();
  expect(told(first)).toEqual([`change_email ${now} ${status}`, ...losses.map((loss) => `${loss} done`)]);
  expect(first.code).toBe(status === "done" ? 0 : 4);
  expect(mia(world)).toEqual({ email: called, role: "viewer", teams: ["ops member"] });
  const left = await world.plan();
  expect(left.actions.map(({ verb }) => verb)).toEqual(status === "done" ? [] : ["change_email"]);
  expect((await world.apply()).code).toBe(0);
  expect(mia(world).email).toBe(now);
  expect((await world.plan()).actions).toEqual([]);
});

it("what they gain waits for the new address", async () => {
  const world = await createWorld({ files: declared("admin"), live });
  open.world = world;
  await world.control("/sandbox/fault", { fault: "422@changeMember:1" });
  expect(told(await world.apply())).toEqual([
    `change_email ${now} failed`,
    `promote ${now} skipped`,
    `change_share pipeline:nightly/member:${now} done`,
    `change_team_role ops/${now} done`,
    `leave_team finance/${now} done`,
  ]);
});

it("is taken from nobody who was given another address by somebody else meanwhile", async () => {
  const world = await createWorld({ files: declared("viewer"), live });
  open.world = world;
  const [organization] = world.sandbox.organizations;
  const { id = "" } = world.sandbox.dump().organizations[0]?.members.find(isMia) ?? {};
  const meanwhile = () =>
    fetch(`${world.sandbox.url}/api/organizations/org_01acme/members/${id}`, {
      method: "PATCH",
      headers: { authorization: `Bearer ${organization?.token ?? ""}`, "content-type": "application/json" },
      body: JSON.stringify({ email: "mia@other.example" }),
    });
  expect(told(await world.apply({ meanwhile })).at(-1)).toBe(`demote ${now} stale`);
  expect(mia(world)).toMatchObject({ email: "mia@other.example", role: "maintainer" });
});

it("at a SCIM service too", async () => {
  const scim = await createScimWorld({
    users: [own("ana@acme.example"), own("mia@acme.example")].map((user) => ({
      ...user,
      attributes: { ...user.attributes, roles: [{ value: "owner" }] },
    })),
    groups: [{ displayName: "Finance", externalId: "muster:finance", members: ["mia@acme.example"] }],
  });
  open.scim = scim;
  await scim.setFiles(
    `members:
  ana@acme.example: admin
  ${now}: { role: member, previously: [mia@acme.example] }
teams: { finance: { name: Finance, members: [] } }
`,
    { guards: { min_admins: 1, max_loss: "100%" }, scim: { role: { from: "roles", admin: "owner" } } },
  );
  scim.fault("409@patchUser:1");
  expect(told(await scim.apply())).toEqual([
    `change_email ${now} failed`,
    `leave_team finance/${now} done`,
    `demote ${now} done`,
  ]);
  expect(scimTold(await scim.plan())).toEqual([`change_email ${now}`]);
  expect((await scim.apply()).code).toBe(0);
  expect(scimTold(await scim.plan())).toEqual([]);
});
