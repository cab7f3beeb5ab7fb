/** Import against a live organization and files that do not let it finish. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { resourceFinder } from "../../../src/diff/resources.ts";

import { completeCoverage } from "../../../src/model/state.ts";
import { importOrganization } from "../../../src/run/import.ts";
import { createWorld, type Files, type World } from "../../fakes/world.ts";
import { stateOf } from "../../fakes/planasonix.ts";

const head = "organization:\n  provider: planasonix\n  id: org_01acme\n";
const people = "members:\n  ana@acme.example: admin\n  ben@acme.example: admin\n";
const connection = { provider: "planasonix", id: "org_01acme" } as const;

let world: World;
afterEach(() => world.close());

async function leaverOwns(policy: string): Promise<string> {
  const text = `${head}${policy}${people}`;
  world = await createWorld({
    live: { "acme/organization.yaml": `${head}${people}  rob@acme.example: { state: deactivated }\n` },
    files: { "acme/organization.yaml": text },
  });
  await world.control("/sandbox/own", {
    organization: "acme",
    resource: "pipeline",
    name: "nightly",
    email: "rob@acme.example",
  });
  return text;
}

const now = (): string => readFileSync(join(world.context.access, "acme/organization.yaml"), "utf8");

describe("somebody deactivated who still owns something", () => {
  it("is left out, and named", async () => {
    const before = await leaverOwns("");
    const done = await importOrganization(world.context, { org: "acme", connection });
    if (!("leftOut" in done)) throw new Error(JSON.stringify(done));
    expect(done.leftOut[0]?.what).toBe('the member "rob@acme.example"');
    expect(done.leftOut[0]?.why).toContain('still holds the pipeline "nightly"');
    expect(now()).toBe(before);
  });

  it("stops the import where the policy acts on whoever is in no file", async () => {
    const before = await leaverOwns("  unlisted: { members: remove }\n");
    const done = await importOrganization(world.context, { org: "acme", connection });
    if (!("error" in done)) throw new Error(JSON.stringify(done));
    expect(done.error).toContain("nothing was written");
    expect(done.error).toContain("rob@acme.example");
    expect(now()).toBe(before);
  });
});

describe("two live records under one address", () => {
  const record = (id: string, email: string, state: "active" | "deactivated", role = "viewer") =>
    ({ id, email, display_name: null, role, state }) as const;
  const start = async (files: Files): Promise<void> => {
    const members = [
      record("usr_ana", "ana@acme.example", "active", "admin"),
      record("usr_ben", "ben@acme.example", "active", "admin"),
      record("usr_1", "mia@acme.example", "active", "editor"),
      record("usr_2", "Mia@acme.example", "deactivated"),
    ];
    const rest = { invitations: [], teams: [], memberships: [] };
    const acme = { key: "acme", id: "org_01acme", name: "Acme", members, ...rest };
    world = await createWorld({ sandbox: { seed: { version: 1, organizations: [acme] } }, files });
  };
  const mia = "  mia@acme.example: viewer\n";
  const ids = { "acme/ids.yaml": "ids:\n  members:\n    mia@acme.example: usr_1\n" };

  it("are told apart by the id that the files give; only the other is left out", async () => {
    await start({ "acme/organization.yaml": `${head}${people}${mia}`, ...ids });
    const done = await importOrganization(world.context, { org: "acme", connection });
    if (!("leftOut" in done)) throw new Error(JSON.stringify(done));
    expect(now()).toBe(`${head}${people}  mia@acme.example: editor\n`);
    expect(done.leftOut.map(({ what, why }) => `${what}: ${why}`)).toEqual([
      expect.stringContaining('the member "Mia@acme.example": usr_2 has the same address'),
    ]);
    expect(done.plan.actions).toEqual([]);
    const again = await importOrganization(world.context, { org: "acme", connection });
    expect(again).toMatchObject({ files: [] });
  });

  it("are both left out where the files do not say which they mean, or know neither", async () => {
    for (const members of [`${people}${mia}`, people]) {
      await start({ "acme/organization.yaml": `${head}${members}` });
      const done = await importOrganization(world.context, { org: "acme", connection });
      if (!("leftOut" in done)) throw new Error(JSON.stringify(done));
      expect(now()).toBe(`${head}${people}`);
      expect(done.leftOut.map(({ what, why }) => `${what}: ${why}`)).toEqual([
        expect.stringContaining("the member mia@acme.example: 2 live objects share that name (usr_1, usr_2)"),
      ]);
      if (members !== people) await world.close();
    }
  });
});

describe("a resource whose name is another's id", () => {
  it("is called by its own id, as the live side calls it", async () => {
    world = await createWorld({ files: { "acme/organization.yaml": `${head}${people}` } });
    const find = resourceFinder(
      stateOf([], completeCoverage, [
        { kind: "pipeline", id: "pl_1", name: "pl_2" },
        { kind: "pipeline", id: "pl_2", name: "nightly" },
      ]),
    );
    expect(find("pipeline", "pl_1")).toEqual({ as: "found", id: "pl_1", name: "pl_1" });
    expect(find("pipeline", "pl_2")).toEqual({ as: "found", id: "pl_2", name: "nightly" });
  });
});
