/** Of organizations that nobody asks for, no more is read than which they are; what may not be missed is not. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { join } from "node:path";
import type { Context } from "../../../src/run/context.ts";
import { listOrganizations } from "../../../src/run/orgs.ts";
import { planAll, type PlanRequest } from "../../../src/run/plan.ts";
import { check } from "../../../src/run/validate.ts";
import { testRepository, type TestRepository } from "../../fakes/repository.ts";

let repository: TestRepository;

function settings(key: string, id = `org_01${key}`): string {
  return `organization: { name: The ${key}, provider: planasonix, id: ${id} }\n`;
}

function members(key: string, more = ""): string {
  return `members:\n  ana@${key}.example: admin\n  ben@${key}.example: admin\n${more}`;
}

beforeEach(() => {
  repository = testRepository();
  for (const key of ["acme", "beta", "delta"]) {
    repository.put(`access/${key}/organization.yaml`, settings(key));
    repository.put(`access/${key}/members.yaml`, members(key));
  }
  repository.commit();
});
afterEach(() => repository.remove());

function context(): Context {
  return {
    access: join(repository.root, "access"),
    cwd: repository.root,
    env: {},
    clock: { now: () => Date.parse("2026-11-02T00:00:00Z") },
    random: { bytes: (count: number) => new Uint8Array(count) },
    runId: "run",
    progress: () => undefined,
    warn: () => undefined,
    hide: () => undefined,
  } as unknown as Context;
}

async function planned(organizations: readonly string[], more: Partial<PlanRequest> = {}) {
  const run = await planAll(context(), { organizations, allowed: [], reach: "offline", ...more });
  if (!run.ok)
    return "error" in run ? run.error : run.diagnostics.map(({ source, code }) => `${source.file} ${code}`);
  await run.close();
  return run.runs.map(({ key, result }) => ("plan" in result ? `${key} ${result.plan.actions.length}` : key));
}

async function listed(head?: string) {
  const found = await listOrganizations(context(), undefined, head);
  if ("error" in found) return found.error;
  if ("diagnostics" in found) return found.diagnostics.map(({ source, code }) => `${source.file} ${code}`);
  return found.organizations.map(({ key, name, connection }) => `${key} ${name ?? ""} ${connection.id}`);
}

/** The plan of acme alone, of the files on the disk, of a commit, and of either against the commit before. */
async function plansOfAcme() {
  const base = repository.git("rev-parse", "HEAD");
  const onDisk = [await planned(["acme"]), await planned(["acme"], { base })];
  const head = repository.commit();
  return [...onDisk, await planned(["acme"], { head }), await planned(["acme"], { head, base })];
}

const broken = "members: [\n";

describe("an organization that is asked for alone", () => {
  it("is planned whatever is wrong in what the others say beyond their settings", async () => {
    repository.put("access/beta/members.yaml", broken);
    repository.put("access/beta/notes.txt", "no access file\n");
    repository.put("access/acme/more.yaml", "members: { kim@acme.example: viewer }\n");
    expect(await check(context())).toMatchObject({ valid: false });
    expect(await planned([])).toEqual([
      "access/beta/members.yaml yaml-syntax",
      "access/beta/notes.txt file-name",
    ]);
    const [, againstBase, , commits] = await plansOfAcme();
    expect([againstBase, commits]).toEqual([["acme 1"], ["acme 1"]]);
  });

  it("is planned against a base that is broken elsewhere", async () => {
    repository.put("access/beta/members.yaml", broken);
    repository.commit();
    repository.put("access/acme/more.yaml", "members: { kim@acme.example: viewer }\n");
    const [, againstBase, , commits] = await plansOfAcme();
    expect([againstBase, commits]).toEqual([["acme 1"], ["acme 1"]]);
  });

  it.each([
    [
      "its own file",
      { "access/acme/teams/new.yaml": "teams: [\n" },
      "access/acme/teams/new.yaml yaml-syntax",
    ],
    ["the file of all people", { "access/people.yaml": "people: [\n" }, "access/people.yaml yaml-syntax"],
    [
      "another's settings, by which they could be the same organization",
      { "access/beta/organization.yaml": "organization: [\n" },
      "access/beta/organization.yaml yaml-syntax",
    ],
    [
      "another's settings, which name the same organization",
      { "access/delta/organization.yaml": settings("delta", "org_01acme") },
      "access/delta/organization.yaml same-organization",
    ],
    [
      "another's key, which reads the same variables",
      { "access/acme-file/organization.yaml": settings("four") },
      "access/acme-file/organization.yaml environment-name",
    ],
    [
      "another's name, which passes for its own",
      { "access/delta/organization.yaml": settings("delta").replace("The delta", "The аcme") },
      "access/delta/organization.yaml lookalike",
    ],
    [
      "another's missing settings",
      { "access/four/members.yaml": members("four") },
      "access/four/organization.yaml missing-organization",
    ],
    ["a file beside the folders", { "access/stray.yaml": "members: {}\n" }, "access/stray.yaml file-place"],
  ])("is not planned with an error in %s", async (_, files, remark) => {
    for (const [path, text] of Object.entries(files)) repository.put(path, text);
    for (const said of await plansOfAcme()) expect(said).toEqual([remark]);
  });

  it("is looked for among all: a name that is not there is told beside those that are", async () => {
    expect(await planned(["acne"])).toBe("No organization is called acne. Did you mean acme?");
  });
});

describe("the list of organizations", () => {
  const all = ["acme The acme org_01acme", "beta The beta org_01beta", "delta The delta org_01delta"];

  it("needs their settings alone, on the disk and in a commit", async () => {
    repository.put("access/beta/members.yaml", broken);
    expect(await listed()).toEqual(all);
    expect(await listed(repository.commit())).toEqual(all);
  });

  it("leaves none out in silence whose settings are missing or broken", async () => {
    repository.put("access/beta/organization.yaml", "organization: { name: Beta }\n");
    repository.put("access/four/members.yaml", members("four"));
    const remarks = [
      "access/beta/organization.yaml missing-key",
      "access/beta/organization.yaml missing-key",
      "access/four/organization.yaml missing-organization",
    ];
    expect(await listed()).toEqual(remarks);
    expect(await listed(repository.commit())).toEqual(remarks);
  });
});
