/** The README's set-up with the two other workflows: what `--simple` gives up, and what `--matrix` does for many organizations. */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { unzipSync } from "fflate";
import { readReviewed } from "../../src/run/reviewed.ts";
import type { FakePullRequest } from "../fakes/github/state.ts";
import type { Hub } from "../fakes/hub.ts";
import { buildMuster, type Muster } from "./muster.ts";
import {
  blocks,
  emptyRepository,
  expectGreen,
  invitations,
  live,
  marks,
  musterStep,
  onlyRun,
  people,
  setAtGitHub,
  shell,
  standIns,
} from "./readmeSetup.ts";

const [first = "", second = ""] = blocks;

// A step may start several jobs, each a process of its own, on a machine that is busy.
vi.setConfig({ testTimeout: 300_000 });

let muster: Muster;
beforeAll(() => {
  muster = buildMuster();
});
afterAll(() => muster.remove());

describe("the simple workflow", () => {
  let hub: Hub;
  let clone: string;
  let pull: FakePullRequest;
  beforeAll(async () => {
    ({ hub, clone } = await emptyRepository(muster));
  });
  afterAll(() => hub.close());

  it("is set up by the same block, and says what it needs", async () => {
    const said = await shell(hub, first.replace("muster init", standIns.simple), clone);
    expect(said).toContain("Put the key that can only read into the secrets of the repository");
    expect(said).not.toContain("MUSTER_REVIEW_KEY");
    setAtGitHub(hub, { simple: true });
    expectGreen(await hub.dispatched(), ["apply"]);
  });

  it("plans a pull request with the key of the repository, as the pull request's own file says", async () => {
    await shell(hub, second, clone);
    pull = hub.open("welcome-lee");
    const ran = await onlyRun(hub, pull, "opened");
    expectGreen(ran, ["plan"]);
    expect(hub.comments(pull, marks.plan)[0]).toContain("`lee@acme.example`");
    expect(musterStep(ran, "plan").env).toEqual({ MUSTER_TOKEN_ACME: hub.keys.get("acme")?.read });
    expectGreen(await hub.queued(pull), ["gate"]);
    expect(hub.writes()).toEqual([]);
  });

  it("applies the merge with the key of the environment, and has nothing to do at night", async () => {
    hub.merge(pull);
    const ran = await hub.pushed();
    expectGreen(ran, ["apply"]);
    expect(hub.writes()).toEqual([invitations("org_01jq8acme")]);
    expect(hub.comments(pull, marks.result)[0]).toContain("1 invited");
    expectGreen(await hub.scheduled(), ["due"]);
    expect(hub.writes()).toHaveLength(1);
  });

  it("hands a pull request of a fork no key, and so plans it from the files", async () => {
    const branch = `git switch --quiet main; git pull --quiet origin main; git switch --quiet --create from-fork; echo "  max@acme.example: viewer" >> access/acme/members.yaml
      git commit --quiet --all --message Max; git push --quiet origin from-fork; git switch --quiet main`;
    await shell(hub, branch, clone);
    const fork = hub.open("from-fork");
    fork.head.repositoryId = 77;
    hub.sandbox.resetRequests();
    const ran = await onlyRun(hub, fork, "opened");
    expectGreen(ran, ["plan"]);
    expect(musterStep(ran, "plan").env).toEqual({ MUSTER_TOKEN_ACME: "" });
    expect(musterStep(ran, "plan").summary).toContain("planned from the files alone");
    expect(hub.comments(fork, "<!--")).toEqual([]);
    expect(hub.sandbox.requests()).toEqual([]);
  });
});

