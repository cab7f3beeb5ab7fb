/** One remark kept up to date over a real connection, whatever GitHub answers: never two of ours, never somebody else's. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { publishComment, publishIssue, type CommentWish } from "../../../src/action/publish.ts";
import { createGitHub } from "../../../src/forge/github/client.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { startFakeGitHub, type FakeGitHub } from "../../fakes/github/server.ts";
import type { FakePullRequest } from "../../fakes/github/state.ts";

const marker = "<!-- muster:plan -->";
const me = "github-actions[bot]";
let fake: FakeGitHub;
let github: ReturnType<typeof createGitHub>;
let pull: FakePullRequest;

beforeEach(async () => {
  fake = await startFakeGitHub();
  const token = fake.token("fake-token-000", {
    permissions: { contents: "read", "pull-requests": "write", issues: "write" },
  });
  github = clientOf(token);
  pull = fake.add.pullRequest();
});
afterEach(async () => {
  await github.close();
  await fake.close();
});

function clientOf(token: string): ReturnType<typeof createGitHub> {
  const repository = fake.state.repository.fullName;
  const { apiUrl } = fake;
  return createGitHub({ apiUrl, token, repository, env: {}, clock: fakeClock(), timeoutMs: 5_000 });
}

const wish = (body: string, more: Partial<CommentWish> = {}): CommentWish => ({
  number: pull.number,
  marker,
  body: `${marker}\n${body}`,
  head: pull.head.sha,
  ...more,
});
const bodies = () => fake.state.comments.map((item) => `${item.author}: ${item.body.split("\n").at(-1)}`);
/** What asks GitHub by GraphQL writes nothing. */
const written = () => fake.requests({ path: /^\/repos\// }).filter(({ method }) => method !== "GET").length;

describe("a comment", () => {
  it("is written once, edited in place, and left alone when it says the same", async () => {
    expect(await publishComment(github, wish("one"))).toEqual({ status: "written" });
    expect(await publishComment(github, wish("one"))).toEqual({ status: "unchanged" });
    expect(written()).toBe(1);
    expect(await publishComment(github, wish("two"))).toEqual({ status: "written" });
    expect(bodies()).toEqual([`${me}: two`]);
  });

  it("is the same when only the run that it links to is another", async () => {
    await publishComment(github, wish("see /actions/runs/1 for more"));
    expect(await publishComment(github, wish("see /actions/runs/22 for more"))).toEqual({
      status: "unchanged",
    });
  });

  it("is put right when somebody edited it", async () => {
    await publishComment(github, wish("one"));
    Object.assign(fake.state.comments[0] ?? {}, { body: `${marker}\nall is well, merge it` });
    await publishComment(github, wish("one"));
    expect(bodies()).toEqual([`${me}: one`]);
  });

  it("leaves somebody else's with our marker alone, and ours that does not begin with it", async () => {
    fake.add.comment({ number: pull.number, author: "mallory", body: `${marker}\nforged` });
    fake.add.comment({ number: pull.number, author: me, body: `quoting ${marker}\nanother tool` });
    await publishComment(github, wish("one"));
    expect(bodies()).toEqual(["mallory: forged", `${me}: another tool`, `${me}: one`]);
  });

  it("is not written when the head moved, however late", async () => {
    fake.onRequest({ method: "GET", path: /\/comments$/ }, () => {
      pull.head.sha = "d".repeat(40);
    });
    expect(await publishComment(github, wish("one"))).toEqual({ status: "moved" });
    expect(written()).toBe(0);
  });

  it("falls back to the short one when GitHub takes it for too long", async () => {
    const long = wish("x".repeat(70_000), { fallback: `${marker}\nshort` });
    expect(await publishComment(github, long)).toEqual({ status: "shortened" });
    expect(bodies()).toEqual([`${me}: short`]);
  });

  it.each([
    ["an error after the effect", { status: 502, afterEffect: true, times: 1 }],
    ["a lost answer after the effect", { drop: true, afterEffect: true, times: 1 }],
    ["an error before it", { status: 502, times: 1 }],
    ["a lost answer before it", { drop: true, times: 1 }],
  ])("is there once after %s", async (_, fault) => {
    fake.fail({ method: "POST", path: /\/comments$/ }, fault);
    expect(await publishComment(github, wish("one"))).toEqual({ status: "written" });
    expect(bodies()).toEqual([`${me}: one`]);
  });

  it.each([403, 404])("that GitHub answers with %i fails with what to do", async (status) => {
    fake.fail({ method: "POST", path: /\/comments$/ }, { status });
    const published = await publishComment(github, wish("one"));
    expect(published.status).toBe("failed");
    expect("message" in published ? published.message : "").toContain("pull-requests: write");
    expect(bodies()).toEqual([]);
  });

  it("is the newest of several of ours: it is brought up to date, and the others are taken away", async () => {
    for (const body of ["old", "older", "newest"]) {
      fake.add.comment({ number: pull.number, author: me, body: `${marker}\n${body}` });
    }
    fake.add.comment({ number: pull.number, author: "mallory", body: `${marker}\nforged` });
    fake.add.comment({ number: pull.number, author: me, body: "<!-- muster:result -->\ndone" });
    const others = ["mallory: forged", `${me}: done`];
    expect(await publishComment(github, wish("one"))).toEqual({ status: "written" });
    expect(bodies()).toEqual([`${me}: one`, ...others]);
    const before = fake.add.comment({ number: pull.number, author: me, body: `${marker}\none` });
    expect(await publishComment(github, wish("one"))).toEqual({ status: "unchanged" });
    expect(bodies()).toEqual([...others, `${me}: one`]);
    expect(fake.state.comments.at(-1)?.id).toBe(before.id);
    fake.add.comment({ number: pull.number, author: me, body: `${marker}\ntwo` });
    expect(await publishComment(github, wish("two", { onlyUpdate: true }))).toEqual({ status: "unchanged" });
    expect(bodies()).toEqual([...others, `${me}: two`]);
  });

  it.each(["before", "after"])("is one, the newest, when another run makes its own %s it", async (when) => {
    const other = () =>
      fake.add.comment({ number: pull.number, author: me, body: `${marker}\nof another run` });
    let lists = 0;
    fake.onRequest({ method: "POST", path: /\/comments$/ }, () => void (when === "before" && other()));
    fake.onRequest({ method: "GET", path: /\/comments$/ }, () => {
      lists += 1;
      if (when === "after" && lists === 2) other();
    });
    const status = when === "before" ? "written" : "overtaken";
    expect(await publishComment(github, wish("one"))).toEqual({ status });
    expect(bodies()).toEqual([when === "before" ? `${me}: one` : `${me}: of another run`]);
  });

  it("is not said to be one while another of ours is left", async () => {
    for (const body of ["old", "new"])
      fake.add.comment({ number: pull.number, author: me, body: `${marker}\n${body}` });
    fake.fail({ method: "DELETE" }, { status: 403 });
    expect(await publishComment(github, wish("one"))).toMatchObject({ status: "failed" });
    expect(bodies()).toEqual([`${me}: old`, `${me}: one`]);
  });

  it("that is only to be brought up to date is not begun", async () => {
    expect(await publishComment(github, wish("one", { onlyUpdate: true }))).toEqual({ status: "unchanged" });
    await publishComment(github, wish("one"));
    await publishComment(github, wish("two", { onlyUpdate: true }));
    expect(bodies()).toEqual([`${me}: two`]);
  });
});

describe("the issue", () => {
  const drift = (body: string, isOpen: boolean) => ({
    marker: "<!-- muster:drift -->",
    title: `muster: ${body}`,
    body: `<!-- muster:drift -->\n${body}`,
    isOpen,
  });

  it("is opened, edited, closed, and opened again: one issue", async () => {
    expect(await publishIssue(github, drift("clean", false))).toEqual({ status: "unchanged" });
    expect(await publishIssue(github, drift("two", true))).toEqual({ status: "written" });
    expect(await publishIssue(github, drift("two", true))).toEqual({ status: "unchanged" });
    await publishIssue(github, drift("three", true));
    await publishIssue(github, drift("clean", false));
    expect(fake.state.issues.map(({ title, isOpen }) => [title, isOpen])).toEqual([["muster: clean", false]]);
    await publishIssue(github, drift("four", true));
    expect(fake.state.issues.map(({ title, isOpen }) => [title, isOpen])).toEqual([["muster: four", true]]);
  });

  it("is the newest of several of ours: the others are closed, and lead to it", async () => {
    for (const body of ["old", "new"])
      fake.add.issue({ author: me, title: body, body: `<!-- muster:drift -->\n${body}` });
    await publishIssue(github, drift("two", true));
    const [old, kept] = fake.state.issues;
    expect([old?.isOpen, kept?.isOpen, kept?.title]).toEqual([false, true, "muster: two"]);
    expect(old?.body).toContain(`#${kept?.number}`);
    await publishIssue(github, drift("clean", false));
    expect(fake.state.issues.map(({ isOpen }) => isOpen)).toEqual([false, false]);
  });

  it("is not written again for a journal that went on", async () => {
    const ended = (digit: string) => drift(`two\njournal ended with \`${digit.repeat(64)}\``, true);
    const at = (digit: string) => ({ ...ended(digit), title: "muster: two" });
    expect(await publishIssue(github, at("1"))).toEqual({ status: "written" });
    expect(await publishIssue(github, at("2"))).toEqual({ status: "unchanged" });
    expect(fake.state.issues[0]?.body).toContain("1".repeat(64));
  });

  it("keeps what it says when nothing is known any more", async () => {
    const unknown = { ...drift("not known", true), isUnknown: true };
    expect(await publishIssue(github, unknown)).toEqual({ status: "written" });
    await publishIssue(github, drift("two", true));
    expect(await publishIssue(github, unknown)).toEqual({ status: "unchanged" });
    expect(fake.state.issues.map(({ title, isOpen }) => [title, isOpen])).toEqual([["muster: two", true]]);
  });

  it("of an app is that app's, as its token is another than the job's own", async () => {
    const token = fake.token("fake-token-of-app", {
      login: "acme-access[bot]",
      permissions: { issues: "write", "pull-requests": "write" },
    });
    const app = clientOf(token);
    try {
      fake.add.issue({ author: me, body: "<!-- muster:drift -->\nof the job's own" });
      for (const body of ["two", "three"]) await publishIssue(app, drift(body, true));
      expect(fake.state.issues.map(({ author, title }) => [author, title])).toEqual([
        [me, expect.any(String)],
        ["acme-access[bot]", "muster: three"],
      ]);
    } finally {
      await app.close();
    }
  });

  it("of somebody else is left alone", async () => {
    fake.add.issue({ author: "mallory", body: "<!-- muster:drift -->\nforged" });
    await publishIssue(github, drift("two", true));
    expect(fake.state.issues.map(({ author }) => author)).toEqual(["mallory", me]);
  });
});
