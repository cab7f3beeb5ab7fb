/** Each write of a plan with the verbs most used by SCIM, broken in every way or with the process killed in it: the next runs converge, and nothing is done twice. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readEntries, verifyJournal } from "../../src/journal/chain.ts";
import { memoryJournal } from "../../src/journal/memory.ts";
import { characterNames, type CharacterName } from "../../src/sandbox/scim/character.ts";
import type { Tenant } from "../../src/sandbox/scim/state.ts";
import { createScimWorld, own, told, type ScimWorld } from "../fakes/scim.ts";
import { buildMuster, endOf, type Muster } from "./muster.ts";

const owner = { roles: [{ value: "owner" }] };
const users = [
  own("ana@acme.example", owner),
  own("ben@acme.example", owner),
  own("cat@acme.example"),
  own("dan@acme.example", { active: false }),
  own("eli@acme.example"),
  own("fay@acme.example"),
];
const groups = [
  {
    displayName: "Finance",
    externalId: "muster:finance",
    members: ["ben@acme.example", "eli@acme.example", "fay@acme.example"],
  },
  { displayName: "old", externalId: "muster:old", members: ["fay@acme.example"] },
  { displayName: "sre", externalId: "muster:sre", members: [] },
];
const files = `members:
  ana@acme.example: admin
  ben@acme.example: member
  cat@acme.example: admin
  dan@acme.example: member
  eli@acme.example: { state: deactivated }
  fay@new.example: { role: member, previously: [fay@acme.example] }
  gil@acme.example: member
teams:
  finance: { name: Money, members: [ana@acme.example, cat@acme.example, fay@new.example, gil@acme.example] }
  ops: { previously: [sre], members: [cat@acme.example, dan@acme.example] }
  web: { members: [cat@acme.example] }
`;
const does = [
  "change_email fay@new.example",
  "create_team web",
  "deactivate eli@acme.example",
  "delete_team old",
  "demote ben@acme.example",
  "invite gil@acme.example",
  "join_team finance/ana@acme.example",
  "join_team finance/cat@acme.example",
  "join_team ops/cat@acme.example",
  "join_team ops/dan@acme.example",
  "join_team web/cat@acme.example",
  "leave_team finance/ben@acme.example",
  "leave_team finance/eli@acme.example",
  "promote cat@acme.example",
  "reactivate dan@acme.example",
  "rename_team ops",
  "update_team finance",
];

async function opened(character: CharacterName): Promise<ScimWorld> {
  const world = await createScimWorld({ character, users, groups });
  await world.setPeople("people: { gil: { email: gil@acme.example, name: Gil Example } }\n");
  await world.setFiles(files, {
    unlisted: { teams: "delete" },
    guards: { max_loss: "100%" },
    scim: { role: { from: "roles", admin: "owner" }, profile: character === "aws" ? "aws" : "strict" },
  });
  return world;
}

/** What is so, by names. */
function factsOf({ users: all, groups: teams }: Tenant): object {
  const name = (id: string): unknown => all.get(id)?.attributes["userName"];
  return {
    users: [...all.values()].map(({ attributes }) => attributes),
    groups: [...teams.values()].map(({ attributes, members }) => ({
      attributes,
      members: [...members].map(name).sort(),
    })),
  };
}

interface Clean {
  readonly facts: object;
  /** Ids that were given. */
  readonly made: number;
  readonly writes: number;
}
const clean = new Map<CharacterName, Clean>();

beforeAll(async () => {
  for (const character of characterNames) {
    const world = await opened(character);
    const plan = await world.plan();
    expect([plan.findings, [...told(plan)].sort()]).toEqual([[], does]);
    world.writes();
    const { code } = await world.apply();
    expect(code).toBe(0);
    const { tenant } = world;
    clean.set(character, { facts: factsOf(tenant), made: tenant.made, writes: world.writes().length });
    await world.close();
  }
});

function expectSameEnd({ tenant }: ScimWorld, character: CharacterName): void {
  expect(factsOf(tenant)).toEqual(clean.get(character)?.facts);
  // Whatever is made is given an id: nothing was made twice.
  expect(tenant.made).toBe(clean.get(character)?.made);
}

