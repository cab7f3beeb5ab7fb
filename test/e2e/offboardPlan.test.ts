/** What comes of an offboarding at a live organization: the plan that a leaver with a successor has. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { offboard } from "../../src/run/offboard.ts";
import { createWorldNow, type World } from "../fakes/world.ts";
import { buildMuster, type Muster } from "./muster.ts";

const organization = "organization:\n  provider: planasonix\n  id: org_01acme\n";
const files = {
  "acme/organization.yaml":
    `${organization}members:\n  ana@acme.example: admin\n  ben@acme.example: admin\n  lee@acme.example: editor\n` +
    "  rob@acme.example: maintainer\n" +
    "teams:\n  data: { manager: rob@acme.example, members: [rob@acme.example, lee@acme.example] }\n",
};

let world: World;
afterEach(() => world.close());

describe("offboarding somebody", () => {
  it("is planned as a leaver with a successor, and can be applied", async () => {
    world = await createWorldNow({ files });
    const owns = { organization: "acme", email: "rob@acme.example" };
    await world.control("/sandbox/own", { ...owns, resource: "pipeline", name: "nightly_sales" });
    await world.control("/sandbox/key", { ...owns, name: "laptop" });
    const done = await offboard(world.context, { who: "rob@acme.example", successor: "lee@acme.example" });
    expect(done).toMatchObject({ ok: true, plannable: ["acme"], keyless: [], advice: [] });
    const plan = await world.plan();
    expect(plan.actions.map(({ verb, key }) => `${verb} ${key.replace(/key_.*/, "KEY")}`)).toEqual([
      "update_team data",
      "transfer pipeline:nightly_sales",
      "revoke_key rob@acme.example/KEY",
      "deactivate rob@acme.example",
    ]);
    expect((await world.apply()).code).toBe(0);
    expect((await world.plan()).actions).toEqual([]);
  });

  it("replaces keys of service accounts that they owned, though the files give those to somebody else", async () => {
    const accounts = `service_accounts:
  ci:
    role: editor
    owner: rob@acme.example
    keys:
      deploy: { scopes: [pipelines:run], deliver_to: { github_secret: acme/dbt/PLANASONIX_API_KEY } }
      by-hand: { scopes: [pipelines:run] }
  other: { role: editor, owner: lee@acme.example, keys: { night: { scopes: [pipelines:run] } } }
`;
    world = await createWorldNow({
      files: { "acme/organization.yaml": files["acme/organization.yaml"] + accounts },
    });
    expect((await world.plan()).actions).toEqual([]);
    await offboard(world.context, { who: "rob@acme.example", successor: "lee@acme.example" });
    const plan = await world.plan();
    const about = (key: string) => plan.actions.find((action) => action.key === key);
    expect(about("ci/deploy")).toMatchObject({ verb: "rotate_key", needs: [about("ci")?.id] });
    expect(plan.withheld).toMatchObject([{ verb: "rotate_key", key: "ci/by-hand", code: "no_target" }]);
    expect(plan.follow_ups).toMatchObject([{ code: "rotate_key", key: "rob@acme.example ci/by-hand" }]);
  });
});

describe("muster offboard with a key at hand", () => {
  let muster: Muster;
  beforeAll(() => void (muster = buildMuster()));
  afterAll(() => muster.remove());

  const run = (world: World, ...args: readonly string[]) =>
    muster.run(["offboard", ...args], {
      cwd: world.folder,
      env: {
        MUSTER_TOKEN_ACME: world.sandbox.organizations[0]?.token ?? "",
        MUSTER_API_ACME: world.sandbox.url,
      },
    });

  it("prints the differences and then the plan, writes to no organization, and ends with 0", async () => {
    world = await createWorldNow({ files });
    const before = world.sandbox.requests().length;
    const ran = await run(world, "rob@acme.example", "--successor", "lee@acme.example");
    expect(ran.code, ran.stderr).toBe(0);
    const [differences, plan] = ran.stdout.split("\n\n");
    expect(differences).toContain("+  rob@acme.example: { state: deactivated, successor: lee@acme.example }");
    expect(plan).toContain("acme");
    expect(ran.stdout).toMatch(/deactivate +rob@acme.example/);
    expect(ran.stderr).toContain("1 file edited; look at the differences");
    expect(ran.stderr).not.toContain("is not planned here");
    const methods = world.sandbox
      .requests()
      .slice(before)
      .map(({ method }) => method);
    expect(new Set(methods)).toEqual(new Set(["GET"]));
  });

  it("tells that a protected person cannot leave in one change", async () => {
    const guarded = {
      "acme/organization.yaml": files["acme/organization.yaml"].replace(
        "id: org_01acme\n",
        "id: org_01acme\n  guards: { protected: [rob@acme.example] }\n",
      ),
    };
    world = await createWorldNow({ files: guarded });
    world.commit();
    const ran = await run(world, "rob@acme.example", "--successor", "lee@acme.example");
    expect(ran.stderr).toContain("`protected` blocks their leaving. Merge that line alone first");
    expect(ran.stdout).toContain("  guards: { protected: [] }");
    expect(ran.code).toBe(0);
  });

  it("ends with 1 when the organization cannot be reached, with the files edited", async () => {
    world = await createWorldNow({ files });
    await world.sandbox.close();
    const ran = await run(world, "rob@acme.example", "--successor", "lee@acme.example");
    expect(ran.stdout).toContain("+  rob@acme.example: { state: deactivated");
    expect(ran.stderr).toContain("1 file edited");
    expect(ran.stderr).toContain("acme: ");
    expect(ran.code).toBe(1);
  });

  it("writes none of the files where one cannot be written", async () => {
    // There is no room for a longer name beside this one.
    const long = `acme/${"t".repeat(245)}.yaml`;
    const [head = "", teams = ""] = files["acme/organization.yaml"].split("teams:\n");
    const split = { "acme/organization.yaml": head, [long]: `teams:\n${teams}` };
    world = await createWorldNow({ files: split });
    const ran = await run(world, "rob@acme.example", "--successor", "lee@acme.example");
    expect(ran).toMatchObject({ code: 1, stdout: "" });
    expect(ran.stderr).toMatch(/ttt\.yaml could not be written: the name is too long\./);
    expect(ran.stderr).toContain("Nothing was written.");
    const now = (path: string) => readFileSync(join(world.folder, "access", path), "utf8");
    expect(now("acme/organization.yaml")).toBe(head);
    expect(now(long)).toBe(split[long]);
    expect(readdirSync(join(world.folder, "access/acme"))).toHaveLength(2);
  });
});
