/** People who move between organizations, over real HTTP: admitted in the one before they leave the other. */
import { afterEach, describe, expect, it } from "vitest";
import { memoryJournal } from "../../src/journal/memory.ts";
import type { Outcome } from "../../src/model/outcome.ts";
import type { GuardName } from "../../src/model/guard.ts";
import { applyAll } from "../../src/run/apply.ts";
import { isPlanned, planAll } from "../../src/run/plan.ts";
import { parseFault } from "../../src/sandbox/planasonix/fault.ts";
import { seedFromStates } from "../../src/sandbox/planasonix/seed.ts";
import { createWorld, organizationsOf, type Files, type World } from "../fakes/world.ts";

const admins = ["  ana@acme.example: admin", "  ben@acme.example: admin"];
const organization = (key: string, members: readonly string[], policy = ""): Files => ({
  [`${key}/organization.yaml`]: [
    "organization:",
    "  provider: planasonix",
    `  id: org_01${key}`,
    ...(policy === "" ? [] : [policy]),
    "members:",
    ...admins,
    ...members,
    "",
  ].join("\n"),
});

const active = ["  lee@acme.example: editor"];
const gone = ["  lee@acme.example: { state: removed }"];

let world: World;
afterEach(() => world.close());

/** Lee moves from acme to zeta: by name, acme would be first. */
async function open(
  zeta: { readonly members?: readonly string[]; readonly policy?: string; readonly fault?: string } = {},
) {
  const fault = zeta.fault === undefined ? undefined : parseFault(zeta.fault);
  if (fault !== undefined && "error" in fault) throw new Error(fault.error);
  world = await createWorld({
    live: { ...organization("acme", active), ...organization("zeta", []) },
    files: {
      ...organization("acme", gone),
      ...organization("zeta", zeta.members ?? active, zeta.policy),
    },
    ...(fault === undefined ? {} : { sandbox: { faults: [fault] } }),
  });
}

async function run(allowed: readonly GuardName[] = []) {
  const planned = await planAll(world.context, { organizations: [], allowed, reach: "merged" });
  if (!planned.ok) throw new Error("no plan");
  const results = planned.runs.flatMap(({ result }) => (isPlanned(result) ? [result] : []));
  const order: string[] = [];
  const onOutcome = (key: string, { status, action, message }: Outcome) =>
    order.push(`${key}: ${status} ${action.verb}${status === "skipped" ? ` (${message ?? ""})` : ""}`);
  const applied = await applyAll(world.context, results, {
    journal: memoryJournal(),
    commit: null,
    actor: "tester",
    allowed,
    onOutcome,
  });
  await planned.close();
  return { order, codes: applied.map((item) => item.code), notes: results.map((item) => item.plan.notes) };
}

describe("a move", () => {
  it("is said in both plans, and admits first", async () => {
    await open();
    const { order, codes, notes } = await run();
    expect(order).toEqual(["zeta: done invite", "acme: done remove"]);
    expect(codes).toEqual([0, 0]);
    expect(notes).toEqual([
      ["lee@acme.example moves to zeta, and leaves when they are admitted there"],
      ["lee@acme.example moves here from acme, and leaves there when they are admitted"],
    ]);
    expect((await run()).notes).toEqual([[], []]);
  });

  it("does not end the one when the other fails", async () => {
    await open({ fault: "403@write:1" });
    const first = await run();
    expect(first.order).toEqual([
      "zeta: failed invite",
      "acme: skipped remove (It waits for invite lee@acme.example in zeta, which was not done.)",
    ]);
    expect(first.codes).toEqual([4, 4]);
    expect((await run()).codes).toEqual([0, 0]);
  });

  it("does not end the one when a guard blocks the other", async () => {
    await open({
      policy: "  guards: { max_changes: 1 }",
      members: [...active, "  zoe@acme.example: viewer"],
    });
    const first = await run();
    expect(first.order).toEqual([
      "acme: skipped remove (It waits for invite lee@acme.example in zeta, which was not done.)",
    ]);
    expect(first.codes).toEqual([4, 3]);
    expect((await run(["max_changes"])).codes).toEqual([0, 0]);
  });

  it("of two who change places by seats that each other holds does not wait for ever", async () => {
    const live = {
      ...organization("acme", ["  lee@acme.example: editor"]),
      ...organization("zeta", ["  kim@acme.example: editor"]),
    };
    const seed = seedFromStates(
      organizationsOf(live).map(({ key, connection, desired }) => ({ key, id: connection.id, desired })),
    );
    const full = seed.organizations.map((item) => ({ ...item, seats: { total: 3 } }));
    world = await createWorld({
      live,
      files: {
        ...organization("acme", ["  kim@acme.example: editor", "  lee@acme.example: { state: removed }"]),
        ...organization("zeta", ["  lee@acme.example: editor", "  kim@acme.example: { state: removed }"]),
      },
      sandbox: { seed: { ...seed, organizations: full } },
    });
    expect((await run()).codes).toEqual([0, 0]);
  });
});