/** Runs until one has nothing left to do. */
async function untilDone(world: ScimWorld): Promise<number> {
  const journal = memoryJournal();
  for (let turn = 1; turn <= 4; turn++)
    if ((await world.apply({ journal_: journal })).code === 0) return turn;
  throw new Error("four runs did not come to an end");
}

/** By which numbers writes are troubled; a test says that there are no more. */
const most: Readonly<Record<CharacterName, number>> = { strict: 15, aws: 16, lax: 15 };
const writesOf = (character: CharacterName): (readonly [CharacterName, number])[] =>
  Array.from({ length: most[character] }, (_, index) => [character, index + 1]);

it("the plan takes as many writes as are troubled here", () => {
  expect(Object.fromEntries([...clean].map(([character, { writes }]) => [character, writes]))).toEqual(most);
});

describe.each([
  ["429", "429:20", 1],
  ["429 without a word on how long", "429-bare", 1],
  ["500 before the effect", "500", 2],
  ["502 after the effect", "502", 2],
  ["dropped before the effect", "drop-before", 2],
  ["dropped after the effect", "drop-after", 2],
] as const)("%s, once", (_, kind, turns) => {
  it.each(characterNames.flatMap(writesOf))(
    "of %s at write %i: converges, and nothing is done twice",
    async (character, nth) => {
      const world = await opened(character);
      try {
        world.fault(`${kind}@write:${nth}`);
        expect(await untilDone(world)).toBeLessThanOrEqual(turns);
        expectSameEnd(world, character);
      } finally {
        await world.close();
      }
    },
  );
});

describe.each([
  ["500 again and again", "500"],
  ["502 after the effect again and again", "502"],
  ["dropped after the effect again and again", "drop-after"],
])("%s", (_, kind) => {
  it.each(writesOf("strict"))("of %s from write %i on: the next runs converge", async (character, nth) => {
    const world = await opened(character);
    try {
      world.fault(`${kind}@write:${nth}x6`);
      await untilDone(world);
      expectSameEnd(world, character);
    } finally {
      await world.close();
    }
  });
});

describe("SIGKILL in the middle of a write, before or after its effect", () => {
  let muster: Muster;
  beforeAll(() => {
    muster = buildMuster();
  });
  afterAll(() => muster.remove());

  it.each(writesOf("strict"))(
    "of %s at write %i: the journal holds, the next run converges, nothing exists twice",
    async (character, nth) => {
      const world = await opened(character);
      const folder = mkdtempSync(join(tmpdir(), "muster-scim-killed-"));
      const journal = join(folder, "journal.jsonl");
      const env = { ...world.context.env, MUSTER_API_WIKI: world.sandbox.address("wiki") };
      const args = ["apply", "--yes", "--access", world.context.access, "--journal", journal];
      try {
        // An answer that never comes; at odd writes nothing was done, at even ones all of it.
        world.fault(`${nth % 2 === 0 ? "timeout-after" : "timeout"}@write:${nth}`);
        const child = muster.start(args, { env });
        const ended = endOf(child);
        const held = (): boolean =>
          world.sandbox.requests().some(({ method, status }) => method !== "GET" && status === "dropped");
        while (!held() && child.exitCode === null) await new Promise((next) => void setTimeout(next, 2));
        child.kill("SIGKILL");
        expect((await ended).code).toBeNull();
        const left = readFileSync(journal, "utf8");
        expect(verifyJournal(left).ok).toBe(true);
        expect(readEntries(left).at(-1)?.event).toBe("intent");
        const next = await muster.run(args, { env });
        expect([next.code, next.stdout]).toEqual([0, expect.any(String) as string]);
        expectSameEnd(world, character);
        expect(verifyJournal(readFileSync(journal, "utf8"))).toMatchObject({ ok: true, runs: 2 });
      } finally {
        rmSync(folder, { recursive: true });
        await world.close();
      }
    },
  );
});
