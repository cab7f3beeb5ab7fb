import { describe, expect, it } from "vitest";
import { newRunId, systemClock } from "../../../src/io/clock.ts";

describe("systemClock", () => {
  it("sleeps, and at once when there is nothing to wait for", async () => {
    await systemClock.sleep(1);
    await systemClock.sleep(-5);
    await systemClock.sleep(1e9, AbortSignal.abort());
  });

  it("wakes when the signal aborts, however long the sleep", async () => {
    const controller = new AbortController();
    let awake = false;
    const sleep = systemClock.sleep(2 ** 40, controller.signal).then(() => (awake = true));
    await systemClock.sleep(5);
    expect(awake).toBe(false);
    controller.abort();
    await sleep;
    expect(awake).toBe(true);
  });
});

describe("newRunId", () => {
  it("is never the same twice", () => {
    expect(new Set(Array.from({ length: 100 }, newRunId)).size).toBe(100);
  });
});
