/** SIGKILL before and after every request of a rotation, by the real process: no working key is lost, and the next run ends it. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readEntries, verifyJournal } from "../../src/journal/chain.ts";
import type { Files } from "../fakes/world.ts";
import { buildMuster, type Muster } from "./muster.ts";
import {
  createRotating,
  day,
  toFile,
  toGitHub,
  type Kill,
  type Rotating,
  type Snapshot,
} from "./rotating.ts";

/** What a rotation asks of both servers, one after the other. */
const rotation = [
  "GET repository",
  "GET public key",
  "POST keys",
  "GET repository",
  "GET public key",
  "PUT secret",
  "PATCH key",
];
const intoFile = ["POST keys", "PATCH key"];

let muster: Muster;
/** A key in its place, as old as it may be. */
let old: Snapshot;
/** One that was replaced, with the overlap over. */
let replaced: Snapshot;
/** Both servers for one test, gone with it. */
async function inPlace(
  { files = toGitHub, from }: { readonly files?: Files; readonly from?: Snapshot },
  body: (one: Rotating) => Promise<void>,
): Promise<void> {
  const one = await createRotating(muster, files, from);
  try {
    await body(one);
  } finally {
    await one.close();
  }
}

beforeAll(async () => {
  muster = buildMuster();
  const one = await createRotating(muster, toGitHub);
  await settle(one);
  expect(one.steps).toEqual(rotation);
  one.pass(90 * day);
  old = one.snapshot();
  one.steps.length = 0;
  await settle(one);
  expect(one.steps).toEqual(rotation);
  one.pass(day);
  replaced = one.snapshot();
  await one.close();
}, 60_000);
afterAll(() => muster.remove());
/** Runs until a plan is empty. */
async function settle(one: Rotating): Promise<void> {
  for (let turn = 0; turn < 4; turn++) {
    const ran = await one.run(["apply", "--yes"]);
    expect([ran.code, ran.stderr]).toEqual([0, expect.any(String) as string]);
    if ((await one.run(["plan", "--exit-code"])).code === 0) return;
  }
  throw new Error("there is always something left");
}

const deeds = (one: Rotating, action: string): number =>
  (one.organization().audit ?? []).filter((event) => event.action === action).length;

async function cutOff(one: Rotating, kill: Kill): Promise<void> {
  const ran = await one.run(["apply", "--yes"], kill);
  expect(ran.code, ran.stderr).toBeNull();
  expect(verifyJournal(one.journal()).ok).toBe(true);
  expect(readEntries(one.journal()).at(-1)?.event).toBe("intent");
}

/** One key, the one at its place; nothing done twice; and the journal accounts for all of it. */
function expectEnd(
  one: Rotating,
  since: { readonly made: number; readonly revoked: number },
  made: number,
): void {
  expect(one.broken).toEqual([]);
  expect(one.works(one.secret())).toBe(true);
  const keys = one.organization().service_account_keys ?? [];
  expect(keys).toMatchObject([{ name: "deploy", delivered_at: expect.any(String) as string }]);
  expect(deeds(one, "key.created") - since.made).toBe(made);
  expect(deeds(one, "key.created") - deeds(one, "key.revoked")).toBe(1);
  const journal = one.journal();
  // That a run was cut off is a warning, and the only one.
  expect(verifyJournal(journal)).toMatchObject({ ok: true, problems: [{ severity: "warning" }] });
  const intents = readEntries(journal).filter(({ event }) => event === "intent");
  const verbs = intents.map((entry) => (entry.event === "intent" ? entry.verb : ""));
  const count = (...names: string[]) => verbs.filter((verb) => names.includes(verb)).length;
  expect(count("create_key", "rotate_key")).toBeGreaterThanOrEqual(made);
  expect(count("revoke_key")).toBeGreaterThanOrEqual(deeds(one, "key.revoked") - since.revoked);
}

const kills = (steps: readonly string[]) =>
  steps.flatMap((step, index) =>
    (["before", "after"] as const).map((when) => [when, index + 1, step] as const),
  );

/** Two keys are made where the process ended between the effects of the first and the last of these. */
const madeBy = (steps: readonly string[], { nth, when }: Kill): number => {
  const first = steps.indexOf("POST keys") + 1;
  const isMade = nth > first || (nth === first && when === "after");
  const isNoted = nth === steps.length && when === "after";
  return isMade && !isNoted ? 2 : 1;
};

describe("a rotation by age", () => {
  it.concurrent.each(kills(rotation))(
    "killed %s request %i (%s)",
    (when, nth) =>
      inPlace({ from: old }, async (one) => {
        const first = one.secret();
        const since = { made: deeds(one, "key.created"), revoked: deeds(one, "key.revoked") };
        await cutOff(one, { nth, when });
        expect(one.works(first)).toBe(true);
        await settle(one);
        expect([one.works(first), one.secret() === first]).toEqual([true, false]);
        one.pass(day);
        await settle(one);
        expect(one.works(first)).toBe(false);
        expectEnd(one, since, madeBy(rotation, { nth, when }));
      }),
    60_000,
  );

  it.concurrent.each(kills(rotation).filter(([when]) => when === "after"))(
    "killed %s request %i (%s), and no run for two days",
    (when, nth) =>
      inPlace({ from: old }, async (one) => {
        const since = { made: deeds(one, "key.created"), revoked: deeds(one, "key.revoked") };
        await cutOff(one, { nth, when });
        one.pass(2 * day);
        await settle(one);
        one.pass(day);
        await settle(one);
        expectEnd(one, since, madeBy(rotation, { nth, when }));
      }),
    60_000,
  );

  it.concurrent.each(kills(intoFile))(
    "into a file, killed %s request %i (%s)",
    (when, nth) =>
      inPlace({ files: toFile }, async (one) => {
        await settle(one);
        const first = one.secret();
        one.pass(90 * day);
        const since = { made: deeds(one, "key.created"), revoked: deeds(one, "key.revoked") };
        await cutOff(one, { nth, when });
        await settle(one);
        expect(one.works(first)).toBe(true);
        one.pass(day);
        await settle(one);
        expectEnd(one, since, madeBy(intoFile, { nth, when }));
      }),
    60_000,
  );
});

describe("a first key", () => {
  it.concurrent.each(kills(rotation))(
    "killed %s request %i (%s)",
    (when, nth) =>
      inPlace({}, async (one) => {
        await cutOff(one, { nth, when });
        await settle(one);
        expect(one.works(one.secret())).toBe(true);
        one.pass(day);
        await settle(one);
        expectEnd(one, { made: 0, revoked: 0 }, madeBy(rotation, { nth, when }));
      }),
    60_000,
  );
});

describe("the end of an old key", () => {
  it.concurrent.each(["before", "after"] as const)(
    "killed %s its only request",
    (when) =>
      inPlace({ from: replaced }, async (one) => {
        const since = { made: deeds(one, "key.created"), revoked: deeds(one, "key.revoked") };
        await cutOff(one, { nth: 1, when });
        await settle(one);
        expectEnd(one, since, 0);
        expect(deeds(one, "key.revoked") - since.revoked).toBe(1);
      }),
    60_000,
  );
});
