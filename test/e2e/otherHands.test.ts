/** Other hands on the same organization: a second apply at the same moment, somebody at the service, a refusal for one person. */
import { beforeAll, describe, expect, it } from "vitest";
import { readEntries, verifyJournal } from "../../src/journal/chain.ts";
import { memoryJournal } from "../../src/journal/memory.ts";
import type { Outcome } from "../../src/model/outcome.ts";
import { isBlocked } from "../../src/model/plan.ts";
import type { Applied } from "../../src/run/apply.ts";
import { parseFaults } from "../../src/sandbox/planasonix/fault.ts";
import type { SandboxOrganization, SandboxState } from "../../src/sandbox/planasonix/state.ts";
import { adminCounts, deedsOf, factsOf, lostWhileOwning } from "../fakes/dump.ts";
import { mixed, writeCount } from "../fakes/mixed.ts";
import { createWorld, type World } from "../fakes/world.ts";
import { filesOf, seedOf } from "../property/arbitraries.ts";

async function inWorld<T>(faults: string | undefined, body: (world: World) => Promise<T>): Promise<T> {
  const parsed = faults === undefined ? [] : parseFaults(faults);
  if ("error" in parsed) throw new Error(parsed.error);
  const world = await createWorld({
    files: filesOf(mixed.declared),
    sandbox: { seed: { version: 1, organizations: [seedOf(mixed.live)] }, faults: parsed },
  });
  try {
    return await body(world);
  } finally {
    await world.close();
  }
}

interface Clean {
  readonly before: SandboxState;
  readonly after: SandboxState;
  readonly outcomes: readonly Outcome[];
  /** Method and path of each write, in order. */
  readonly writes: readonly string[];
}
let clean: Clean;

beforeAll(async () => {
  clean = await inWorld(undefined, async (world) => {
    const before = world.sandbox.dump();
    const { result } = await world.apply();
    const writes = world.sandbox.requests().filter(({ method }) => method !== "GET");
    return {
      before,
      after: world.sandbox.dump(),
      outcomes: result?.outcomes ?? [],
      writes: writes.map(({ method, path }) => `${method} ${path}`),
    };
  });
  expect(clean.writes).toHaveLength(writeCount);
});

const isDone = ({ status }: Outcome): boolean => status === "done" || status === "already";
const name = ({ action }: Pick<Outcome, "action">): string => `${action.verb} ${action.key}`;

/** The exit code says whether everything is so now, and nothing else. A read across the other's writes may be blocked. */
function expectTruthful({ planned, result, second, code }: Applied): void {
  if (result === null) {
    expect([code, isBlocked(planned.plan)]).toEqual([3, true]);
    return;
  }
  const undone = result.outcomes.filter((item) => !isDone(item)).map(name);
  const left = second === null ? 0 : "error" in second ? Infinity : second.actions.length;
  expect([code, undone, left]).toEqual(undone.length === 0 && left === 0 ? [0, [], 0] : [4, undone, left]);
}

describe("two applies started at the same moment", () => {
  it.each(Array.from({ length: 8 }, (_, index) => index * 3))(
    "do nothing twice and lose nothing, the second %i ms behind, and both say what became of it",
    async (delay) => {
      await inWorld(`latency:${1 + (delay % 2)}@anyx*`, async (world) => {
        const journals = [memoryJournal(), memoryJournal()] as const;
        const late = async () => {
          await new Promise((resolve) => void setTimeout(resolve, delay));
          return world.apply({ journal_: journals[1] });
        };
        const both = await Promise.all([world.apply({ journal_: journals[0] }), late()]);
        for (const applied of both) expectTruthful(applied);
        for (const journal of journals) expect(verifyJournal(journal.text()).problems).toEqual([]);
        if (both.some(({ code }) => code === 0))
          expect(factsOf(world.sandbox.dump())).toEqual(factsOf(clean.after));
        const last = await world.apply();
        expect(last.code).toBe(0);
        const after = world.sandbox.dump();
        expect(factsOf(after)).toEqual(factsOf(clean.after));
        expect(deedsOf(clean.before, after)).toEqual(deedsOf(clean.before, clean.after));
        expect(Math.min(...adminCounts(clean.before, after))).toBe(2);
        expect(lostWhileOwning(after)).toEqual([]);
      });
    },
  );
});

