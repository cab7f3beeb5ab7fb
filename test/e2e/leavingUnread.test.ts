/** Somebody leaves while what they leave behind could not be read: it is owed all the same, and told one by one as soon as it is read. */
import { join } from "node:path";
import { afterEach, beforeAll, afterAll, describe, expect, it } from "vitest";
import { memoryJournal } from "../../src/journal/memory.ts";
import { parseFault } from "../../src/sandbox/planasonix/fault.ts";
import type { SandboxState } from "../../src/sandbox/planasonix/state.ts";
import { githubWorld, section } from "../fakes/githubWorld.ts";
import { createWorldNow, type World } from "../fakes/world.ts";
import { buildMuster, type Muster } from "./muster.ts";

describe("grants of a leaver at other services", () => {
  let muster: Muster;
  let world: World | undefined;
  beforeAll(() => {
    muster = buildMuster();
  });
  afterAll(() => muster.remove());
  afterEach(async () => {
    await world?.close();
    world = undefined;
  });

  const person = (name: string, role: string) =>
    ({
      id: `usr_${name}`,
      email: `${name}@acme.example`,
      display_name: null,
      role,
      state: "active",
    }) as const;
  const connection = (id: string, owner: string) => ({
    ...{ id: `con_${id}`, name: id, owner_id: `usr_${owner}` },
    oauth: { provider: "Salesforce", authorized_by: "usr_rob" },
  });
  /** One works in his name that is his, and two that are others'. */
  const live = {
    version: 1,
    organizations: [
      {
        ...{ key: "acme", id: "org_01acme", name: "Acme" },
        members: [person("ana", "admin"), person("kim", "admin"), person("rob", "editor")],
        ...{ invitations: [], teams: [], memberships: [], roles: [], shares: [] },
        ...{ service_accounts: [], service_account_keys: [], personal_keys: [] },
        ...{ pipelines: [], schedules: [], projects: [] },
        connections: [connection("own", "rob"), connection("crm", "ana"), connection("erp", "ana")],
      },
    ],
  } as unknown as SandboxState;
  const filesWith = (settings: string, rob: string) => ({
    "acme/organization.yaml": `organization: { provider: planasonix, id: org_01acme, successor: ana@acme.example${settings} }
members:
  ana@acme.example: admin
  kim@acme.example: admin
${rob}`,
  });
  const vague =
    "revoke the grants of rob@acme.example at other services: which connections work by one could not be read";
  const grantOf = (name: string): string =>
    `revoke the grant of rob@acme.example at Salesforce (connection ${name})`;

  it.each([
    ["removed", "cut off", "truncated", "", "  rob@acme.example: { state: removed }\n"],
    ["in no file any more", "refused", "404", ", unlisted: { members: remove }", ""],
    ["deactivated", "cut off", "truncated", "", "  rob@acme.example: { state: deactivated }\n"],
  ])("of one who is %s, while the list was %s", async (_, __, fault, settings, rob) => {
    const parsed = parseFault(`${fault}@connections`);
    if ("error" in parsed) throw new Error(parsed.error);
    world = await createWorldNow({
      files: filesWith(settings, rob),
      sandbox: { seed: live, faults: [parsed] },
    });
    const { context, folder, sandbox } = world;
    const run = (...args: string[]) => muster.run(args, { cwd: folder, env: context.env });
    // Only the first whole list is troubled, and no run is told so before it plans.
    const first = await run("apply", "--yes", "--allow", "max_loss");
    expect(first.code, first.stdout + first.stderr).toBe(0);
    expect(first.stdout).toContain(vague);
    expect(first.stdout).not.toContain(grantOf("crm"));
    expect(
      sandbox
        .dump()
        .organizations[0]?.members.some(({ id, state }) => id === "usr_rob" && state === "active"),
    ).toBe(false);
    for (const args of [["plan"], ["apply", "--yes"], ["plan"]]) {
      const { stdout } = await run(
        ...args,
        ...(args[0] === "plan" ? ["--journal", join(folder, "journal.jsonl")] : []),
      );
      expect(stdout).not.toContain(vague);
      for (const name of ["own", "crm", "erp"]) expect(stdout).toContain(grantOf(name));
    }
  });
});

