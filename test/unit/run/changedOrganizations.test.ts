/** Which organizations differ from a base: told by git's ids, and only those are read. */
import { rmSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listOrganizations } from "../../../src/run/orgs.ts";
import type { Context } from "../../../src/run/context.ts";
import { testRepository, type TestRepository } from "../../fakes/repository.ts";

let repository: TestRepository;
let base: string;

function files(key: string, more = ""): string {
  return `organization:\n  provider: planasonix\n  id: org_01${key}\nmembers:\n  ana@${key}.example: admin\n${more}`;
}

beforeEach(() => {
  repository = testRepository();
  for (const key of ["acme", "beta", "delta"]) repository.put(`access/${key}/organization.yaml`, files(key));
  repository.put("access/people.yaml", "people:\n  ana: { email: ana@acme.example }\n");
  base = repository.commit();
});
afterEach(() => repository.remove());

function contextIn(cwd: string): Context {
  return {
    access: join(cwd, "access"),
    cwd,
    env: {},
    clock: { now: () => Date.parse("2026-11-02T00:00:00Z") },
    random: { bytes: (count: number) => new Uint8Array(count) },
    runId: "run",
    progress: () => undefined,
    warn: () => undefined,
    hide: () => undefined,
  } as unknown as Context;
}

async function changed(head?: string): Promise<readonly string[] | string> {
  const listed = await listOrganizations(contextIn(repository.root), base, head);
  if ("error" in listed) return listed.error;
  if ("diagnostics" in listed) return listed.diagnostics.map(({ source, code }) => `${source.file} ${code}`);
  return [...listed.organizations.map(({ key }) => key), ...listed.gone.map((key) => `-${key}`)];
}

describe("the organizations that a change touches", () => {
  it("are none where nothing differs, though the times on the disk do", async () => {
    expect(await changed()).toEqual([]);
    utimesSync(join(repository.root, "access/beta/organization.yaml"), 1, 1);
    expect(await changed()).toEqual([]);
    expect(await changed(base)).toEqual([]);
  });

  it("are those with a file that differs, came, or went, on the disk and between commits", async () => {
    repository.put("access/beta/organization.yaml", files("beta", "  ben@beta.example: viewer\n"));
    repository.put("access/acme/teams/new.yaml", "teams: { new: { members: [] } }\n");
    repository.put("access/fresh/organization.yaml", files("fresh"));
    rmSync(join(repository.root, "access/delta"), { recursive: true });
    expect(await changed()).toEqual(["acme", "beta", "fresh", "-delta"]);
    const head = repository.commit();
    expect(await changed()).toEqual(["acme", "beta", "fresh", "-delta"]);
    expect(await changed(head)).toEqual(["acme", "beta", "fresh", "-delta"]);
  });

  it("are found where git was told to look away: ignored files, and those taken as unchanged", async () => {
    repository.put(".git/info/exclude", "access/acme/*\n");
    repository.put("access/acme/more.yaml", "members: { ben@acme.example: viewer }\n");
    repository.git("update-index", "--assume-unchanged", "access/beta/organization.yaml");
    repository.git("update-index", "--skip-worktree", "access/delta/organization.yaml");
    repository.put("access/beta/organization.yaml", files("beta", "  ben@beta.example: viewer\n"));
    repository.put("access/delta/organization.yaml", files("delta", "  ben@delta.example: viewer\n"));
    expect(await changed()).toEqual(["acme", "beta", "delta"]);
  });

  it("are told without running what the settings name as a filter", async () => {
    const trace = join(repository.root, "ran");
    repository.put(".gitattributes", "*.yaml filter=loud\n");
    repository.commit();
    repository.git("config", "filter.loud.clean", `touch ${trace}; cat`);
    repository.git("config", "filter.loud.required", "true");
    repository.put("access/beta/organization.yaml", files("beta", "  ben@beta.example: viewer\n"));
    utimesSync(join(repository.root, "access/acme/organization.yaml"), 1, 1);
    expect(await changed()).toEqual(["beta"]);
    expect(() => utimesSync(trace, 1, 1)).toThrow("ENOENT");
  });

  it("are all where people.yaml differs", async () => {
    repository.put("access/people.yaml", "people:\n  ana: { email: ana@acme.example, name: Ana }\n");
    expect(await changed()).toEqual(["acme", "beta", "delta"]);
  });

  it("are judged by their own files: what the others say is not read", async () => {
    repository.put("access/beta/organization.yaml", files("beta", "  broken: [\n"));
    base = repository.commit();
    repository.put("access/acme/organization.yaml", files("acme", "  ben@acme.example: viewer\n"));
    expect(await changed()).toEqual(["acme"]);
    repository.put("access/acme/organization.yaml", files("acme", "  ben@acme.example: nobody\n"));
    expect(await changed()).toEqual(["access/acme/organization.yaml unknown-role"]);
  });

  it("may be named by people.yaml, read or not", async () => {
    repository.put(
      "access/people.yaml",
      "people:\n  ana: { email: ana@acme.example, ids: { beta: usr_1 }, successor: ana@beta.example }\n",
    );
    base = repository.commit();
    repository.put("access/acme/organization.yaml", files("acme", "  ben@acme.example: viewer\n"));
    expect(await changed()).toEqual(["acme"]);
  });
});
