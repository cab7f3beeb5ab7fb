/**
 * Needs that come round: people who swap roles, receive from each other and make each other's demotion safe, under
 * roles that change meanwhile. Whatever the files ask for, there is a plan, and what cannot be done in any order is
 * withheld by name.
 */
import { textOf, textsOf } from "../../src/model/jsonFields.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Role } from "../../src/model/entities/role.ts";
import type { Entity } from "../../src/model/entity.ts";
import type { Plan } from "../../src/model/plan.ts";
import { managesUsers } from "../../src/model/role.ts";
import { applyCode } from "../../src/run/exitCode.ts";
import { organizationsOf, type Files } from "../fakes/world.ts";
import { at, holds, member, planOf, role, type Live } from "../unit/plan/planning.ts";
import { rolesWith } from "../fakes/planasonix.ts";

const names = ["ana", "ben", "cyd", "dot", "eve"] as const;
const roleNames = ["alpha", "beta"] as const;
const rolesGiven = ["admin", "editor", "viewer", ...roleNames] as const;

/** What a custom role allows: to own, to manage users, both or neither. */
const shapes = [
  { base: "viewer", permissions: [] },
  { base: "viewer", permissions: ["admin:organization"] },
  { base: "editor", permissions: [] },
  { base: "editor", permissions: ["admin:organization"] },
] as const;

interface Person {
  readonly was: (typeof rolesGiven)[number];
  readonly wasActive: boolean;
  readonly becomes: (typeof rolesGiven)[number] | "deactivated" | "removed" | "at once" | "not named";
  readonly successor: number;
  readonly owns: number;
}

interface Case {
  readonly people: readonly Person[];
  readonly was: readonly number[];
  readonly becomes: readonly number[];
  readonly minimum: 1 | 2;
  readonly seats: number;
  readonly unlisted: boolean;
  /** Whom the files name as the owner of somebody's first thing; nobody for most. */
  readonly named: readonly number[];
}

const personArb: fc.Arbitrary<Person> = fc.record({
  was: fc.constantFrom(...rolesGiven),
  wasActive: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.boolean()),
  becomes: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...rolesGiven) },
    fc.constantFrom("deactivated" as const, "removed" as const, "at once" as const, "not named" as const),
  ),
  successor: fc.nat(9),
  owns: fc.nat(2),
});

const shapeArb = fc.nat(shapes.length - 1);
const caseArb: fc.Arbitrary<Case> = fc.record({
  people: fc.array(personArb, { minLength: 2, maxLength: names.length }),
  was: fc.tuple(shapeArb, shapeArb),
  becomes: fc.tuple(shapeArb, shapeArb),
  minimum: fc.constantFrom(1 as const, 2 as const),
  seats: fc.nat(2),
  unlisted: fc.boolean(),
  named: fc.array(fc.nat(39), { minLength: 5, maxLength: 5 }),
});

const nameOf = (index: number): string => names[index] ?? "ana";
const thing = (index: number, nth: number): string => `p-${nameOf(index)}-${nth}`;

function rolesOf(list: readonly number[]): Role[] {
  return roleNames.map((name, index) => {
    const { base, permissions } = shapes[list[index] ?? 0] ?? shapes[0];
    return role(name, base, permissions);
  });
}

function entryOf({ becomes, successor }: Person, index: number, count: number): string | undefined {
  const heir = successor < count && successor !== index ? `, successor: ${at(nameOf(successor))}` : "";
  switch (becomes) {
    case "not named":
      return undefined;
    case "at once":
      return `{ state: deactivated, at_once: SEC-1${heir} }`;
    case "deactivated":
    case "removed":
      return `{ state: ${becomes}${heir} }`;
    default:
      return `{ role: ${becomes}${heir} }`;
  }
}

function filesFor({ people, becomes, minimum, unlisted, named }: Case): Files {
  const owners = people.flatMap(({ owns }, index) => {
    const owner = named[index] ?? 39;
    return owns > 0 && owner < people.length ? [`    ${thing(index, 0)}: ${at(nameOf(owner))}`] : [];
  });
  const lines = [
    "organization:",
    "  provider: planasonix",
    "  id: org_01acme",
    `  unlisted: { members: ${unlisted ? "deactivate" : "report"} }`,
    `  guards: { min_admins: ${minimum}, max_loss: 100% }`,
    "members:",
    ...people.flatMap((person, index) => {
      const entry = entryOf(person, index, people.length);
      return entry === undefined ? [] : [`  ${at(nameOf(index))}: ${entry}`];
    }),
    "roles:",
    ...rolesOf(becomes).map(
      ({ name, base, permissions }) =>
        `  ${name}: { base: ${base}, permissions: [${permissions.map((one) => `"${one}"`).join(", ")}] }`,
    ),
    ...(owners.length === 0 ? [] : ["ownership:", "  pipelines:", ...owners]),
  ];
  return { "acme/organization.yaml": `${lines.join("\n")}\n` };
}