describe("the workflow for many organizations", () => {
  const keys = ["acme", "labs", "west"] as const;
  const ids = { acme: "org_01jq8acme", labs: "org_01labs", west: "org_01west" };
  const all = {
    ...live,
    ...Object.fromEntries(
      (["labs", "west"] as const).flatMap((key) => [
        [`${key}/organization.yaml`, `organization: { provider: planasonix, id: ${ids[key]} }\n`],
        [`${key}/members.yaml`, people],
      ]),
    ),
  };
  let hub: Hub;
  let clone: string;
  let pull: FakePullRequest;
  beforeAll(async () => {
    ({ hub, clone } = await emptyRepository(muster, all));
  });
  afterAll(() => hub.close());

  /** A branch on which somebody is added to organizations. */
  const branch = (name: string, email: string, organizations: readonly string[]): Promise<string> => {
    const lines = organizations.map((key) => `echo "  ${email}: editor" >> access/${key}/members.yaml`);
    const end = `git commit --quiet --all --message ${name}; git push --quiet origin ${name}; git switch --quiet main`;
    return shell(hub, ["git switch --quiet --create " + name, ...lines, end].join("\n"), clone);
  };

  it("is set up by the same block after the other organizations' files", async () => {
    for (const key of ["labs", "west"] as const) {
      const flags = `--org ${key} --id ${ids[key]} --admin ana@acme.example --admin kim@acme.example`;
      const said = await shell(hub, `muster init ${flags} --no-workflow`, clone);
      expect(said).not.toContain("GitHub, Settings");
    }
    const said = await shell(hub, first.replace("muster init", standIns.matrix), clone);
    for (const key of keys) expect(said).toContain(`MUSTER_TOKEN_${key.toUpperCase()}`);
    setAtGitHub(hub);
    expectGreen(await hub.dispatched(), ["apply"]);
    expect(hub.writes()).toEqual([]);
  });

  it("plans each organization that a pull request touches in a job, into one comment and one signed list", async () => {
    await branch("both", "lee@acme.example", ["acme", "west"]);
    hub.sandbox.resetRequests();
    pull = hub.open("both");
    const ran = await onlyRun(hub, pull, "opened");
    expectGreen(ran, ["orgs", "plan", "plan", "comment"]);
    const [comment = "", ...others] = hub.comments(pull, "<!--");
    expect(others).toEqual([]);
    expect(comment.startsWith(`${marks.plan}\n### muster · 2 to invite`)).toBe(true);
    expect(comment).toContain("`acme`");
    expect(comment).toContain("`west`");
    expect(comment).not.toContain("labs");
    expect(hub.sandbox.requests().filter(({ path }) => path.includes(ids.labs))).toEqual([]);
    const [kept, ...rest] = hub.github.state.artifacts.filter(
      ({ name }) => name === `muster-plan-${pull.number}`,
    );
    expect(rest).toEqual([]);
    const files = unzipSync(kept?.zip ?? new Uint8Array());
    expect(Object.keys(files).sort()).toEqual(["part.json", "plan.json", "reviewed.json"]);
    const key = hub.github.state.settings.environments.get("muster-plan")?.secrets.get("MUSTER_REVIEW_KEY");
    const text = Buffer.from(files["reviewed.json"] ?? []).toString();
    const signed = readReviewed({ text, key: key ?? "", kind: "plan" });
    if ("error" in signed) throw new Error(signed.error);
    expect(signed).toMatchObject({ pullRequest: pull.number, head: pull.head.sha, runId: ran.runId });
    const counts = Object.entries(signed.organizations).map(([name, { actions }]) => [name, actions.length]);
    expect(counts.sort()).toEqual([
      ["acme", 1],
      ["west", 1],
    ]);
  });

  it("applies both, since both were reviewed", async () => {
    hub.merge(pull);
    const ran = await hub.pushed();
    expectGreen(ran, ["apply"]);
    expect([...hub.writes()].sort()).toEqual([invitations(ids.acme), invitations(ids.west)].sort());
    expect(hub.comments(pull, marks.result)[0]).toContain("2 invited");
    expectGreen(await hub.scheduled(), ["due"]);
  });

  it("has no job to plan a change that touches no organization, and no comment", async () => {
    const script = `git switch --quiet --create notes; echo notes > NOTES.md; git add .
      git commit --quiet --message notes; git push --quiet origin notes; git switch --quiet main`;
    await shell(hub, script, clone);
    const other = hub.open("notes");
    const ran = await onlyRun(hub, other, "opened");
    expectGreen(ran, ["orgs", "comment"]);
    expect(ran.job("plan").result).toBe("skipped");
    expect(hub.comments(other, "<!--")).toEqual([]);
    expectGreen(await hub.queued(other), ["gate"]);
  });

  it("fails, and says which, when one of the organizations cannot be planned", async () => {
    environmentKey("WEST", "plnx_live_nobody0000000000");
    await shell(hub, "git pull --quiet origin main", clone);
    await branch("three", "max@acme.example", keys);
    const other = hub.open("three");
    const ran = await onlyRun(hub, other, "opened");
    expect(ran.jobs.filter(({ id }) => id === "plan").map(({ result }) => result)).toEqual([
      "success",
      "success",
      "failure",
    ]);
    expect(ran.job("muster").result).toBe("failure");
    const [comment = ""] = hub.comments(other, marks.plan);
    expect(comment).toContain("2 to invite");
    expect(comment).toMatch(/west.*401/s);
  });

  const environmentKey = (suffix: string, key: string): void =>
    void hub.github.state.settings.environments
      .get("muster-plan")
      ?.secrets.set(`MUSTER_TOKEN_${suffix}`, key);
});
