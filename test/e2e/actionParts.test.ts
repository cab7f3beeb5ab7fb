/** A pull request that many jobs plan: parts that do not fit together are shown to nobody, and vouch for nothing. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { readReviewed, signReviewed } from "../../src/run/reviewed.ts";
import { acme, changeOf, teamFile } from "../fakes/acme.ts";
import { fakeReviewKey, type ActionRun, type ActionWorld, type RunWish } from "../fakes/action.ts";
import { createWorldHere } from "../fakes/worldHere.ts";
import type { FakePullRequest } from "../fakes/github/state.ts";

// Each test starts processes, some a dozen: a busy machine takes its time.
vi.setConfig({ testTimeout: 300_000 });

let world: ActionWorld;
afterEach(() => world.close());

const binding = { env: { MUSTER_REVIEW_KEY: fakeReviewKey }, inputs: { "require-reviewed": "true" } };
const comment = (pull: FakePullRequest): string | undefined =>
  world.comment(pull.number, "<!-- muster:plan -->");

/** Names of the artifacts that parts are in, and their files. */
type Parts = Readonly<Record<string, Readonly<Record<string, string>>>>;

async function adopted(settings: readonly string[] = []): Promise<void> {
  world = await createWorldHere({ files: acme({ zoe: "editor" }, settings) });
  expect((await world.apply(binding)).code).toBe(0);
}

/** A job that plans acme, of a run of its own unless told. */
async function part(pull: FakePullRequest, wish: Partial<RunWish> = {}): Promise<ActionRun> {
  const inputs = { ...binding.inputs, organizations: "acme" };
  const ran = await world.run({
    command: "plan",
    event: "pull_request_target",
    pullRequest: pull,
    ...binding,
    ...wish,
    inputs,
  });
  expect(ran.code).toBe(0);
  expect(ran.files["reviewed.json"]).toBeUndefined();
  expect(Object.keys(ran.files).sort()).toEqual(["part.json", "plan.json", "reviewed-part.json"]);
  return ran;
}

/** The last job, with parts as the download step leaves them. */
function put(pull: FakePullRequest, parts: Parts, wish: Partial<RunWish>): Promise<ActionRun> {
  return world.plan(pull, {
    command: "comment",
    key: "none",
    ...binding,
    ...wish,
    prepare: (workspace) => {
      for (const [name, files] of Object.entries(parts)) {
        for (const [file, text] of Object.entries(files)) {
          const path = join(dirname(workspace), "temp", "muster", "parts", name, file);
          mkdirSync(dirname(path), { recursive: true });
          writeFileSync(path, text);
        }
      }
    },
  });
}

/** Said in the log and signed by nobody. */
function expectRefused(ran: ActionRun, why: string): void {
  expect(ran.code).toBe(1);
  expect(ran.log).toContain(why);
  expect(ran.files["reviewed.json"]).toBeUndefined();
}

