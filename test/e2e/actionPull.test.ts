/** What a pull request and a merge group are told: files with errors, files that have nothing to do with access, organizations that cannot be read. */
import { afterEach, describe, expect, it } from "vitest";
import { acme, changeOf, inAccess, members, organization, teamFile } from "../fakes/acme.ts";
import { type ActionWorld } from "../fakes/action.ts";
import { createWorldHere } from "../fakes/worldHere.ts";

let world: ActionWorld;
afterEach(() => world.close());

const planMarker = "<!-- muster:plan -->";
const comment = (number: number): string | undefined => world.comment(number, planMarker);

describe("files with errors", () => {
  it("are annotated at their lines, ten at most, and the comment and the log have the rest", async () => {
    world = await createWorldHere({ files: acme() });
    const wrong = Object.fromEntries(
      Array.from({ length: 13 }, (_, index) => [`p${index + 10}`, "{ role: viewer, colour: red }"]),
    );
    const pull = world.open(changeOf(wrong));
    const ran = await world.plan(pull);
    expect(ran.code).toBe(1);
    expect(ran.outputs["exit-code"]).toBe("1");
    const annotations = ran.log.split("\n").filter((line) => line.startsWith("::error file="));
    expect(annotations).toHaveLength(10);
    for (const [index, line] of annotations.entries()) {
      // Three people stand before them, below `members:`.
      expect(line).toMatch(new RegExp(`^::error file=access/acme/members\\.yaml,line=${index + 5},`));
      expect(line).toContain("colour");
    }
    const others = ran.log.split("\n").filter((line) => !line.startsWith("::"));
    for (const line of [15, 16, 17]) {
      expect(others.some((text) => text.includes(`access/acme/members.yaml:${line}`))).toBe(true);
    }
    expect(comment(pull.number)).toContain("13 errors");
    expect(ran.summary).toContain("13 errors");
    expect(world.sandbox.requests()).toEqual([]);

    // Mended, the same comment says so.
    world.update(pull, changeOf({ rob: "viewer" }));
    expect((await world.plan(pull)).code).toBe(0);
    expect(comment(pull.number)).not.toContain("errors");
    expect(world.github.state.comments).toHaveLength(1);
  });
});

describe("a change that touches no access file", () => {
  it("gets no comment, and one that no longer does has its comment brought up to date", async () => {
    world = await createWorldHere({ files: acme(), others: { "README.md": "one\n" } });
    const stranger = world.open({ "README.md": "two\n" });
    const quiet = await world.plan(stranger);
    expect(quiet.code).toBe(0);
    expect(world.github.state.comments).toEqual([]);
    expect(quiet.summary).toBe("");

    const pull = world.open(changeOf({ rob: "viewer" }));
    await world.plan(pull);
    const first = comment(pull.number);
    expect(first).toContain("rob@acme.example");
    world.update(pull, { ...changeOf({}), "README.md": "three\n" });
    expect((await world.plan(pull)).code).toBe(0);
    const second = comment(pull.number);
    expect(second).not.toContain("rob@acme.example");
    expect(second).toContain(pull.head.sha.slice(0, 7));
    expect(world.github.state.comments).toHaveLength(1);
  });
});

describe("several organizations", () => {
  const beta = { "beta/organization.yaml": organization("org_01beta"), "beta/members.yaml": members() };
  const both = {
    ...changeOf({ rob: "viewer" }),
    ...inAccess({ "beta/members.yaml": members({ sue: "viewer" }) }),
  };
  const wrongKey = { env: { MUSTER_TOKEN_BETA: "plnx_live_nobody0000000000" } };

  it("one that cannot be read fails the check and stands in the comment; the others are planned", async () => {
    world = await createWorldHere({ files: { ...acme(), ...beta } });
    const pull = world.open(both);
    const ran = await world.plan(pull, wrongKey);
    expect(ran.code).toBe(1);
    expect(ran.outputs["changes"]).toBe("1");
    expect(ran.log).toMatch(/::error .*beta.*401/);
    const told = comment(pull.number) ?? "";
    expect(told).toContain("rob@acme.example");
    expect(told).toContain("401");
    expect(told).not.toContain("sue@acme.example");
    expect((await world.plan(pull)).code).toBe(0);
    expect(comment(pull.number)).toContain("sue@acme.example");
  });

  it("one that cannot be read is applied by a later run, and the commit does not count as applied before", async () => {
    world = await createWorldHere({ files: { ...acme(), ...beta } });
    await world.apply();
    const pull = world.open(both);
    world.merge(pull);
    const ran = await world.apply(wrongKey);
    expect(ran.code).toBe(4);
    expect(world.writes()).toHaveLength(1);
    const told = world.comment(pull.number, "<!-- muster:result -->") ?? "";
    expect(told).toContain("rob@acme.example");
    expect(told).toContain("1 not applied");
    world.sandbox.resetRequests();
    expect((await world.apply()).code).toBe(0);
    expect(world.writes()).toHaveLength(1);
    expect(world.comment(pull.number, "<!-- muster:result -->")).toContain("sue@acme.example");
  });

  it("one that the change does not touch is not asked", async () => {
    world = await createWorldHere({ files: { ...acme(), ...beta } });
    await world.plan(world.open(changeOf({ rob: "viewer" })));
    const asked = new Set(world.sandbox.requests().map((item) => item.organization));
    expect([...asked]).toEqual(["org_01jq8acme"]);
  });
});

