/**
 * Whoever comes to have a role that may not own things owns nothing by then, whatever else is in the plan: the sandbox
 * refuses such a role to an owner, so that anything done in the wrong order is seen.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { guardNames } from "../../src/model/guard.ts";
import { canOwn, type Roles } from "../../src/model/role.ts";
import { parseFault, type Fault } from "../../src/sandbox/planasonix/fault.ts";
import type { SandboxState } from "../../src/sandbox/planasonix/state.ts";
import { createWorld, organizationsOf, type World } from "../fakes/world.ts";
import { filesOf, leavingArb, pairArb, seedOf, type Pair } from "./arbitraries.ts";
import { rolesWith } from "../fakes/planasonix.ts";

const minutes = 60_000;
const everyGuard = { allowed: guardNames };

/** Those who would leave, and own much, stay as viewers; some of the owners who stay get such a role, too. */
const loweredArb: fc.Arbitrary<Pair> = fc
  .record({ pair: leavingArb, others: fc.array(fc.nat(20), { maxLength: 2 }) })
  .map(({ pair, others }) => {
    const { declared } = pair;
    const members = declared.members.map((person, index) => {
      if (person.state === "active" && !others.includes(index)) return person;
      const { email, successor } = person;
      const lowered = { email, role: "viewer", state: "active" as const };
      return successor === undefined ? lowered : { ...lowered, successor };
    });
    return { ...pair, declared: { ...declared, members } };
  })
  // A viewer may not be a lead, say.
  .filter(({ declared }) => isValid(declared));

function isValid(declared: Pair["declared"]): boolean {
  try {
    return organizationsOf(filesOf(declared)).length > 0;
  } catch {
    return false;
  }
}

async function inWorld(pair: Pair, faults: readonly Fault[], body: (world: World) => Promise<void>) {
  const world = await createWorld({
    files: filesOf(pair.declared),
    sandbox: { seed: { version: 1, organizations: [seedOf(pair.live, {})] }, faults },
  });
  try {
    await body(world);
  } finally {
    await world.close();
  }
}

/** Addresses of those who are viewers now and own something, whose role before let them. */
function viewersWhoOwn(before: SandboxState, after: SandboxState): string[] {
  const [was, is] = [before.organizations[0], after.organizations[0]];
  const roles: Roles = rolesWith(
    new Map(
      (was?.roles ?? []).map(({ name, base, permissions }) => [
        name,
        { base: base ?? "viewer", permissions },
      ]),
    ),
  );
  const viewers = (is?.members ?? []).filter(({ role }) => role === "viewer");
  return viewers.flatMap(({ id, email }) => {
    const old = was?.members?.find((member) => member.id === id)?.role;
    const things = [...(is?.pipelines ?? []), ...(is?.connections ?? []), ...(is?.schedules ?? [])];
    const owns = things.some(({ owner_id: owner }) => owner === id);
    return owns && canOwn(old, roles) ? [email] : [];
  });
}

describe("nobody comes to have a role that may not own what they own", () => {
  it(
    "nothing of it is ever refused, and it comes to an end",
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.oneof(loweredArb, loweredArb, pairArb), async (pair) => {
          await inWorld(pair, [], async (world) => {
            const before = world.sandbox.dump();
            const applied = await world.apply(everyGuard);
            const undone = (applied.result?.outcomes ?? []).filter(({ status }) => status !== "done");
            expect(undone.map(({ action, message }) => [action.verb, action.key, message])).toEqual([]);
            expect(viewersWhoOwn(before, world.sandbox.dump())).toEqual([]);
            // What two things that looked like one held up may follow; then nothing does.
            await world.apply(everyGuard);
            await world.apply(everyGuard);
            expect((await world.plan(everyGuard)).actions).toEqual([]);
            expect(viewersWhoOwn(before, world.sandbox.dump())).toEqual([]);
          });
        }),
        { numRuns: 80, endOnFailure: true },
      );
    },
    4 * minutes,
  );

  it(
    "nor when a write is refused, or a list of what they own comes short",
    async () => {
      const trouble = fc.constantFrom(
        ...["403@write:1x2", "409@write:2x2", "500@write:3x4", "truncated@pipelinesx8", "404@connectionsx8"],
      );
      await fc.assert(
        fc.asyncProperty(loweredArb, trouble, async (pair, spec) => {
          const fault = parseFault(spec);
          if ("error" in fault) throw new Error(fault.error);
          await inWorld(pair, [fault], async (world) => {
            const before = world.sandbox.dump();
            // A list of the resources that the files name may not be read at all: then there is no plan.
            const applied = await world.apply(everyGuard).catch(() => undefined);
            const messages = (applied?.result?.outcomes ?? []).map(({ message }) => message ?? "");
            expect(messages.filter((message) => message.includes("owns_resources"))).toEqual([]);
            expect(viewersWhoOwn(before, world.sandbox.dump())).toEqual([]);
          });
        }),
        { numRuns: 40 },
      );
    },
    3 * minutes,
  );
});
