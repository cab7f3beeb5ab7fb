/** `import --ids`: ids for what the files name, and no other byte, whatever else differs from what is live. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { addIds, type AddedIds } from "../../../src/run/import/ids.ts";
import { createWorld, type Files, type World } from "../../fakes/world.ts";

const head = "organization: { provider: planasonix, id: org_01acme }\n";
const connection = { provider: "planasonix", id: "org_01acme" } as const;

let world: World;
afterEach(() => world.close());

const filesNow = (): Files =>
  Object.fromEntries(
    readdirSync(world.context.access, { recursive: true, withFileTypes: true })
      .filter((item) => item.isFile())
      .map((item) => {
        const path = join(item.parentPath, item.name);
        return [path.slice(world.context.access.length + 1), readFileSync(path, "utf8")];
      }),
  );

async function added(): Promise<AddedIds> {
  const done = await addIds(world.context, { org: "acme", connection });
  if (!("written" in done)) throw new Error(JSON.stringify(done));
  return done;
}

const idLines = (text = ""): string[] => text.split("\n").filter((line) => /: [a-z]+_/.test(line));
const nothing = { members: 0, teams: 0, roles: 0, service_accounts: 0, keys: 0 };

it("adds a line for all of each kind that is live, and leaves the rest as it is", async () => {
  const automation =
    "roles:\n  clerk: { base: viewer, permissions: [] }\n" +
    "service_accounts:\n  Bot: { role: editor, owner: mia, keys: { gha: { scopes: [pipelines:run] } } }\n";
  const people = "people:\n  mia: { email: Mia@acme.example }\n";
  const text =
    `${head}# Hand-made, with   odd spaces.\nmembers:\n  ana@acme.example:   admin\n  "Kim@acme.example": admin # second\n  mia: editor\n` +
    `teams:\n  Ops: { members: [mia] }\n${automation}`;
  const live = text.replace("mia: editor", "mia: viewer").replace("[mia]", "[ana@acme.example]");
  world = await createWorld({
    live: { "people.yaml": people, "acme/organization.yaml": live },
    files: { "people.yaml": people, "acme/organization.yaml": text },
  });
  const plan = await world.plan();
  expect(plan.actions.map(({ verb }) => verb)).toEqual(["promote", "join_team", "leave_team"]);
  const done = await added();
  expect(done.written).toEqual({ members: 3, teams: 1, roles: 1, service_accounts: 1, keys: 1 });
  expect([done.absent, done.unclear]).toEqual([[], []]);
  const { "acme/ids.yaml": ids, ...others } = filesNow();
  expect(others).toEqual({ "people.yaml": people, "acme/organization.yaml": text });
  expect(idLines(ids).map((line) => line.trim().replace(/: [a-z]+_.*/, ""))).toEqual([
    "ana@acme.example",
    "Kim@acme.example",
    "mia",
    "Ops",
    "clerk",
    "Bot",
    "Bot/gha",
  ]);
  const after = await world.plan();
  expect(after.fingerprint).toBe(plan.fingerprint);
  const again = await added();
  expect([again.written, again.files]).toEqual([nothing, []]);
  expect(filesNow()["acme/ids.yaml"]).toBe(ids);
});

it("adds what a list lacks, says of whom nothing is there, and corrects nothing", async () => {
  const members = "members:\n  ana@acme.example: admin\n  kim@acme.example: admin\n";
  world = await createWorld({
    live: { "acme/organization.yaml": `${head}${members}` },
    files: {
      "acme/organization.yaml":
        `${head}${members}  new@acme.example: viewer\n  gone@acme.example: { state: deactivated }\n` +
        "teams:\n  ops: {}\n",
      "acme/ids.yaml":
        "# Ours.\nids:\n  members:\n    kim@acme.example: usr_mistyped # as noted\n  roles: { clerk: role_x }\n",
    },
  });
  const done = await added();
  expect(done.written).toEqual({ ...nothing, members: 1 });
  expect(done.absent.map(({ what }) => what)).toEqual(["the member new@acme.example", "the team ops"]);
  expect(filesNow()["acme/ids.yaml"]).toMatch(
    /^# Ours\.\nids:\n {2}members:\n {4}kim@acme\.example: usr_mistyped # as noted\n {4}ana@acme\.example: usr_\w+\n {2}roles: \{ clerk: role_x \}\n$/,
  );
});

it("gives no id to what two live records could be, or what has it already", async () => {
  world = await createWorld({
    sandbox: {
      seed: {
        version: 1,
        organizations: [
          {
            key: "acme",
            id: "org_01acme",
            name: "Acme",
            members: [
              {
                id: "usr_ana",
                email: "ana@acme.example",
                display_name: null,
                role: "admin",
                state: "active",
              },
              { id: "usr_1", email: "mia@acme.example", display_name: null, role: "viewer", state: "active" },
              { id: "usr_2", email: "Mia@acme.example", display_name: null, role: "viewer", state: "active" },
              {
                id: "usr_lee",
                email: "lee@acme.example",
                display_name: null,
                role: "viewer",
                state: "active",
              },
            ],
            invitations: [],
            teams: [],
            memberships: [],
          },
        ],
      },
    },
    files: {
      "acme/organization.yaml": `${head}members:\n  ana@acme.example: admin\n  mia@acme.example: viewer\n  lee@acme.example: viewer\n  pia@acme.example: { role: viewer, ids: { acme: usr_lee } }\n`,
    },
  });
  const done = await added();
  expect(done.written).toEqual({ ...nothing, members: 1 });
  expect(done.unclear.map(({ what }) => what)).toEqual([
    "the member lee@acme.example",
    "the member mia@acme.example",
  ]);
  expect(done.unclear[0]?.why).toContain("usr_lee");
  expect(done.unclear[1]?.why).toContain("usr_1, usr_2");
  expect(idLines(filesNow()["acme/ids.yaml"])).toEqual(["    ana@acme.example: usr_ana"]);
});

it("has nothing to add to an organization that has no files, or that files with errors declare", async () => {
  world = await createWorld({
    files: { "acme/organization.yaml": `${head}members: { ana@acme.example: admin }\n` },
  });
  const none = await addIds(world.context, { org: "globex" });
  expect(none).toMatchObject({ error: expect.stringContaining("globex is not there") });
  await world.setFiles({ "acme/organization.yaml": `${head}members: { ana@acme.example: boss }\n` });
  expect(await addIds(world.context, { org: "acme" })).toHaveProperty("diagnostics");
});
