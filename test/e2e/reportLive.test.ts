/** `report` with the live side: what no file names, keys by age and use, what leaving left; and what it says without a key. */
import { afterEach, describe, expect, it } from "vitest";
import type { Report } from "../../src/model/evidence.ts";
import { reportPage } from "../../src/render/report/page.ts";
import { report, type ReportRequest } from "../../src/run/evidence/report.ts";
import { createWorldNow, type World } from "../fakes/world.ts";

const files = {
  "acme/organization.yaml": `organization: { provider: planasonix, id: org_01acme }
members:
  ana@acme.example: admin
  ben@acme.example: admin
  rob@acme.example: editor
`,
  "acme/automation.yaml": `service_accounts:
  ci: { role: viewer, owner: rob@acme.example, keys: { deploy: { scopes: [pipelines:read], rotate_after: 30d } } }
`,
};

let world: World;
afterEach(() => world.close());

async function reported(more: Partial<ReportRequest> = {}): Promise<Report> {
  const usual = "/no/such/journal";
  const made = await report(world.context, { organizations: [], journals: [], usual, ...more });
  if ("error" in made) throw new Error(made.error);
  return made;
}

async function begin(): Promise<void> {
  world = await createWorldNow({ files });
  world.commit("Begin (#1)");
}

describe("the live side of a report", () => {
  it("tells what is live and in no file, keys with age and policy, and looks at it first", async () => {
    await begin();
    await world.setFiles({
      ...files,
      "acme/organization.yaml": files["acme/organization.yaml"].replace("  rob@acme.example: editor\n", ""),
      "acme/automation.yaml": files["acme/automation.yaml"].replace("rob@", "ana@"),
    });
    world.commit("Forget Rob (#2)");
    const made = await reported();
    const [live] = made.live ?? [];
    expect(live).toMatchObject({ organization: "acme", gaps: [], tasks: [] });
    expect(live?.unlisted).toContainEqual({ kind: "member", key: "rob@acme.example" });
    expect(live?.keys).toEqual([
      expect.objectContaining({ key: "ci/deploy", listed: true, rotate_after_ms: 30 * 24 * 3_600_000 }),
    ]);
    expect(made.look).toContain("1 thing live and in no file");
    expect(made.basis.notes.join("\n")).not.toContain("files alone");
    const page = reportPage(made);
    expect(page).toMatch(/acme was read live at \d{4}-\d\d-\d\d \d\d:\d\d UTC/);
    for (const title of ["Live, and in no file (1)", "Keys (1)", "Open tasks (0)"])
      expect(page).toContain(title);
  });

  it("is none of another day, of another ref, or where nobody is to be asked; each says so", async () => {
    await begin();
    world.sandbox.resetRequests();
    for (const more of [{ on: "2026-01-01" }, { ref: "main" }, { offline: true }]) {
      const made = await reported(more);
      expect(made.live).toBeUndefined();
      expect(made.basis.notes).toContain("It rests on files alone: the live organizations were not read.");
    }
    expect(world.sandbox.requests()).toEqual([]);
  });

  it("says of an organization that could not be read why, and answers the rest", async () => {
    await begin();
    const without = Object.fromEntries(
      Object.entries(world.context.env).filter(([name]) => !name.startsWith("MUSTER_TOKEN")),
    );
    world = { ...world, context: { ...world.context, env: without } };
    const made = await reported();
    expect(made.live).toBeUndefined();
    expect(made.basis.notes.join("\n")).toMatch(/acme was not read live: .*MUSTER_TOKEN/);
    expect(made.people).toHaveLength(3);
  });

  it("says of files with errors where the first is, and of nobody that there is nobody", async () => {
    await begin();
    await world.setFiles({
      "acme/organization.yaml":
        "organization: { provider: planasonix, id: org_01acme }\nmembers:\n  rob@acme.example: boss\n",
    });
    world.commit("Boss (#2)");
    const made = await reported();
    expect(made.basis.notes).toContain(
      'Why: the files as they stand have 1 error, the first in access/acme/organization.yaml:3: "boss" is not an organization role.',
    );
    const page = reportPage(await reported({ on: "2020-01-01" }));
    expect(page).toContain("Nobody has anything.");
  });
});
