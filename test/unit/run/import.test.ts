/** Import against a live organization and files that do not let it finish. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { resourceFinder } from "../../../src/diff/resources.ts";

import { completeCoverage } from "../../../src/model/state.ts";
import { importOrganization } from "../../../src/run/import.ts";
import { createWorld, type World } from "../../fakes/world.ts";
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
