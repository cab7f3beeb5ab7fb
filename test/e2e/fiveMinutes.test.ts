/**
 * "Set it up in five minutes", followed to the letter: the shell blocks of the README run as they stand, its numbered
 * settings are made at the fake GitHub, and the workflow that `muster init` wrote does the rest.
 */
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
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
  plain,
  setAtGitHub,
  settings,
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

it("the README says all that is done here, and has two blocks", () => {
  expect(blocks).toHaveLength(2);
  expect(first).toContain(`--action ${standIns.action}`);
  for (const words of [...Object.values(standIns), ...Object.values(settings)])
    expect(plain).toContain(words);
});

describe("set up in five minutes", () => {
  let hub: Hub;
  let clone: string;
  let pull: FakePullRequest;
  beforeAll(async () => {
    ({ hub, clone } = await emptyRepository(muster));
  });
  afterAll(() => hub.close());

  it("the first block goes through, and says what is next", async () => {
    const said = await shell(hub, first, clone);
    expect(said).toContain("The files are valid: 1 organization, 2 members, 0 teams.");
    for (const place of ["muster-plan", "muster-apply", "MUSTER_REVIEW_KEY", "status check muster"]) {
      expect(said).toContain(place);
    }
    expect(said).not.toContain("Name code owners");
  });

  it("the push starts a run that fails, says why, and makes an environment that is open to all", async () => {
    const ran = await hub.pushed();
    expect(ran.conclusion).toBe("failure");
    expect(ran.log).toContain("put the same key into the environments muster-plan and muster-apply");
    expect(ran.log).toContain("plan gate apply due: skipped skipped failure skipped");
    expect([...hub.github.state.settings.environments.keys()]).toEqual(["muster-apply"]);
    expect(hub.github.state.settings.environments.get("muster-apply")?.branches).toBeNull();
    expect(hub.sandbox.requests()).toEqual([]);
  });

  it("the run by hand only reports, and counts", async () => {
    setAtGitHub(hub);
    const ran = await hub.dispatched();
    expectGreen(ran, ["apply"]);
    expect(musterStep(ran, "apply").summary).toContain("First run: nothing was written");
    expect(musterStep(ran, "apply").summary).toContain("pia@acme.example");
    expect(hub.writes()).toEqual([]);
  });

  it("the second block and a pull request: the comment is there", async () => {
    await shell(hub, second, clone);
    pull = hub.open("welcome-lee");
    const ran = await onlyRun(hub, pull, "opened");
    expectGreen(ran, ["plan"]);
    const [comment = "", ...others] = hub.comments(pull, "<!--");
    expect(others).toEqual([]);
    expect(comment.startsWith(`${marks.plan}\n### muster · 1 to invite`)).toBe(true);
    expect(comment).toContain("`lee@acme.example`");
    expect(musterStep(ran, "plan").env["MUSTER_TOKEN_ACME"]).toBe(hub.keys.get("acme")?.read);
    expect(hub.writes()).toEqual([]);
  });

  it("a merge queue checks it without any key", async () => {
    hub.sandbox.resetRequests();
    const ran = await hub.queued(pull);
    expectGreen(ran, ["gate"]);
    expect(musterStep(ran, "gate").env).toEqual({});
    expect(musterStep(ran, "gate").summary).toContain("lee@acme.example");
    expect(hub.sandbox.requests()).toEqual([]);
  });

  it("the merge invites Lee, and the pull request says so", async () => {
    hub.merge(pull);
    const ran = await hub.pushed();
    expectGreen(ran, ["apply"]);
    expect(hub.writes()).toEqual([invitations("org_01jq8acme")]);
    const [organization] = hub.sandbox.dump().organizations;
    expect(organization?.invitations).toMatchObject([{ email: "lee@acme.example", role: "editor" }]);
    const [result = ""] = hub.comments(pull, marks.result);
    expect(result).toContain("1 invited");
    expect(result).toContain("`lee@acme.example`");
    expect(musterStep(ran, "apply").env["MUSTER_TOKEN_ACME"]).toBe(hub.keys.get("acme")?.write);
  });

  it("at night there is nothing left but to wait for Lee", async () => {
    hub.sandbox.resetRequests();
    const ran = await hub.scheduled();
    expectGreen(ran, ["due"]);
    expect(musterStep(ran, "due").summary).toContain("waiting");
    expect(hub.writes()).toEqual([]);
    expect(hub.github.state.issues).toEqual([]);
  });

  it("a branch that edits the workflow gets no key by it: the environments are closed to it", async () => {
    const script = `git switch --quiet --create sneaky
      sed -i 's/pull_request_target/pull_request/' .github/workflows/muster.yml
      git commit --quiet --all --message Sneak; git push --quiet origin sneaky`;
    await shell(hub, script, clone);
    hub.sandbox.resetRequests();
    const runs = await hub.happened(hub.open("sneaky"), "opened");
    const [asWritten, asEdited] = runs;
    expect(runs).toHaveLength(2);
    expect(asWritten?.job("plan").result).toBe("success");
    expect(asEdited?.job("plan")).toMatchObject({ result: "failure", steps: [] });
    expect(asEdited?.job("plan").said).toContain("not allowed to deploy to muster-plan");
    await shell(hub, "git switch --quiet main", clone);
  });

  it("what was pushed past all reviews is withheld, and fails the check until it is taken out again", async () => {
    const onto = (script: string, branch: string): Promise<string> =>
      shell(
        hub,
        `git switch --quiet main; git pull --quiet origin main; git switch --quiet --force-create ${branch}
        ${script}
        git commit --quiet --all --message ${branch}; git push --quiet --force origin ${branch}`,
        clone,
      );
    const file = "access/acme/members.yaml";
    await onto(`echo "  max@acme.example: admin" >> ${file}`, "main");
    hub.sandbox.resetRequests();
    const past = await hub.pushed();
    expect(past.conclusion).toBe("failure");
    expect(musterStep(past, "apply").summary).toContain("not in the reviewed plan");
    await onto(`sed -i /max@/d ${file}`, "out");
    const out = hub.open("out");
    expectGreen(await onlyRun(hub, out, "opened"), ["plan"]);
    hub.merge(out);
    expectGreen(await hub.pushed(), ["apply"]);
    expect(hub.writes()).toEqual([]);
    await onto(`echo "  max@acme.example: admin" >> ${file}`, "again");
    const again = hub.open("again");
    expectGreen(await onlyRun(hub, again, "opened"), ["plan"]);
    hub.merge(again);
    expectGreen(await hub.pushed(), ["apply"]);
    expect(hub.writes()).toEqual([invitations("org_01jq8acme")]);
  });
});

