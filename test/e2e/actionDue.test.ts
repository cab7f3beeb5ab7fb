/** The job that runs by the clock: what was left unfinished, and the one issue about drift. */
import { afterEach, describe, expect, it } from "vitest";
import { readEntries, verifyJournal } from "../../src/journal/chain.ts";
import { dayAfter } from "../../src/model/day.ts";
import { acme, changeOf } from "../fakes/acme.ts";
import { fakeReviewKey, type ActionRun, type ActionWorld } from "../fakes/action.ts";
import { createWorldHere } from "../fakes/worldHere.ts";

let world: ActionWorld;
afterEach(() => world.close());

async function adopted(settings: readonly string[] = []): Promise<void> {
  world = await createWorldHere({ files: acme({}, settings) });
  expect((await world.apply()).code).toBe(0);
}

const edit = (email: string, role: string) => world.control("edit", { email: `${email}@acme.example`, role });
const done = (ran: ActionRun): string[] =>
  readEntries(ran.files["journal.jsonl"] ?? "").flatMap((entry) =>
    entry.event === "outcome" && entry.status === "done" ? [`${entry.verb} ${entry.key}`] : [],
  );
const issueRequests = () =>
  world.github.requests({ path: /\/issues(?:\/\d+)?$/ }).map(({ method }) => method);
const drift = () => world.github.state.issues.filter(({ body }) => body?.startsWith("<!-- muster:drift -->"));

describe("the due job", () => {
  it("finishes what an earlier run could not, and begins nothing that was merged since", async () => {
    await adopted();
    const pull = world.open(changeOf({ rob: "viewer", sue: "viewer" }));
    world.merge(pull);
    await world.control("fault", { fault: "403@write:2" });
    expect((await world.apply()).code).toBe(4);
    const told = world.comment(pull.number, "<!-- muster:result -->");

    world.push("main", changeOf({ rob: "viewer", sue: "viewer", tom: "viewer" }));
    world.sandbox.resetRequests();
    const due = await world.due();
    expect(due.code).toBe(0);
    expect(world.writes()).toHaveLength(1);
    expect(done(due)).toEqual(["invite rob@acme.example", "invite sue@acme.example"]);
    expect(due.summary).toContain("sue@acme.example");
    expect(world.comment(pull.number, "<!-- muster:result -->")).toBe(told);
    expect(drift()).toEqual([]);

    // Its commit is not taken for applied.
    const next = await world.apply();
    expect(next.code).toBe(0);
    expect(done(next).slice(2)).toEqual(["invite tom@acme.example"]);
    expect(verifyJournal(next.files["journal.jsonl"] ?? "")).toMatchObject({ ok: true, problems: [] });
  });

  it("keeps one issue about drift: opened, left alone, edited, closed, opened again", async () => {
    await adopted();
    // Somebody else's issue with the same marker is nothing of ours.
    const foreign = world.github.add.issue({ author: "eve", body: "<!-- muster:drift -->\nall is well" });
    const own = () => drift().filter(({ author }) => author === "github-actions[bot]");
    expect((await world.due()).code).toBe(0);
    expect(own()).toEqual([]);

    await edit("lee", "viewer");
    expect((await world.due()).code).toBe(0);
    expect(own()).toMatchObject([{ isOpen: true, body: expect.stringContaining("lee@acme.example") }]);
    const [issue] = own();
    if (issue === undefined) throw new Error("no issue");
    // Who did it, and when, by the service's own log.
    expect(issue.body).toMatch(
      /\*\*Changed by hand\*\*[^]*\n- member .*lee@acme\.example.* was last changed by .* on \d{4}-\d\d-\d\d `\d\d:\d\d` UTC \(.*\), by the service's log\./,
    );
    const before = { ...issue };

    world.github.resetRequests();
    expect((await world.due()).code).toBe(0);
    expect(issueRequests()).toEqual(["GET"]);
    expect(own()).toEqual([before]);

    await edit("kim", "editor");
    expect((await world.due()).code).toBe(0);
    expect(own()).toHaveLength(1);
    expect(issue).toMatchObject({ isOpen: true, body: expect.stringContaining("kim@acme.example") });

    await edit("lee", "editor");
    await edit("kim", "admin");
    expect((await world.due()).code).toBe(0);
    expect(issue.isOpen).toBe(false);
    world.github.resetRequests();
    expect((await world.due()).code).toBe(0);
    expect(issueRequests()).toEqual(["GET"]);

    await edit("lee", "viewer");
    expect((await world.due()).code).toBe(0);
    expect(own()).toHaveLength(1);
    expect(issue.isOpen).toBe(true);
    expect(foreign).toMatchObject({ isOpen: true, body: "<!-- muster:drift -->\nall is well" });
    expect(world.writes()).toEqual([]);
  }, 60_000);

  it("corrects drift where the files say so, and then there is nothing to tell", async () => {
    await adopted(["drift: correct"]);
    await edit("lee", "viewer");
    const due = await world.due();
    expect(due.code).toBe(0);
    expect(done(due)).toEqual(["promote lee@acme.example"]);
    expect(drift()).toEqual([]);
    await edit("lee", "viewer");
    await world.control("fault", { fault: "403@write" });
    expect((await world.due()).code).toBe(4);
    expect(drift()).toMatchObject([{ isOpen: true, body: expect.stringContaining("lee@acme.example") }]);
    expect((await world.due()).code).toBe(0);
    expect(drift()).toMatchObject([{ isOpen: false }]);
  });

  it("does not call drift clean while an organization cannot be read", async () => {
    await adopted();
    await edit("lee", "viewer");
    await world.due();
    await edit("lee", "editor");
    await world.control("fault", { fault: "401@anyx*" });
    expect((await world.due()).code).toBe(1);
    expect(drift()).toMatchObject([{ isOpen: true }]);
  });

  it("tells of one organization while another cannot be planned, and forgets nothing of that one", async () => {
    const labs = acme()["acme/organization.yaml"]?.replace("org_01jq8acme", "org_01jq8labs") ?? "";
    const members = acme()["acme/members.yaml"] ?? "";
    const files = { ...acme(), "labs/organization.yaml": labs, "labs/members.yaml": members };
    world = await createWorldHere({ files });
    expect((await world.apply()).code).toBe(0);
    await world.control("edit", { organization: "acme", email: "lee@acme.example", role: "viewer" });
    await world.due();
    const [issue] = drift();
    const before = { ...issue };
    // The key of the one that drifted is gone; nothing else drifted.
    const without = { env: { MUSTER_TOKEN_ACME: "" } };
    const quiet = await world.due(without);
    expect(quiet.code).toBe(1);
    expect(quiet.log).toContain("The issue about drift stays as it is");
    expect(drift()).toEqual([before]);
    const other = { env: { MUSTER_TOKEN_LABS: "" } };
    expect((await world.due(other)).code).toBe(1);
    expect(issue).toMatchObject({
      isOpen: true,
      title: expect.stringContaining("of 1 organization not known"),
    });
    expect(issue?.body).toContain("lee@acme.example");
    expect(issue?.body).toContain("Of `labs` it is not known");
    expect(issue?.body).toMatch(/journal ended with `[0-9a-f]{64}`/);
  });

  it("leaves the issue as it is after half a read, and says so", async () => {
    await adopted();
    await edit("lee", "viewer");
    await world.due();
    const [issue] = drift();
    const before = { ...issue };
    await edit("lee", "editor");
    await world.control("fault", { fault: "truncated@rolesx*" });
    world.github.resetRequests();
    const due = await world.due();
    expect(due.code).toBe(3);
    expect(issueRequests()).toEqual([]);
    expect(drift()).toEqual([before]);
    expect(due.summary).toContain("not read to the end");
    expect(due.summary).not.toContain("nothing to apply");
    expect(due.log).toContain("the issue about drift was left as it is");
  });
});

