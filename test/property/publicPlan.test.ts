/** In a public repository nobody is named whom no file names. */
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { publicPlan } from "../../src/render/publicPlan.ts";
import { action, planOf, withheld } from "../unit/render/plans.ts";
import { planArbitrary } from "../unit/render/hostile.ts";
import { tamed } from "../unit/render/tame.ts";

const named = ["ana@acme.example", "b@acme.example", "lee@acme.example"];
/** Some of them hold a named one, or are held by one. */
const others = [
  "eve@acme.example",
  "a.b@acme.example",
  "bb@acme.example",
  "lee@acme.example.evil.example",
  "lee@acme.exampl",
  "x+lee@acme.example",
  "o'lee@acme.example",
  "Guy@Acme.example",
];

const person = fc.constantFrom(...named, ...others);
const around = fc.constantFrom("", "waits for ", "(", '"', "team finance: ", "`");
const after = fc.constantFrom("", ".", ")", ", and more", " owns it", "`");
const sentence = fc
  .array(fc.tuple(around, person, after), { maxLength: 3 })
  .map((parts) => parts.map((part) => part.join("")).join(" "));

/** A plan in which people stand wherever a text may stand. */
const peopled = fc
  .tuple(planArbitrary, fc.infiniteStream(fc.oneof(person, sentence)))
  .map(([plan, texts]) => {
    const kept = JSON.stringify(tamed(plan));
    const next = (): string => JSON.stringify(texts.next().value ?? "").slice(1, -1);
    return JSON.parse(kept.replace(/(?<=[":])(?:n|N)\d+(?:@\w+)?(?=")/g, next)) as typeof plan;
  });

it("names nobody outside, wherever they stood", () => {
  let seen = 0;
  fc.assert(
    fc.property(peopled, (plan) => {
      const { plan: shown, hidden } = publicPlan(plan, new Set(named));
      const text = JSON.stringify(shown);
      for (const other of others.filter((name) => !named.some((known) => known.startsWith(name))))
        expect(text).not.toContain(other);
      const rest = named.reduce((left, name) => left.replaceAll(name, ""), text);
      expect(rest).not.toContain("@");
      seen += hidden;
    }),
    { numRuns: 300 },
  );
  expect(seen).toBeGreaterThan(0);
});

it("names nobody outside where somebody's leaving is why a key is replaced", () => {
  const why = "eve@acme.example could have copied it";
  const made = planOf({ actions: [action("rotate_key", "ci/deploy", { because: why })] });
  expect(publicPlan(made, new Set(named)).plan.actions).toMatchObject([
    { because: "(somebody that no file names) could have copied it" },
  ]);
});

it("leaves a plan alone that is about people in the files", () => {
  const made = planOf({
    actions: [
      action("promote", "lee@acme.example", { before: { role: "editor" }, after: { role: "admin" } }),
      action("join_team", "finance/lee@acme.example", { after: { member: "lee@acme.example" } }),
      action("share", "pipeline:nightly/member:lee@acme.example", {
        after: { resource: "pipeline", name: "nightly", holder: { kind: "member", key: "lee@acme.example" } },
      }),
      action("revoke_key", "lee@acme.example/key_1", { before: { member: "lee@acme.example", id: "key_1" } }),
      action("create_team", "reporting"),
    ],
    withheld: [{ ...withheld("waiting", "invite", "b@acme.example"), waits_for: ["ana@acme.example"] }],
    notes: ["ana@acme.example was named twice."],
  });
  // Ids are hashes.
  const hashed = <T extends object>(item: T, index: number): T => ({ ...item, id: `${index}` });
  const plan = { ...made, actions: made.actions.map(hashed), withheld: made.withheld.map(hashed) };
  const counts = { promote: 1, create_team: 1, join_team: 1, share: 1, revoke_key: 1 };
  expect(publicPlan(plan, new Set(named))).toEqual({
    plan: { ...plan, counts },
    hidden: 0,
    hiddenHighRisk: 0,
  });
});

it("counts what it takes out, and keeps a guard's sentence without the names", () => {
  const plan = planOf({
    actions: [
      action("deactivate", "eve@acme.example", { risk: "high" }),
      action("leave_team", "finance/eve@acme.example"),
      action("transfer", "pipeline:nightly", {
        before: { resource: "pipeline", name: "nightly", owner: "eve@acme.example" },
        after: { resource: "pipeline", name: "nightly", owner: "lee@acme.example" },
      }),
    ],
    withheld: [withheld("unmanaged", "deactivate", "guy@acme.example")],
    follow_ups: [{ code: "rotate_key", key: "eve@acme.example ci/key", message: "replace it", risk: "high" }],
    notes: ["eve@acme.example has left."],
    findings: [
      {
        guard: "max_loss",
        severity: "block",
        message: "eve@acme.example, lee@acme.example leave",
        numbers: {},
      },
    ],
    acting: "guy@acme.example",
  });
  const { plan: shown, hidden, hiddenHighRisk } = publicPlan(plan, new Set(named));
  expect([hidden, hiddenHighRisk]).toEqual([6, 1]);
  expect(shown.actions).toEqual([]);
  expect(shown.withheld).toEqual([]);
  expect(shown.findings[0]?.message).toBe("(somebody that no file names), lee@acme.example leave");
  expect(shown.acting).toBe("(somebody that no file names)");
});

it("names nobody outside among what goes with a deletion", () => {
  const taken = { count: 2, names: ["eve@acme.example", "lee@acme.example"] };
  const made = planOf({
    actions: [action("delete_team", "ops", { before: { name: "Ops" }, takes: { members: taken } })],
  });
  expect(publicPlan(made, new Set(named)).plan.actions).toMatchObject([
    { takes: { members: { count: 2, names: ["(somebody that no file names)", "lee@acme.example"] } } },
  ]);
});