describe("the merge", () => {
  const rob = { "access/acme/rob.yaml": "members:\n  rob@acme.example: viewer\n" };
  const sue = { "access/acme/sue.yaml": "members:\n  sue@acme.example: viewer\n" };

  it("is made anew for every open pull request once another one is in, without a push to it", async () => {
    world = await createWorldHere({ files: acme() });
    const pulls = [world.open(rob), world.open(sue), world.open(teamFile("one"))];
    const [first, ...others] = pulls;
    if (first === undefined) throw new Error("no pull request");
    world.merge(first);
    for (const pull of others) {
      const ran = await world.plan(pull);
      expect(ran.code).toBe(0);
      expect(ran.outputs["changes"]).toBe("1");
      expect(comment(pull.number)).not.toMatch(/deactivate|remove/);
    }
    // Its tree is GitHub's own, made when the button is pressed.
    for (const pull of others) world.merge(pull);
    expect(world.origin.git("ls-tree", "--name-only", `${world.tip()}:access/acme`)).toMatch(/rob[^]*sue/);
  });

  it("that conflicts is a sentence with the files, red, in the comment too, and nothing is asked of anybody", async () => {
    world = await createWorldHere({ files: acme(), others: { "README.md": "one\n" } });
    const pull = world.open(changeOf({ rob: "viewer" }));
    const stranger = world.open({ "README.md": "two\n" });
    expect((await world.plan(pull)).code).toBe(0);
    expect(comment(pull.number)).toContain("rob@acme.example");
    world.push("main", { ...changeOf({ sue: "viewer" }), "README.md": "three\n" });
    world.sandbox.resetRequests();
    const ran = await world.plan(pull);
    expect(ran.code).toBe(1);
    expect(ran.log).toMatch(
      /::error title=muster::.*conflicts with main in access\/acme\/members\.yaml, so nothing/,
    );
    const told = comment(pull.number) ?? "";
    expect(told).toContain("no plan");
    expect(told).toContain("conflicts with main in `access/acme/members.yaml`");
    expect(told).not.toContain("rob@acme.example");
    expect(ran.files["reviewed.json"]).toBeUndefined();
    // Of a change that is not about access the log tells, and no comment.
    const other = await world.plan(stranger);
    expect(other.code).toBe(1);
    expect(other.log).toContain("conflicts with main in README.md");
    expect(comment(stranger.number)).toBeUndefined();
    const offline = await world.plan(pull, { key: "none" });
    expect(offline.code).toBe(1);
    expect(offline.log).toContain("conflicts with main");
    expect(world.sandbox.requests()).toEqual([]);

    // Solved, the same comment has the plan again.
    world.update(pull, changeOf({ rob: "viewer", sue: "viewer" }));
    world.origin.git("checkout", "--quiet", "--detach", pull.head.sha);
    world.origin.git("merge", "--quiet", "-s", "ours", "-m", "Solve", world.tip());
    world.origin.git("push", "--quiet", "origin", `HEAD:refs/heads/${pull.head.ref}`);
    pull.head.sha = world.origin.git("rev-parse", "HEAD");
    expect((await world.plan(pull)).code).toBe(0);
    expect(comment(pull.number)).toContain("rob@acme.example");
    expect(world.github.state.comments).toHaveLength(1);
  });

  it("has what it needs fetched, however shallow the clone, and takes nobody away who came since", async () => {
    world = await createWorldHere({ files: acme() });
    const pull = world.open(rob);
    for (const text of ["1", "2", "3"]) world.push("main", { "README.md": text });
    world.push("main", sue);
    for (const depth of [1, 2, 4]) {
      const ran = await world.plan(pull, { depth });
      expect(ran.code).toBe(0);
      expect(ran.outputs["changes"]).toBe("1");
    }
    expect(comment(pull.number)).not.toMatch(/deactivate|remove/);
  });

  it("of branches that have nothing in common is refused with a sentence", async () => {
    world = await createWorldHere({ files: acme() });
    const pull = world.open(rob);
    world.origin.git("checkout", "--quiet", "--orphan", "alone", pull.head.sha);
    world.origin.git("commit", "--quiet", "--message", "Alone");
    world.origin.git("push", "--quiet", "--force", "origin", `HEAD:refs/heads/${pull.head.ref}`);
    pull.head.sha = world.origin.git("rev-parse", "HEAD");
    const ran = await world.plan(pull);
    expect(ran.code).toBe(1);
    expect(ran.log).toContain("no commit in common");
    expect(world.sandbox.requests()).toEqual([]);
  });

  it("of a pull request into another branch is with the default branch, and takes nobody away", async () => {
    world = await createWorldHere({ files: acme() });
    const from = world.origin.commit("release", teamFile("one"), world.tip());
    world.github.state.branches.set("release", from);
    world.push("main", sue);
    const pull = world.open(rob, { into: "release" });
    const ran = await world.plan(pull);
    expect(ran.code).toBe(0);
    expect(ran.summary).toContain("rob@acme.example");
    expect(ran.summary).not.toContain("sue@acme.example");
  });

  it("links to lines only where the head has the very files of the merge", async () => {
    world = await createWorldHere({ files: acme() });
    const pull = world.open(rob);
    await world.plan(pull);
    expect(comment(pull.number)).toContain(`/blob/${pull.head.sha}/access/acme/rob.yaml#L2`);
    world.push("main", { "README.md": "one\n" });
    await world.plan(pull);
    expect(comment(pull.number)).toContain(`/blob/${pull.head.sha}/`);
    world.push("main", sue);
    await world.plan(pull);
    expect(comment(pull.number)).not.toContain("/blob/");
  });
});