describe("the parts of a plan", () => {
  it("that fit together are shown, and signed with the plan that was shown", async () => {
    await adopted();
    const pull = world.open(changeOf({ zoe: "editor", rob: "viewer" }));
    const one = await part(pull);
    const ran = await put(pull, { "muster-plan-part-0": one.files }, { within: one.runId });
    expect(ran.code).toBe(0);
    expect(comment(pull)).toContain("rob@acme.example");
    const text = ran.files["reviewed.json"] ?? "";
    expect(readReviewed({ text, key: fakeReviewKey, kind: "plan" })).toMatchObject({
      runId: one.runId,
      attempt: 1,
      organizations: { acme: { actions: [expect.any(String)] } },
    });
    world.merge(pull);
    expect((await world.apply(binding)).code).toBe(0);
    expect(world.writes()).toHaveLength(1);
  });

  it("of an earlier attempt are left out: what came onto the branch since was reviewed by nobody", async () => {
    await adopted(["drift: correct"]);
    const pull = world.open(teamFile("one"));
    const one = await part(pull);
    // The one who pushes it directly has the last job run again: the part of then, signed with the base of now.
    world.push("main", changeOf({ zoe: "admin" }));
    const again = await put(pull, { "muster-plan-part-0": one.files }, { again: one.runId });
    expectRefused(again, "acme: The plan of it that is there is of an earlier attempt of this run");
    expect(again.log).toContain("Run all jobs again");
    world.merge(pull);
    const applied = await world.apply(binding);
    expect(applied.code).toBe(4);
    expect(world.writes()).toEqual([]);

    // All jobs again: the part of now takes the place of the one before.
    const next = world.open(teamFile("two"));
    const first = await part(next);
    const second = await part(next, { again: first.runId });
    const old = { "muster-plan-part-0": second.files, "muster-plan-part-1": first.files };
    expect((await put(next, old, { within: first.runId })).code).toBe(0);
    expect(comment(next)).toContain("two");
  });

  it("that are altered, of another place, or there twice are refused, with a sentence", async () => {
    await adopted();
    const pull = world.open(changeOf({ zoe: "editor", rob: "admin" }));
    const other = world.open(changeOf({ zoe: "editor", sue: "viewer" }));
    const one = await part(pull);
    const { files } = one;
    const name = "muster-plan-part-0";
    const foreign = await part(other);
    const elsewhere = await part(pull);
    const tamed = (file: string, from: string, to: string): Parts => {
      expect(files[file]).toContain(from);
      return { [name]: { ...files, [file]: (files[file] ?? "").replaceAll(from, to) } };
    };
    const { "reviewed-part.json": list = "", ...unsigned } = files;
    const read = readReviewed({ text: list, key: fakeReviewKey, kind: "part" });
    if ("error" in read) throw new Error(read.error);
    const abroad = {
      ...read,
      repositoryId: read.repositoryId + 1,
      key: fakeReviewKey,
      kind: "part",
    } as const;
    const signed = signReviewed(abroad);
    if ("error" in signed) throw new Error(signed.error);
    const cases: readonly (readonly [Parts, string])[] = [
      [
        tamed("plan.json", "rob@acme.example", "roy@acme.example"),
        "plan.json is not the one that its job signed",
      ],
      [tamed("part.json", '"failures":[', '"failures":[ '), "part.json is not the one that its job signed"],
      [{ [name]: { ...files, "plan.json": foreign.files["plan.json"] ?? "" } }, "plan.json is not the one"],
      [{ [name]: unsigned }, "could not be read"],
      [{ [name]: { ...files, "reviewed-part.json": "{}" } }, "is no signed list"],
      [tamed("reviewed-part.json", '"mac":"', '"mac":"0'), "was not signed"],
      [{ [name]: { ...files, "reviewed-part.json": signed.text } }, "it was planned in another repository"],
      [{ [name]: foreign.files }, "it was planned for another pull request"],
      [{ [name]: elsewhere.files }, "it was planned in another run"],
      [{ [name]: files, "muster-plan-part-1": files }, "Two parts are about acme"],
      [{}, "The job that was to plan it left no plan"],
    ];
    for (const [parts, why] of cases) expectRefused(await put(pull, parts, { within: one.runId }), why);
    expect(comment(pull) ?? "").not.toContain("rob@acme.example");

    world.push("main", teamFile("one"));
    const moved = await put(pull, { [name]: files }, { within: one.runId });
    expectRefused(moved, "it was planned when the default branch was at");
    world.update(pull, teamFile("two"));
    expectRefused(
      await put(pull, { [name]: files }, { within: one.runId }),
      "for another commit of the pull request",
    );
  });

  it("count for nothing without the key to tell them by, where reviews bind", async () => {
    await adopted();
    const pull = world.open(changeOf({ zoe: "editor", rob: "viewer" }));
    const one = await part(pull);
    const ran = await put(pull, { "muster-plan-part-0": one.files }, { within: one.runId, env: {} });
    expectRefused(ran, "there is no MUSTER_REVIEW_KEY to sign the plan with");
  });
});
