/** A repository's settings over HTTP: what GitHub documents is understood, what is missing is no failure, what fails is. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { components } from "@octokit/openapi-types";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fakeClock } from "../../fakes/clock.ts";
import { createGitHubSettings, type GitHubSettings } from "../../../src/forge/github/settings.ts";

type Schemas = components["schemas"];
type Policies = Pick<Schemas["deployment-branch-policy"], "id" | "name" | "type">;

const answers = new Map<string, unknown>();
const asked: { path: string; authorization: string | undefined }[] = [];
let server: Server;
let settings: GitHubSettings & { close(): Promise<void> };

beforeEach(async () => {
  answers.clear();
  asked.length = 0;
  server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://x");
    asked.push({ path: url.pathname, authorization: request.headers.authorization });
    const found =
      answers.get(`${url.pathname}?page=${url.searchParams.get("page") ?? ""}`) ?? answers.get(url.pathname);
    response.writeHead(found === undefined ? 404 : typeof found === "number" ? found : 200, {
      "content-type": "application/json",
    });
    response.end(
      JSON.stringify(found === undefined || typeof found === "number" ? { message: "no" } : found),
    );
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  settings = createGitHubSettings({
    apiUrl: `http://127.0.0.1:${port}`,
    token: "ghp_canary_0123456789",
    repository: "acme/access",
    env: {},
    clock: fakeClock(),
  });
});
afterEach(async () => {
  await settings.close();
  server.closeAllConnections();
  server.close();
});

const root = "/repos/acme/access";

type Policy = NonNullable<Schemas["environment"]["deployment_branch_policy"]>;

function environment(policy: Policy | null): void {
  const answer: Partial<Schemas["environment"]> = {
    id: 1,
    name: "muster-plan",
    deployment_branch_policy: policy,
  };
  answers.set(`${root}/environments/muster-plan`, answer);
}

describe("an environment", () => {
  it("is open to any branch, to protected ones, or to those that it names", async () => {
    environment(null);
    expect(await settings.environment("muster-plan")).toEqual({ ok: true, value: { kind: "any" } });
    environment({ protected_branches: true, custom_branch_policies: false });
    expect(await settings.environment("muster-plan")).toEqual({ ok: true, value: { kind: "protected" } });
    environment({ protected_branches: false, custom_branch_policies: true });
    const policies: Policies[] = [{ id: 1, name: "main", type: "branch" }];
    answers.set(`${root}/environments/muster-plan/deployment-branch-policies`, {
      total_count: 1,
      branch_policies: policies,
    });
    expect(await settings.environment("muster-plan")).toEqual({
      ok: true,
      value: { kind: "named", patterns: [{ name: "main", type: "branch" }] },
    });
  });

  it("that is not there is none; one that may not be seen is a failure", async () => {
    expect(await settings.environment("muster-plan")).toEqual({ ok: true, value: null });
    answers.set(`${root}/environments/muster-plan`, 403);
    expect(await settings.environment("muster-plan")).toMatchObject({ ok: false, status: 403 });
    environment({ protected_branches: false, custom_branch_policies: true });
    expect(await settings.environment("muster-plan")).toMatchObject({ ok: false, status: 404 });
  });
});

describe("names of secrets and variables", () => {
  const secret = (name: string): Schemas["actions-secret"] => ({
    name,
    created_at: "2026-01-01T00:00:00Z",
    updated_at: "2026-01-01T00:00:00Z",
  });

  it.each([
    ["repository", `${root}/actions/secrets`],
    ["organization", `${root}/actions/organization-secrets`],
    [{ environment: "muster-plan" }, `${root}/environments/muster-plan/secrets`],
  ] as const)("of %j are read to the end", async (place, path) => {
    const many = Array.from({ length: 100 }, (_, index) => secret(`S_${index}`));
    answers.set(`${path}?page=1`, { total_count: 101, secrets: many });
    answers.set(`${path}?page=2`, { total_count: 101, secrets: [secret("MUSTER_TOKEN")] });
    const found = await settings.secretNames(place);
    expect(found.ok && found.value.length).toBe(101);
    expect(found.ok && found.value.at(-1)).toBe("MUSTER_TOKEN");
    answers.set(`${path}?page=2`, 500);
    expect(await settings.secretNames(place)).toMatchObject({ ok: false, status: 500 });
  });

  it("have an end, whatever a server says", async () => {
    const many = Array.from({ length: 100 }, (_, index) => secret(`S_${index}`));
    answers.set(`${root}/actions/secrets`, { total_count: 1, secrets: many });
    expect(await settings.secretNames("repository")).toMatchObject({ ok: false });
  });

  it("are asked of variables, too", async () => {
    answers.set(`${root}/actions/variables`, {
      total_count: 1,
      variables: [{ name: "MUSTER_PAUSED", value: "1" }],
    });
    expect(await settings.variableNames("repository")).toEqual({ ok: true, value: ["MUSTER_PAUSED"] });
    answers.set(`${root}/actions/variables`, { total_count: 1, variables: [{ value: "1" }] });
    expect(await settings.variableNames("repository")).toMatchObject({ ok: false });
  });
});

describe("rules of a branch", () => {
  const branch = (contexts?: string[]): object => ({
    name: "main",
    protection:
      contexts === undefined ? { enabled: false } : { enabled: true, required_status_checks: { contexts } },
  });

  it("come from rulesets and from branch protection", async () => {
    answers.set(`${root}/rules/branches/main`, [
      { type: "deletion", ruleset_id: 1 },
      {
        type: "required_status_checks",
        ruleset_id: 1,
        parameters: {
          required_status_checks: [{ context: "muster" }],
          strict_required_status_checks_policy: true,
        },
      },
      { type: "pull_request", ruleset_id: 1, parameters: { require_code_owner_review: true } },
    ]);
    answers.set(`${root}/branches/main`, branch(["build"]));
    expect(await settings.branchRules("main")).toEqual({
      ok: true,
      value: { checks: ["muster", "build"], codeOwners: true },
    });
  });

  it("say whether code owners have to review, or that it cannot be seen", async () => {
    answers.set(`${root}/rules/branches/main`, []);
    answers.set(`${root}/branches/main`, branch());
    expect(await settings.branchRules("main")).toEqual({
      ok: true,
      value: { checks: [], codeOwners: false },
    });
    const reviews = `${root}/branches/main/protection/required_pull_request_reviews`;
    answers.set(reviews, 403);
    expect(await settings.branchRules("main")).toMatchObject({ value: { codeOwners: null } });
    answers.set(reviews, { require_code_owner_reviews: true });
    expect(await settings.branchRules("main")).toMatchObject({ value: { codeOwners: true } });
    answers.delete(`${root}/branches/main`);
    expect(await settings.branchRules("main")).toMatchObject({ ok: false, status: 404 });
  });
});

it("asks with the token, and shows it nowhere", async () => {
  answers.set(root, 401);
  const found = await settings.defaultBranch();
  expect(found).toMatchObject({ ok: false, status: 401 });
  expect(JSON.stringify(found)).not.toContain("canary");
  expect(asked.map(({ path }) => path)).toEqual([root]);
  expect(asked[0]?.authorization).toContain("ghp_canary_0123456789");
  answers.set(root, { default_branch: "trunk" });
  expect(await settings.defaultBranch()).toEqual({ ok: true, value: "trunk" });
});
