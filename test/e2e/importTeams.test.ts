/** Import into files whose teams are made of teams, or managed in part: the next plan is empty, and what still holds stays. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { importOrganization } from "../../src/run/import.ts";
import { createWorld, type World } from "../fakes/world.ts";

const head = `organization: { provider: planasonix, id: org_01acme }
members:
  ana@acme.example: admin
  ben@acme.example: admin
  lee@acme.example: viewer
  kim@acme.example: viewer
`;
const teams = `teams:
  sre: { members: [lee@acme.example] }
  all:
    members:
      - ben@acme.example
      - include: [sre] # whoever is on call
`;
const part = `teams:
  some: { members_managed: listed, members: [ben@acme.example] }
  led: { members_managed: leads, members: [{ member: ben@acme.example, role: lead }] }
  bots: { members: [ben@acme.example], ignore: [kim@acme.example] }
`;

let world: World;
afterEach(() => world.close());

async function imported(said: string, live: string): Promise<string> {
  world = await createWorld({
    files: { "acme/organization.yaml": head + said },
    live: { "acme/organization.yaml": head + live },
  });
  const connection = { provider: "planasonix", id: "org_01acme" } as const;
  const done = await importOrganization(world.context, { org: "acme", connection });
  if ("error" in done) throw new Error(done.error);
  const plan = await world.plan();
  expect(plan.actions).toEqual([]);
  return readFileSync(join(world.context.access, "acme/organization.yaml"), "utf8").slice(head.length);
}

it.each([
  [
    "what is so already",
    teams,
    "  sre: { members: [lee@acme.example] }\n  all: { members: [ben@acme.example, lee@acme.example] }\n",
    teams,
  ],
  [
    "somebody more in both",
    teams,
    "  sre: { members: [lee@acme.example, kim@acme.example] }\n  all: { members: [ben@acme.example, lee@acme.example, kim@acme.example] }\n",
    teams.replace("[lee@acme.example]", "[lee@acme.example, kim@acme.example]"),
  ],
  [
    "somebody who is not in the including team",
    teams,
    "  sre: { members: [lee@acme.example, kim@acme.example] }\n  all: { members: [ben@acme.example, lee@acme.example] }\n",
    "- lee@acme.example",
  ],
  [
    "a lead for a time who leads no more",
    "teams:\n  led: { members: [{ member: ben@acme.example, role: lead, until: 2027-01-01, then: member }] }\n",
    "  led: { members: [ben@acme.example] }\n",
    "  led: { members: [{ member: ben@acme.example, role: member }] }\n",
  ],
  [
    "others in teams that are managed in part",
    part,
    "  some: { members: [ben@acme.example, lee@acme.example] }\n  led: { members: [{ member: ben@acme.example, role: lead }, kim@acme.example] }\n  bots: { members: [ben@acme.example, kim@acme.example] }\n",
    part,
  ],
])("takes %s", async (_, said, live, wanted) => {
  expect(await imported(said, `teams:\n${live}`)).toContain(wanted);
});

it("takes each out of the file that adds them, and names who leads in the team's own", async () => {
  const open = "open_to: [teams/apollo.yaml]";
  const files = {
    "acme/organization.yaml": head,
    "acme/teams/ops.yaml": `teams:\n  ops: { members: [ana@acme.example], ${open} }\n`,
    "acme/teams/apollo.yaml":
      "teams:\n  ops: { adds_to: teams/ops.yaml, members: [ben@acme.example, lee@acme.example, kim@acme.example] } # on loan\n",
  };
  world = await createWorld({
    files,
    live: {
      "acme/organization.yaml": `${head}teams: { ops: { members: [ana@acme.example, lee@acme.example, { member: kim@acme.example, role: lead }] } }\n`,
    },
  });
  expect((await world.plan()).actions.map(({ verb, key }) => `${verb} ${key}`).sort()).toEqual([
    "change_team_role ops/kim@acme.example",
    "join_team ops/ben@acme.example",
  ]);
  const connection = { provider: "planasonix", id: "org_01acme" } as const;
  const done = await importOrganization(world.context, { org: "acme", connection });
  if ("error" in done) throw new Error(done.error);
  expect((await world.plan()).actions).toEqual([]);
  const text = (path: string) => readFileSync(join(world.context.access, path), "utf8");
  expect(text("acme/teams/apollo.yaml")).toBe(
    "teams:\n  ops: { adds_to: teams/ops.yaml, members: [lee@acme.example] } # on loan\n",
  );
  expect(text("acme/teams/ops.yaml")).toMatch(
    /ana@acme\.example, \{ member: kim@acme\.example,\s+role: lead \}/,
  );
});