/** Of the rest, what rests on something undone is skipped and says on what, and everything else is done. Gives the ids of all that is undone. */
function expectRestDone(outcomes: readonly Outcome[], struck: readonly Outcome[]): Set<string> {
  const undone = new Set(struck.map(({ action }) => action.id));
  for (const outcome of outcomes) {
    if (struck.includes(outcome)) continue;
    const causes = outcomes.filter(
      ({ action }) => outcome.action.needs.includes(action.id) && undone.has(action.id),
    );
    if (causes.length === 0) {
      expect([name(outcome), isDone(outcome)]).toEqual([name(outcome), true]);
      continue;
    }
    expect([name(outcome), outcome.status]).toEqual([name(outcome), "skipped"]);
    expect(causes.some(({ action }) => outcome.message?.includes(action.key))).toBe(true);
    undone.add(outcome.action.id);
  }
  return undone;
}

/** A write of the service's own, as somebody in a browser makes it. */
interface ByApi {
  readonly method: "PATCH" | "DELETE";
  /** Below the organization. */
  readonly path: string;
  readonly body?: object;
}

/** What somebody does, whose action is stale by it, and, where the files do not say otherwise, what stays so. */
interface Edit {
  readonly what: string;
  /** For the control route; or made of the organization as it is. */
  readonly edit: object | ((organization: SandboxOrganization) => ByApi);
  readonly stale: string;
  readonly stays?: readonly [fact: string, instead: string];
}
const edits: readonly Edit[] = [
  { what: "a role", edit: { email: "dee@acme.example", role: "editor" }, stale: "demote dee@acme.example" },
  {
    what: "a state",
    edit: { email: "gus@acme.example", state: "deactivated" },
    stale: "remove gus@acme.example",
  },
  {
    what: "an owner",
    edit: { resource: "schedule", name: "daily", owner: "ivy@acme.example" },
    stale: "transfer schedule:daily",
    stays: ["schedule sch_daily ana@acme.example", "schedule sch_daily ivy@acme.example"],
  },
  {
    what: "the owner of what the files name",
    edit: { resource: "pipeline", name: "hourly", owner: "pat@acme.example" },
    stale: "transfer pipeline:hourly",
  },
  {
    what: "the owner of an account that the same run has changed before",
    edit: { resource: "service_account", name: "deployer", owner: "ivy@acme.example" },
    stale: "transfer deployer",
  },
  {
    what: "what a role may do",
    edit: ({ roles }) => ({
      method: "PATCH",
      path: `roles/${idOf(roles, { name: "operator" })}`,
      body: { permissions: ["connections:read"] },
    }),
    stale: "update_role operator",
  },
  {
    what: "the level of a share",
    edit: ({ shares, teams }) => {
      const holder = idOf(teams, { slug: "accounting" });
      return {
        method: "PATCH",
        path: `shares/${idOf(shares, { grantee_id: holder })}`,
        body: { level: "run" },
      };
    },
    stale: "change_share project:alpha/team:finance",
  },
  {
    what: "an invitation",
    edit: ({ invitations }) => ({
      method: "PATCH",
      path: `invitations/${idOf(invitations, { email: "kim@acme.example" })}`,
      body: { role: "maintainer" },
    }),
    stale: "correct_invitation kim@acme.example",
  },
  {
    what: "a team",
    edit: ({ teams }) => ({
      method: "PATCH",
      path: `teams/${idOf(teams, { slug: "data" })}`,
      body: { description: "Something else" },
    }),
    stale: "update_team data",
  },
  {
    what: "a place in a team",
    edit: ({ teams, members }) => ({
      method: "DELETE",
      path: `teams/${idOf(teams, { slug: "data" })}/members/${idOf(members, { email: "hal@acme.example" })}`,
    }),
    stale: "change_team_role data/hal@acme.example",
  },
  {
    what: "a service account",
    edit: ({ service_accounts: accounts }) => ({
      method: "PATCH",
      path: `service-accounts/${idOf(accounts, { name: "deployer" })}`,
      body: { description: "Something else" },
    }),
    stale: "update_service_account deployer",
  },
];

function idOf<T extends { readonly id: string }>(
  items: readonly T[] | undefined,
  wanted: Partial<T>,
): string {
  const found = items?.find((item) =>
    Object.entries(wanted).every(([name, value]) => item[name as keyof T] === value),
  );
  if (found === undefined) throw new Error(`nothing is ${JSON.stringify(wanted)}`);
  return found.id;
}