describe("a merge group", () => {
  const gate = (head: string, key: "none" | "read" | "write" = "none") =>
    world.run({
      command: "gate",
      event: "merge_group",
      job: "gate",
      ref: "refs/heads/gh-readonly-queue/main/pr-1",
      sha: head,
      key,
      payload: { merge_group: { head_sha: head, base_sha: world.tip() } },
    });

  it("is planned offline in the summary, with no key and no comment", async () => {
    world = await createWorldHere({ files: acme() });
    const head = world.open({ ...changeOf({ rob: "viewer" }), ...teamFile("one") }).head.sha;
    const ran = await gate(head);
    expect(ran.code).toBe(0);
    expect(ran.outputs).toMatchObject({ changes: "2", blocked: "false", "exit-code": "0" });
    expect(ran.summary).toContain("rob@acme.example");
    for (const key of ["read", "write"] as const) {
      const refused = await gate(head, key);
      expect(refused.code).toBe(3);
      expect(refused.log).toContain("MUSTER_TOKEN");
      expect(refused.summary).toBe("");
    }
    expect(world.sandbox.requests()).toEqual([]);
    expect(world.github.state.comments).toEqual([]);
  });

  it("fails on files with errors, and on what a guard would block", async () => {
    world = await createWorldHere({
      files: acme({ rob: "viewer", sue: "viewer", tom: "viewer" }),
    });
    const wrong = await gate(world.open(changeOf({ rob: "wizard!" })).head.sha);
    expect(wrong.code).toBe(1);
    expect(wrong.log).toContain("::error file=access/acme/members.yaml,line=5,");
    const leaver = "{ state: deactivated }";
    const loss = await gate(world.open(changeOf({ rob: leaver, sue: leaver, tom: leaver })).head.sha);
    expect(loss.code).toBe(3);
    expect(loss.outputs["blocked"]).toBe("true");
    expect(loss.summary).toContain("max_loss");
  });
});

describe("a fork", () => {
  it("has its files compared, in the summary, without a look at any key", async () => {
    world = await createWorldHere({ files: acme() });
    const pull = world.open(changeOf({ rob: "viewer" }), { headRepositoryId: 4242 });
    const ran = await world.plan(pull, {
      key: "none",
      env: { MUSTER_TOKEN_ACME_FILE: "/nowhere/key", MUSTER_REVIEW_KEY: "too short" },
    });
    expect(ran.code).toBe(0);
    expect(ran.summary).toContain("rob@acme.example");
    expect(ran.log).not.toContain("nowhere");
    expect(world.sandbox.requests()).toEqual([]);
    expect(world.github.state.comments).toEqual([]);
  });
});