describe("service accounts of a leaver", () => {
  let world: World | undefined;
  afterEach(async () => {
    await world?.close();
    world = undefined;
  });
  const filesWith = (rob: string, owner: string) => ({
    "acme/organization.yaml": `organization: { provider: planasonix, id: org_01acme, guards: { min_admins: 1 } }
members: { ana@acme.example: admin, rob@acme.example: ${rob} }
service_accounts:
  robot: { role: editor, owner: ${owner}, keys: { k: { scopes: [pipelines:run] } } }
  aux: { role: editor, owner: ana@acme.example, keys: { a: { scopes: [pipelines:run] } } }
`,
  });
  /** Half of a list is the first of two; robot and its key are not in it. */
  const leaving = (rob: string) => ({
    "acme/organization.yaml": `organization: { provider: planasonix, id: org_01acme, successor: ana@acme.example, guards: { min_admins: 1 } }
members: { ana@acme.example: admin, rob@acme.example: ${rob} }
`,
  });

  it.each([
    ["accounts", "{ state: deactivated }", "truncated@serviceAccounts", []],
    ["accounts", "{ state: removed }", "truncated@serviceAccounts", []],
    [
      "accounts, at once",
      '{ state: removed, at_once: "incident" }',
      "truncated@serviceAccounts",
      ["deactivate"],
    ],
    ["keys", "{ state: deactivated }", "truncated@serviceAccountKeys", []],
    [
      "keys, at once",
      '{ state: deactivated, at_once: "incident" }',
      "truncated@serviceAccountKeys",
      ["deactivate"],
    ],
  ])(
    "are neither given away nor left to one who is gone while not all %s were read",
    async (_, rob, fault, does) => {
      const parsed = parseFault(fault);
      if ("error" in parsed) throw new Error(parsed.error);
      world = await createWorldNow({ live: filesWith("editor", "rob@acme.example"), files: leaving(rob) });
      world.sandbox.addFault(parsed);
      const journal = memoryJournal();
      const first = await world.apply({ allowed: ["max_loss"], journal_: journal });
      expect(first.result?.outcomes.map(({ action }) => action.verb)).toEqual(does);
      expect(first.code).toBe(4);
      const { members, service_accounts: accounts } = world.sandbox.dump().organizations[0] ?? {
        members: [],
      };
      expect(accounts?.map(({ owner_id }) => owner_id)).toContain(
        members.find(({ email }) => email.startsWith("rob"))?.id,
      );
      const second = await world.apply({ allowed: ["max_loss"], journal_: journal });
      expect(second.result?.outcomes.map(({ action }) => `${action.verb} ${action.key}`)).toContain(
        "transfer robot",
      );
      expect(second.planned.plan.tasks?.map(({ key }) => key)).toEqual(["robot/k"]);
      expect(second.code).toBe(0);
    },
  );
});

describe("secrets that a leaver of GitHub could read", () => {
  const live = {
    members: { ana: "admin", kim: "admin", lee: "member", mia: "member" },
    repositories: ["deploy"],
    teams: [{ name: "platform", members: { lee: "maintainer" }, repositories: { deploy: "admin" } }],
  } as const;
  const files = {
    "acme/organization.yaml": `${section}members: { ana: admin, kim: admin, lee: { state: removed }, mia: member }\n`,
  };
  const known = "rotate the secrets of repository deploy: lee could have read them";
  const unknown =
    "rotate the secrets of the repositories that lee administered or maintained, of which none is known (The list of teams was not read to its end.";

  it("are owed as a whole where the teams could not be read", async () => {
    const world = await githubWorld({ files, organization: live });
    expect((await world.plan()).text).toContain(known);
    // The members come first, then the teams.
    world.fault("wrong@graphql:2x9");
    const done = await world.apply({ allowed: ["max_loss"] });
    expect(done.does).toEqual(["remove lee"]);
    expect(done.text).toContain(unknown);
    expect(world.journal.text()).toContain(unknown);
  });

  it("are not said to be all where the deploy keys that were asked for could not be read", async () => {
    const world = await githubWorld({ files, organization: live });
    expect((await world.plan({ deep: true })).text).not.toContain("may have added deploy keys");
    world.fault("500@deployKeysx9");
    expect((await world.plan({ deep: true })).text).toContain(
      `${known}, and may have added deploy keys, which stay (which could not all be read)`,
    );
  });
});
