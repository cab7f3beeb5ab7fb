/** The comment: ours alone, once, of this head, with what must worry a reviewer in the open, whatever GitHub and others do. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { fakeReviewKey, type ActionWorld } from "../fakes/action.ts";
import { createWorldHere } from "../fakes/worldHere.ts";
import type { Fault } from "../fakes/github/faults.ts";
import type { FakeComment } from "../fakes/github/state.ts";

// Each test starts processes, some a dozen: a busy machine takes its time.
vi.setConfig({ testTimeout: 300_000 });

let world: ActionWorld;
afterEach(() => world.close());

const marker = "<!-- muster:plan -->";
const bot = "github-actions[bot]";
const organization = "organization:\n  provider: planasonix\n  id: org_01jq8acme\n";
const files = (members: string, rest = ""): Record<string, string> => ({
  "acme/organization.yaml": organization,
  "acme/members.yaml": `members:\n  ana@acme.example: admin\n  kim@acme.example: admin\n${members}`,
  ...(rest === "" ? {} : { "acme/automation.yaml": rest }),
});
const change = (members: string, rest = ""): Record<string, string> =>
  Object.fromEntries(Object.entries(files(members, rest)).map(([path, text]) => [`access/${path}`, text]));
const rob = "  rob@acme.example: viewer\n";

const start = async (members = "", rest = ""): Promise<void> => {
  world = await createWorldHere({ files: files(members, rest) });
};
const ofBot = (): FakeComment[] => world.github.state.comments.filter(({ author }) => author === bot);

describe("our comment", () => {
  it("that somebody edited says what is true again, in its place", async () => {
    await start();
    const pull = world.open(change(rob));
    await world.plan(pull);
    const [comment] = ofBot();
    if (comment === undefined) throw new Error("no comment");
    const truth = comment.body;
    comment.body = truth.replaceAll("rob@acme.example", "bob@acme.example");
    await world.plan(pull);
    const withoutRun = (text: string): string => text.replace(/runs\/\d+/g, "");
    expect(ofBot().map(({ id, body }) => [id, withoutRun(body)])).toEqual([[comment.id, withoutRun(truth)]]);
    comment.body = `${marker}\nAll is well.`;
    await world.plan(pull);
    expect(ofBot().map(({ id, body }) => [id, withoutRun(body)])).toEqual([[comment.id, withoutRun(truth)]]);
  });

  it("is none that is somebody else's, or has the marker elsewhere than at its beginning", async () => {
    await start();
    const pull = world.open(change(rob));
    const others = [
      { author: "mallory", body: `${marker}\n### muster · nothing to do` },
      { author: "github-actions", body: `${marker}\n### muster · nothing to do` },
      { author: null, body: `${marker}\n### muster · nothing to do` },
      { author: bot, body: `See below.\n\n${marker}\n### muster · nothing to do` },
      { author: bot, body: ` ${marker}\n` },
      { author: bot, body: "<!-- muster:result -->\nDone." },
    ].map((given) => world.github.add.comment({ number: pull.number, ...given }));
    const before = structuredClone(others);
    await world.plan(pull);
    await world.plan(pull);
    expect(others).toEqual(before);
    expect(world.github.state.comments).toHaveLength(others.length + 1);
    expect(world.comment(pull.number, marker)).toContain("rob@acme.example");
  });
});

const env = { MUSTER_REVIEW_KEY: fakeReviewKey };

describe("the comment of a pull request that is merged", () => {
  it("stays what reviewers saw, whatever is started for it later", async () => {
    await start();
    const wish = { env, inputs: { "require-reviewed": "true" } };
    const [pull, fork] = [world.open(change(rob)), world.open(change(rob), { headRepositoryId: 4242 })];
    const { runId } = await world.plan(pull, wish);
    const seen = world.comment(pull.number, marker);
    expect(seen).toContain("rob@acme.example");
    world.merge(pull);
    Object.assign(fork, { isOpen: false });
    // Its title is edited; the run is started again; the jobs of a matrix; one from a fork that was closed.
    for (const ran of [
      await world.plan(pull, { ...wish, action: "edited" }),
      await world.run({
        ...wish,
        command: "plan",
        event: "pull_request_target",
        pullRequest: pull,
        again: runId,
      }),
      await world.plan(pull, { ...wish, command: "orgs" }),
      await world.plan(pull, { ...wish, command: "comment" }),
      await world.plan(fork, wish),
    ]) {
      expect([ran.code, ran.summary, ran.files["reviewed.json"]]).toEqual([0, "", undefined]);
      expect(ran.log).toContain("The pull request is not open any more: there is nothing to plan.");
    }
    expect(world.comment(pull.number, marker)).toBe(seen);
    expect(ofBot()).toHaveLength(1);
  });
});

describe("a comment that GitHub does not take", () => {
  const post = { method: "POST", path: /\/comments$/ } as const;
  const lost: readonly (readonly [string, Fault])[] = [
    ["502 before the effect", { status: 502, times: 1 }],
    ["502 after the effect", { status: 502, times: 1, afterEffect: true }],
    ["504 after the effect", { status: 504, times: 1, afterEffect: true }],
    ["no answer after the effect", { drop: true, times: 1, afterEffect: true }],
    ["half an answer after the effect", { cut: true, times: 1, afterEffect: true }],
    ["a page instead of an answer", { status: 200, body: "<html></html>", times: 1, afterEffect: true }],
  ];
  for (const [name, fault] of lost) {
    it(`is there once all the same: ${name}`, async () => {
      await start();
      const pull = world.open(change(rob));
      world.github.fail(post, fault);
      const planned = await world.plan(pull, {
        env,
        inputs: { "require-reviewed": "true" },
      });
      expect(planned.code).toBe(0);
      expect(ofBot()).toHaveLength(1);
      expect(ofBot()[0]?.body).toContain("rob@acme.example");
      expect(world.github.requests(post)).toHaveLength(fault.afterEffect === true ? 1 : 2);
    });
  }

  it("is never sent more than twice, and fails the run where reviews bind", async () => {
    await start();
    const pull = world.open(change(rob));
    for (const status of [401, 403, 404, 410, 422, 429, 500, 502]) {
      world.github.resetRequests();
      const heal = world.github.fail(post, { status });
      const binding = await world.plan(pull, { env, inputs: { "require-reviewed": "true" } });
      expect([status, binding.code]).toEqual([status, 1]);
      // What nobody was shown was reviewed by nobody.
      expect(binding.files["reviewed.json"]).toBeUndefined();
      expect(binding.log).toMatch(/^::error title=muster::POST /m);
      expect(world.github.requests(post).length).toBeLessThanOrEqual(2);
      heal();
    }
    const heal = world.github.fail(post, { status: 403 });
    const free = await world.plan(pull, { env });
    expect(free.code).toBe(0);
    expect(free.files["reviewed.json"]).toBeUndefined();
    expect(free.log).toContain("The plan stands in the summary.");
    expect(free.summary).toContain("rob@acme.example");
    heal();
    expect(ofBot()).toEqual([]);
  });

  it("for its length is replaced by the counts", async () => {
    await start();
    const pull = world.open(change(rob));
    world.github.fail(post, { status: 422, times: 1 });
    const planned = await world.plan(pull);
    expect(planned.code).toBe(0);
    expect(ofBot()).toHaveLength(1);
    expect(ofBot()[0]?.body).toContain("1 to invite");
    expect(ofBot()[0]?.body).toContain("GitHub did not take the whole comment");
  });

  it("whose counts hide a change of high risk fails the run, and nothing counts as reviewed", async () => {
    await start();
    const pull = world.open(change("  rob@acme.example: admin\n"));
    world.github.fail(post, { status: 422, times: 1 });
    const planned = await world.plan(pull, { env, inputs: { "require-reviewed": "true" } });
    expect(planned.code).toBe(1);
    expect(planned.log).toContain("1 change of high risk did not fit into the comment");
    expect(planned.files["reviewed.json"]).toBeUndefined();
  });

  it("whose counts hide a term of high risk fails the run as well, and so does a loosened rule", async () => {
    const until = (day: string): string => `  rob@acme.example: { role: viewer, expires: ${day} }\n`;
    const loose = { "access/acme/organization.yaml": `${organization}  guards: { max_loss: 100% }\n` };
    await start(until("2035-02-28"));
    for (const changed of [change(until("2035-04-30")), loose]) {
      const pull = world.open(changed);
      world.github.fail(post, { status: 422, times: 1 });
      const planned = await world.plan(pull, { env, inputs: { "require-reviewed": "true" } });
      expect(planned.log).toContain("1 change of high risk did not fit into the comment");
      expect([planned.code, planned.files["reviewed.json"]]).toEqual([1, undefined]);
    }
  });

  it("of a run that the pull request's own workflow file started vouches for nothing", async () => {
    await start();
    const pull = world.open(change(rob));
    const planned = await world.plan(pull, { event: "pull_request", env });
    expect(planned.code).toBe(0);
    expect(ofBot()).toHaveLength(1);
    expect(planned.files["reviewed.json"]).toBeUndefined();
    expect((await world.plan(pull, { env })).files["reviewed.json"]).toBeDefined();
  });

  it("since the list of comments cannot be read is not written at all", async () => {
    await start();
    const pull = world.open(change(rob));
    world.github.fail({ method: "GET", path: /\/comments$/ }, { status: 403 });
    const planned = await world.plan(pull, { inputs: { "require-reviewed": "true" } });
    expect(planned.code).toBe(1);
    expect(world.github.requests({ method: "POST", path: /^\/repos\// })).toEqual([]);
  });

  it("by a token without the permission says which, before any organization is read", async () => {
    await start();
    const pull = world.open(change(rob));
    const planned = await world.plan(pull, { job: "gate" });
    expect(planned.code).toBe(1);
    expect(planned.log).toContain("pull-requests: read");
    expect(world.sandbox.requests()).toEqual([]);
  });

  it("is written with a token that may read only neither in part nor as somebody else", async () => {
    await start();
    world.github.token("fake-token-read", { permissions: { contents: "read", "pull-requests": "read" } });
    const pull = world.open(change(rob));
    const planned = await world.plan(pull, {
      inputs: { "github-token": "fake-token-read", "require-reviewed": "true" },
    });
    expect(planned.code).toBe(1);
    expect(planned.log).toContain("pull-requests: write");
    expect(world.github.state.comments).toEqual([]);
  });
});

describe("a grant", () => {
  const crowd = (count: number, what: (index: number) => string): string =>
    Array.from(
      { length: count },
      (_, index) =>
        `  person-${index}-of-a-long-name-of-a-long-name-of-a-long-name@acme.example: ${what(index)}\n`,
    ).join("");

  it("is seen among hundreds of losses", async () => {
    await start(crowd(700, () => "viewer"));
    const pull = world.open(change(crowd(700, (index) => (index === 333 ? "admin" : "{ state: removed }"))));
    const planned = await world.plan(pull);
    // Losses are of high risk, too, and not all of them fit.
    expect(planned.code).toBe(1);
    expect(planned.outputs).toMatchObject({ blocked: "true" });
    const comment = world.comment(pull.number, marker) ?? "";
    expect(comment.length).toBeLessThanOrEqual(65_536);
    expect(comment).toMatch(/\*\*promote\*\* `person-333-/);
    expect(comment).toContain("699 losses of access");
    expect(comment).toContain("left out for length");
    expect(comment.indexOf("person-333-")).toBeLessThan(comment.indexOf("losses of access"));
  });

  it("that does not fit into the comment fails the check", async () => {
    await start(crowd(1_500, () => "viewer"));
    const pull = world.open(change(crowd(1_500, () => "admin")));
    const planned = await world.plan(pull);
    expect(planned.code).toBe(1);
    expect(planned.log).toMatch(/^::error title=muster::\d+ changes of high risk did not fit/m);
    expect(world.comment(pull.number, marker)).toContain("1500 high risk");
  });

  it("in a custom role that people have already is of high risk", async () => {
    const role = (base: string, permissions: string): string =>
      `roles:\n  operator: { base: ${base}, permissions: [${permissions}] }\n`;
    await start("  lee@acme.example: operator\n", role("viewer", "pipelines:run"));
    const pull = world.open(change("  lee@acme.example: operator\n", role("admin", "pipelines:run")));
    await world.plan(pull);
    const comment = world.comment(pull.number, marker) ?? "";
    expect(comment).toMatch(/\[!WARNING\]\n> \*\*1 high-risk change\*\*\n> - .*operator/);
  });

  it("to a domain that nobody had is marked", async () => {
    await start();
    const pull = world.open(change("  kim@acme.exarnple: viewer\n"));
    await world.plan(pull);
    expect(world.comment(pull.number, marker)).toMatch(/\*\*New domain\*\*.*`acme\.exarnple`/);
  });
});

describe("a policy, an owner or an attribute that changes", () => {
  it("is named on the second line, among a crowd as well", async () => {
    await start();
    const crowd = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [`.github/workflows/w${index}.yml`, "on: push\n"]),
    );
    const pull = world.open({
      ".gitattributes": "*.yaml -diff\n",
      "access/.gitattributes": "* linguist-generated\n",
      CODEOWNERS: "* @mallory\n",
      ".github/CODEOWNERS": "* @mallory\n",
      ...crowd,
    });
    await world.plan(pull);
    const comment = world.comment(pull.number, marker) ?? "";
    const line = comment.split("\n")[2] ?? "";
    expect(line).toMatch(
      /^\*\*Changes what guards these files:\*\* `\.github\/CODEOWNERS`, `\.gitattributes`, /,
    );
    expect(line).toContain("`.github/workflows/w0.yml`");
    expect(line).toMatch(/and 299 more$/);
  });
});
