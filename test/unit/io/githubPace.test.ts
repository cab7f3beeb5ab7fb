/** All that the GitHub client waits for, it waits for on its clock: spacing between writes, repetitions, rate limits. */
import { describe, expect, it, vi } from "vitest";
import { createRequests } from "../../../src/forge/github/requests.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { client, fake, valueOf } from "./githubParts.ts";

describe("writes", () => {
  it("that notify somebody are three seconds apart, others one", async () => {
    const server = await fake();
    server.add.pullRequest({ number: 5 });
    const clock = fakeClock();
    const github = client(server, { clock });
    const made = valueOf(await github.createComment(5, "one"));
    expect(clock.sleeps).toEqual([]);
    valueOf(await github.createComment(5, "two"));
    expect(clock.sleeps).toEqual([1000, 2000]);
    valueOf(await github.updateComment(made.id, "three"));
    expect(clock.sleeps.slice(2)).toEqual([]);
    valueOf(await github.updateComment(made.id, "four"));
    expect(clock.sleeps.slice(2)).toEqual([1000]);
  });

  it("wait for nothing when they are far apart", async () => {
    const server = await fake();
    server.add.pullRequest({ number: 5 });
    const clock = fakeClock("2026-11-02T09:00:00Z");
    const github = client(server, { clock });
    valueOf(await github.createComment(5, "one"));
    clock.set("2026-11-02T09:00:03Z");
    valueOf(await github.createComment(5, "two"));
    expect(clock.sleeps).toEqual([]);
  });

  it("of two clients do not wait for each other, and reads for nobody", async () => {
    const server = await fake();
    server.add.pullRequest({ number: 5 });
    const clock = fakeClock();
    for (const github of [client(server, { clock }), client(server, { clock })]) {
      valueOf(await github.createComment(5, "one"));
      valueOf(await github.branchTip("main"));
      valueOf(await github.branchTip("main"));
    }
    expect(clock.sleeps).toEqual([]);
  });
});

describe("a read", () => {
  it.each([{ status: 502 }, { drop: true as const }])(
    "is repeated after one second and after four: %o",
    async (fault) => {
      const server = await fake();
      server.fail({}, fault);
      const clock = fakeClock();
      expect(await client(server, { clock }).branchTip("main")).toMatchObject({ ok: false });
      expect([clock.sleeps, server.requests().length]).toEqual([[1000, 4000], 3]);
    },
  );

  it("waits as long as a rate limit asks, and no second more for it", async () => {
    const server = await fake();
    server.fail({}, { status: 429, headers: { "retry-after": "7" }, times: 1 });
    const clock = fakeClock();
    valueOf(await client(server, { clock }).branchTip("main"));
    expect(clock.sleeps).toEqual([7000]);
    server.fail({}, { status: 429, headers: { "retry-after": "61" } });
    expect(await client(server, { clock }).branchTip("main")).toMatchObject({ ok: false, status: 429 });
    expect(clock.sleeps).toEqual([7000]);
  });
});

describe("requests at once", () => {
  it("are ten at the most, the others begin in the order of coming, and one that fails makes room as well", async () => {
    const open: { path: string; end(status: number): void }[] = [];
    const begun: string[] = [];
    const requests = createRequests({
      fetch: (address) =>
        new Promise((resolve) => {
          const path = new URL(address).pathname;
          begun.push(path);
          open.push({ path, end: (status) => resolve(new Response("{}", { status })) });
        }),
      api: new URL("https://github.example"),
      clock: fakeClock(),
      redact: (text) => text,
    });
    const paths = Array.from({ length: 13 }, (_, index) => `/it/${index}`);
    const all = paths.map((path) => requests.exchange({ method: "GET", path, needs: "contents: read" }));
    await vi.waitFor(() => expect(begun).toEqual(paths.slice(0, 10)));
    open[3]?.end(404);
    await vi.waitFor(() => expect(begun).toEqual(paths.slice(0, 11)));
    open[0]?.end(200);
    await vi.waitFor(() => expect(begun).toEqual(paths.slice(0, 12)));
    open[1]?.end(200);
    await vi.waitFor(() => expect(begun).toEqual(paths));
    for (const { end } of open) end(200);
    const statuses = (await Promise.all(all)).map((came) => came.ok && came.answer.status);
    expect(statuses).toEqual(paths.map((_, index) => (index === 3 ? 404 : 200)));
  });
});