async function somebodyEdits(world: World, edit: Edit["edit"]): Promise<void> {
  if (typeof edit !== "function") {
    await world.control("/sandbox/edit", edit);
    return;
  }
  const [organization] = world.sandbox.dump().organizations;
  const [access] = world.sandbox.organizations;
  if (organization === undefined || access === undefined) throw new Error("no organization");
  const { method, path, body } = edit(organization);
  const answer = await fetch(`${world.sandbox.url}/api/organizations/${organization.id}/${path}`, {
    method,
    headers: { authorization: `Bearer ${access.token}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
}

describe("somebody changes something at the service between plan and apply", () => {
  it.each(edits)(
    "$what: that object is stale and left alone, the rest goes on",
    async ({ edit, stale, stays }) => {
      await inWorld(undefined, async (world) => {
        const journal = memoryJournal();
        let edited: SandboxState | undefined;
        const applied = await world.apply({
          journal_: journal,
          meanwhile: async () => {
            await somebodyEdits(world, edit);
            edited = world.sandbox.dump();
          },
        });
        const outcomes = applied.result?.outcomes ?? [];
        expect(outcomes.filter(({ status }) => status === "stale").map(name)).toEqual([stale]);
        expectRestDone(
          outcomes,
          outcomes.filter(({ status }) => status === "stale"),
        );
        expect(applied.code).toBe(4);
        expect(verifyJournal(journal.text()).problems).toEqual([]);
        if (edited === undefined) throw new Error("nobody edited anything");
        expect(lostWhileOwning(world.sandbox.dump())).toEqual([]);
        // The next run plans from what is there now, and comes to the same end.
        const next = await world.apply({ journal_: journal });
        expect(next.code).toBe(0);
        const expected = factsOf(clean.after).map((fact) => (fact === stays?.[0] ? stays[1] : fact));
        expect(factsOf(world.sandbox.dump())).toEqual(expected.sort());
      });
    },
  );

  it("somebody who did the very same thing is no trouble", async () => {
    await inWorld(undefined, async (world) => {
      const applied = await world.apply({
        meanwhile: () => world.control("/sandbox/edit", { email: "dee@acme.example", role: "viewer" }),
      });
      const outcomes = applied.result?.outcomes ?? [];
      expect(
        outcomes.filter(({ status }) => status !== "done").map((item) => [item.status, name(item)]),
      ).toEqual([["already", "demote dee@acme.example"]]);
      expect(applied.code).toBe(0);
    });
  });
});

describe.each(["404", "409", "422", "403"])("one %s in the middle", (kind) => {
  it.each(Array.from({ length: writeCount }, (_, index) => index + 1))(
    "at write %i: the others are done, what rests on it is skipped and named, the journal is complete",
    async (nth) => {
      await inWorld(`${kind}@write:${nth}`, async (world) => {
        const journal = memoryJournal();
        const applied = await world.apply({ journal_: journal });
        const outcomes = applied.result?.outcomes ?? [];
        expect(outcomes.map(name)).toEqual(clean.outcomes.map(name));
        const [struck, ...others] = outcomes.filter(
          ({ status }) => status !== "done" && status !== "skipped",
        );
        if (struck === undefined) {
          // A service may not know yet what this run made: what names it is tried again, a few times.
          const rests = outcomes.filter(({ action }) => action.needs.length > 0).length;
          expect([kind === "404" || kind === "422", rests > 0, applied.code]).toEqual([true, true, 0]);
          expect(factsOf(world.sandbox.dump())).toEqual(factsOf(clean.after));
          return;
        }
        // Of what is to end, a service that says that it is not there is not believed: it is looked at, and is there still.
        const mayBeStale = kind === "404" && clean.writes[nth - 1]?.startsWith("DELETE") !== true;
        expect([name(struck), struck.status]).toEqual([
          name(struck),
          mayBeStale ? expect.stringMatching(/^(failed|stale)$/) : "failed",
        ]);
        expect(others.map(name)).toEqual([]);
        const undone = expectRestDone(outcomes, [struck]);
        expect(applied.code).toBe(4);
        const entries = readEntries(journal.text());
        expect(verifyJournal(journal.text())).toMatchObject({ ok: true, problems: [] });
        const finished = entries.at(-1);
        if (finished?.event !== "run_finished") throw new Error("the run is not finished in the journal");
        expect(new Set(finished.open.map((item) => item.action))).toEqual(undone);
        const next = await world.apply({ journal_: journal });
        expect(next.code).toBe(0);
        expect(factsOf(world.sandbox.dump())).toEqual(factsOf(clean.after));
      });
    },
  );
});
