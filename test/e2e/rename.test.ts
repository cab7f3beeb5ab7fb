/** `muster rename`: one person, or everybody of a domain, in every file that names them. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createWorldNow, type World } from "../fakes/world.ts";
import { buildMuster, type Muster } from "./muster.ts";

const files = {
  "people.yaml": "people:\n  mia: { email: mia.koch@acme.example } # since 2019\n",
  "acme/organization.yaml": `organization:
  provider: planasonix
  id: org_01acme
  sso: { enforced: true, domains: [acme.example] }
  successor: lee@acme.example
  guards: { min_admins: 1, protected: ["lee@acme.example"] }
members:
  mia: admin
  # the second one
  lee@acme.example: admin
  'kim@acme.example': { role: viewer, successor: lee@acme.example } # of the Lisbon team
  zoe@notacme.example: { state: deactivated }
service_accounts:
  ci: { owner: lee@acme.example, role: viewer, description: "ask lee@acme.example" }
`,
  "acme/ids.yaml": "ids: { members: { lee@acme.example: usr_lee } }\n",
  "acme/teams/ops.yaml":
    "teams:\n  ops:\n    manager: lee@acme.example\n    members: [lee@acme.example, { member: mia.koch@acme.example, role: lead }, kim@acme.example]\n",
};

let world: World;
let muster: Muster;
beforeEach(() => (muster = buildMuster()));
afterEach(async () => {
  muster.remove();
  await world.close();
});

async function ran(...args: readonly string[]) {
  world = await createWorldNow({ files, live: { ...files, "acme/ids.yaml": "ids: {}\n" } });
  const env = { MUSTER_TOKEN: "plnx_sandbox_acme", MUSTER_API_ACME: world.sandbox.url };
  return muster.run(["rename", ...args], { cwd: world.folder, env });
}
const text = (name: keyof typeof files): string => readFileSync(join(world.folder, "access", name), "utf8");
const rows = (stdout: string): string[] => stdout.split("\n").filter((line) => /^[! ] [~+>-] \w/.test(line));

describe("rename", () => {
  it("edits every place that names a member, and plans one row", async () => {
    const { code, stdout } = await ran("lee@acme.example", "--email", "lee.long@acme.example");
    expect(code).toBe(0);
    expect(rows(stdout)).toEqual([
      expect.stringMatching(
        /change e-mail +lee\.long@acme\.example +lee@acme\.example -> lee\.long@acme\.example/,
      ),
    ]);
    expect(text("acme/organization.yaml")).toBe(
      files["acme/organization.yaml"]
        .replaceAll("lee@acme.example", "lee.long@acme.example")
        .replace("ask lee.long@", "ask lee@")
        .replace(
          "  lee.long@acme.example: admin\n",
          "  lee.long@acme.example: { role: admin, previously: [lee@acme.example] }\n",
        ),
    );
    expect(text("acme/ids.yaml")).toBe("ids: { members: { lee.long@acme.example: usr_lee } }\n");
    expect(text("acme/teams/ops.yaml")).not.toContain("lee@acme.example");
  });

  it("keeps the former address in people.yaml of whoever stands there", async () => {
    const { code, stdout } = await ran("mia", "--email", "mia.haas@acme.example");
    expect(code).toBe(0);
    expect(rows(stdout)).toHaveLength(1);
    expect(text("people.yaml")).toBe(
      "people:\n  mia: { email: mia.haas@acme.example, previously: [mia.koch@acme.example] } # since 2019\n",
    );
    expect(text("acme/teams/ops.yaml")).toContain("{ member: mia.haas@acme.example, role: lead }");
  });

  it("takes a domain that is written with its @, and says what lacks where it is one alone", async () => {
    const alone = await ran("--domain", "acme.example");
    expect(alone).toMatchObject({ code: 1, stdout: "" });
    expect(alone.stderr).toContain("--domain OLD NEW for everybody of a domain");
    await world.close();
    expect((await ran("--domain", "@acme.example", "@new.example")).code).toBe(0);
    expect(text("acme/organization.yaml")).toContain("  lee@new.example: ");
  });

  it("moves everybody of a domain, one row a person, and lets the new domain sign in", async () => {
    const { code, stdout } = await ran("--domain", "acme.example", "acme-group.example");
    expect(code).toBe(0);
    expect(rows(stdout)).toHaveLength(3);
    for (const row of rows(stdout)) expect(row).toContain("change e-mail");
    expect(text("acme/organization.yaml")).toContain("domains: [acme.example, acme-group.example]");
    expect(text("acme/organization.yaml")).toContain("# of the Lisbon team");
    // Another domain that ends like it is another one.
    expect(text("acme/organization.yaml")).toContain("  zoe@notacme.example: {");
  });

  it.each([
    [["lea@acme.example", "--email", "x@acme.example"], "Did you mean lee@acme.example?"],
    [["lee@acme.example", "--email", "kim@acme.example"], "somebody else in the files"],
    [["lee@acme.example", "--email", "LEE@acme.example"], "already"],
    [["lee@acme.example", "--email", "no address"], "cannot be an address"],
    [["--domain", "acme.exampel", "b.example"], "Did you mean acme.example?"],
    [["--domain", "acme.example", "nodot"], "cannot be a domain"],
    [["lee@acme.example"], "Say WHO --email NEW"],
  ])("refuses %j and writes nothing", async (args, says) => {
    const { code, stderr } = await ran(...args);
    expect(code).toBe(1);
    expect(stderr).toContain(says);
    for (const name of Object.keys(files) as (keyof typeof files)[]) {
      if (name !== "acme/ids.yaml") expect(text(name)).toBe(files[name]);
    }
  });
});