function liveFor({ people, was, seats }: Case): Live {
  const members = people.map((person, index) =>
    member(nameOf(index), person.was, person.wasActive ? "active" : "deactivated"),
  );
  const used = people.filter(({ wasActive }) => wasActive).length;
  const owned = people.map(({ owns }, index) => Array.from({ length: owns }, (_, nth) => thing(index, nth)));
  return {
    entities: [...members, ...rolesOf(was)] satisfies Entity[],
    resources: owned.flatMap((list, index) =>
      list.map((name) => ({ kind: "pipeline" as const, name, id: `id_${name}`, owner: at(nameOf(index)) })),
    ),
    holdings: Object.fromEntries(
      owned.map((list, index) => [nameOf(index), holds(...list.map((name) => `pipeline:${name}`))]),
    ),
    seats: { total: used + seats, used },
  };
}

/** The plan; undefined where the files are refused, as those that name somebody who is in no file. */
function planFor(one: Case): Plan | undefined {
  const files = filesFor(one);
  try {
    organizationsOf(files);
  } catch {
    return undefined;
  }
  return planOf(files, liveFor(one));
}

/** How many people manage users before the first action and after each, as the plan orders them. */
function managersThroughout({ people, was }: Case, plan: Plan): number[] {
  const roles = new Map<string, Pick<Role, "base" | "permissions">>(
    rolesOf(was).map((one) => [one.key, one]),
  );
  const active = new Map(
    people.flatMap((person, index) =>
      // Whom no file names does not count: nobody vouches for them.
      person.wasActive && person.becomes !== "not named" ? [[at(nameOf(index)), person.was as string]] : [],
    ),
  );
  const count = (): number =>
    [...active.values()].filter((given) => managesUsers(given, rolesWith(roles))).length;
  const counts = [count()];
  for (const { verb, kind, key, after } of plan.actions) {
    const given = textOf(after, "role");
    if (verb === "deactivate" || verb === "remove") active.delete(key);
    else if (verb === "update_role") roles.set(key, shapeIn(after));
    else if (kind === "member" && given !== undefined && (active.has(key) || verb === "reactivate"))
      active.set(key, given);
    counts.push(count());
  }
  return counts;
}

function shapeIn(after: Plan["actions"][number]["after"]): Pick<Role, "base" | "permissions"> {
  return { base: textOf(after, "base") ?? "viewer", permissions: textsOf(after, "permissions") };
}

describe("needs that come round", () => {
  it("never end in an error, nor below the minimum of admins, and are named whole", () => {
    const seen = { plans: 0, circles: 0 };
    fc.assert(
      fc.property(caseArb, (one) => {
        const plan = planFor(one);
        if (plan === undefined) return;
        seen.plans += 1;
        const done = new Set<string>();
        for (const { id, needs } of plan.actions) {
          expect(needs.filter((need) => !done.has(need))).toEqual([]);
          done.add(id);
        }
        const isBlocked = plan.findings.some(({ severity }) => severity === "block");
        if (!isBlocked) {
          const [start = 0, ...later] = managersThroughout(one, plan);
          expect(Math.min(...later, start)).toBeGreaterThanOrEqual(Math.min(start, one.minimum));
        }
        const circular = plan.withheld.filter(({ message }) => message.startsWith("a circle of needs"));
        if (circular.length === 0) return;
        seen.circles += 1;
        expect(circular.length).toBeGreaterThan(1);
        expect(applyCode(plan, null, 0)).toBe(isBlocked ? 3 : 4);
        const ids = new Set(circular.map(({ id }) => id));
        for (const { code, key, message, waits_for: next } of circular) {
          expect(code).toBe("depends");
          expect(message).toContain(key);
          expect(next.filter((id) => !ids.has(id))).toEqual([]);
        }
      }),
      { numRuns: 1500 },
    );
    expect(seen.plans).toBeGreaterThan(500);
    expect(seen.circles).toBeGreaterThan(0);
  }, 120_000);
});
