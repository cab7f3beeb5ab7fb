/** All that the GitHub client waits for, it waits for on its clock: spacing between writes, repetitions, rate limits. */
import { describe, expect, it } from "vitest";
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