describe("what differs at the first run", () => {
  it("is left alone as drift, without failing anything, until drift: correct is merged", async () => {
    const differing = {
      ...live,
      "acme/members.yaml": `${people.replace("kim@acme.example: admin", "kim@acme.example: editor")}  bob@acme.example: admin\n`,
    };
    const { hub, clone } = await emptyRepository(muster, differing);
    onTestFinished(() => hub.close());
    await shell(hub, first, clone);
    setAtGitHub(hub);
    const reported = await hub.dispatched();
    expectGreen(reported, ["apply"]);
    expect(musterStep(reported, "apply").summary).toContain("promote");
    expect(musterStep(reported, "apply").summary).toContain("to have it applied, merge");

    await shell(hub, second, clone);
    const lee = hub.open("welcome-lee");
    expectGreen(await onlyRun(hub, lee, "opened"), ["plan"]);
    expect(hub.comments(lee, marks.plan)[0]).toContain("Drift, not touched by this merge: 1");
    hub.merge(lee);
    expectGreen(await hub.pushed(), ["apply"]);
    expect(hub.writes()).toEqual([invitations("org_01jq8acme")]);
    expectGreen(await hub.scheduled(), ["due"]);
    expect(hub.github.state.issues).toMatchObject([{ isOpen: true }]);
    expect(hub.github.state.issues[0]?.body).toContain("kim@acme.example");

    const correct = `git switch --quiet main; git pull --quiet origin main; git switch --quiet --create correct
      sed -i 's/drift: report/drift: correct/' access/acme/organization.yaml
      git commit --quiet --all --message Correct; git push --quiet origin correct`;
    await shell(hub, correct, clone);
    hub.sandbox.resetRequests();
    const corrects = hub.open("correct");
    expectGreen(await onlyRun(hub, corrects, "opened"), ["plan"]);
    expect(hub.comments(corrects, marks.plan)[0]).toContain("1 to promote");
    hub.merge(corrects);
    expectGreen(await hub.pushed(), ["apply"]);
    expect(hub.writes()).toHaveLength(1);
    expect(hub.comments(corrects, marks.result)[0]).toContain("1 promoted");
    expectGreen(await hub.scheduled(), ["due"]);
    expect(hub.github.state.issues).toMatchObject([{ isOpen: false }]);
  });
});