describe("dates that come", () => {
  const inDays = (days: number): string => dayAfter(new Date().toISOString().slice(0, 10), days);
  const today = inDays(0);
  const env = { MUSTER_REVIEW_KEY: fakeReviewKey };
  const binding = { env, inputs: { "require-reviewed": "true" } };
  const ending = {
    rob: `{ role: editor, expires: ${today}, successor: lee@acme.example }`,
    sue: `{ role: maintainer, until: ${today}, then: editor }`,
  };

  it("are done without a review, and a pull request tells them apart from its own change", async () => {
    world = await createWorldHere({ files: acme({ rob: "editor", sue: "maintainer" }) });
    expect((await world.apply()).code).toBe(0);
    world.push("main", changeOf(ending));
    expect((await world.apply()).code).toBe(0);
    // Somebody lets them in again at the service, where drift is only reported.
    for (const [name, role] of [
      ["rob", "editor"],
      ["sue", "maintainer"],
    ])
      await world.control("edit", { email: `${name}@acme.example`, role, state: "active" });
    await world.control("own", { resource: "pipeline", name: "nightly", email: "rob@acme.example" });
    const pull = world.open(changeOf({ ...ending, tom: "viewer" }));
    expect((await world.plan(pull, binding)).code).toBe(0);
    const comment = world.comment(pull.number, "<!-- muster:plan -->") ?? "";
    const [own = "", due = ""] = comment.split(/due: a date has come, or somebody left/i);
    expect(own).toContain("tom@acme.example");
    expect(due).toContain("rob@acme.example");
    const ran = await world.due(binding);
    expect(ran.code).toBe(0);
    expect(done(ran).slice(-3)).toEqual([
      "transfer pipeline:nightly",
      "demote sue@acme.example",
      "deactivate rob@acme.example",
    ]);
    expect(drift()).toEqual([]);
  });

  it("of a change that no run has applied take away, and hand over nothing", async () => {
    world = await createWorldHere({ files: acme({ rob: "editor", sue: "maintainer" }) });
    expect((await world.apply()).code).toBe(0);
    await world.control("own", { resource: "pipeline", name: "nightly", email: "rob@acme.example" });
    world.push("main", changeOf(ending));
    const ran = await world.due(binding);
    expect(ran.code).toBe(0);
    expect(done(ran)).toEqual(["demote sue@acme.example"]);
    expect(world.sandbox.dump().organizations[0]?.pipelines).toHaveLength(1);
  });
});
