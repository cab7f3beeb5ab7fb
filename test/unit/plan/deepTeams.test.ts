/** Teams nested ten thousand deep: nothing recurses with the depth of data, and each needs the next one only. */
import { describe, expect, it } from "vitest";
import { admins, filesOf, planOf, team } from "./planning.ts";

const depth = 10_000;
const names = Array.from({ length: depth }, (_, index) => `t${String(index).padStart(5, "0")}`);

/** The chain, the first of the names at the top: told in the order of the names, or backwards. */
function chain(order: readonly string[]): string {
  const place = new Map(names.map((name, index) => [name, index]));
  const parentOf = (name: string): string => names[(place.get(name) ?? 0) - 1] ?? "null";
  return ["teams:", ...order.map((name) => `  ${name}: { members: [], parent: ${parentOf(name)} }`)].join(
    "\n",
  );
}

const backwards = [...names].reverse();
const settings = "  guards: { max_loss: 100%, max_changes: 100000 }\n  unlisted: { teams: delete }";
const live = names.map((name, index) => team(name, { parent: names[index - 1] ?? null }));

describe("a chain of teams", () => {
  it.each([
    ["from the top", names],
    ["from the bottom", backwards],
  ])("is made %s, each once its parent is there", (_, order) => {
    const plan = planOf(filesOf({ policy: settings, rest: chain(order) }), { entities: admins });
    expect(plan.withheld).toEqual([]);
    expect(plan.findings).toEqual([]);
    expect(plan.actions.map(({ key }) => key)).toEqual(names);
    expect(plan.actions.map(({ needs }) => needs)).toEqual([
      [],
      ...plan.actions.slice(0, -1).map(({ id }) => [id]),
    ]);
  });

  it("is turned over, each once the one above it has moved", () => {
    const parents = new Map(names.map((name, index) => [name, names[index + 1] ?? "null"]));
    const rest = [...parents].map(([name, parent]) => `  ${name}: { members: [], parent: ${parent} }`);
    const plan = planOf(filesOf({ policy: settings, rest: ["teams:", ...rest].join("\n") }), {
      entities: [...admins, ...live],
    });
    expect(plan.withheld).toEqual([]);
    expect(plan.actions.map(({ key }) => key)).toEqual(backwards);
    expect(plan.actions.every(({ needs }, index) => needs.length === (index === 0 ? 0 : 1))).toBe(true);
  });

  it("is deleted from the bottom up", () => {
    const plan = planOf(filesOf({ policy: settings }), { entities: [...admins, ...live] });
    expect(plan.withheld).toEqual([]);
    expect(plan.actions.map(({ verb, key }) => `${verb} ${key}`)).toEqual(
      backwards.map((name) => `delete_team ${name}`),
    );
  });

  it("is withheld whole where the first was not reviewed, in short sentences", () => {
    const files = filesOf({ policy: settings, rest: chain(names) });
    const [, ...others] = planOf(files, { entities: admins }).actions;
    const reviewed = new Set(others.map(({ id }) => id));
    const plan = planOf(files, { entities: admins }, { selection: { reviewed } });
    expect(plan.actions).toEqual([]);
    expect(plan.withheld).toHaveLength(depth);
    expect(plan.withheld.at(-1)?.message).toBe(
      'needs "create team t09998", which is withheld: it rests on 9998 others in a row, the last of them withheld: not in the reviewed plan: plan again and have it reviewed',
    );
  });

  it("in a circle is named in part, the number told", () => {
    const rest = names
      .slice(1)
      .map((name, index) => `  ${name}: { members: [], parent: ${names[index] ?? ""} }`);
    const files = {
      policy: settings,
      rest: ["teams:", `  ${names[0]}: { members: [] }`, ...rest].join("\n"),
    };
    const loop = names.map((name) => team(name, name === names[0] ? { parent: names.at(-1) ?? null } : {}));
    const plan = planOf(filesOf(files), { entities: [...admins, ...loop] });
    expect(plan.actions).toEqual([]);
    expect(plan.withheld).toHaveLength(depth - 1);
    const [first] = plan.withheld;
    expect(first?.message).toMatch(
      /^team t00001 would be below itself: t00001 below t00000 below t09999 .* below 9979 more below t00001\./,
    );
    expect(Math.max(...plan.withheld.map(({ message }) => message.length))).toBeLessThan(1_000);
  });
});
