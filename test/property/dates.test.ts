/** Law 11: passing time never makes valid files invalid, and never gives anybody anything. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { declare, type Declared as Read } from "../../src/declare/read.ts";
import type { Organization } from "../../src/model/organization.ts";
import { rankOf, rolesIn } from "../../src/model/role.ts";
import type { State } from "../../src/model/state.ts";
import { treeOf } from "../fakes/world.ts";
import { filesOf } from "./accessFiles.ts";
import { withDates } from "./dated.ts";
import { declaredArb } from "./declarations.ts";

const days = [
  "2026-10-01",
  "2026-11-02",
  "2026-11-03",
  "2026-11-16",
  "2026-11-17",
  "2027-02-28",
  "2028-02-29",
];
const first = "2026-10-01";

const datedArb = fc
  .tuple(declaredArb, fc.array(fc.nat(999), { minLength: 7, maxLength: 23 }))
  .map(([declared, numbers]) => filesOf(withDates(declared, numbers, days)));

function readOn(files: Parameters<typeof treeOf>[0], today: string): Read {
  return declare({ tree: treeOf(files), label: "access", today });
}

function organizationIn({ organizations, diagnostics }: Read): Organization {
  const [organization] = organizations;
  if (organization === undefined) throw new Error(JSON.stringify(diagnostics));
  return organization;
}

const kindsHeld = ["team_membership", "share", "service_account", "key"] as const;

/** What the later state gives that the earlier one does not. */
function gained(before: State, after: State): string[] {
  const people = [...after.member.values()].filter(({ key, state, role }) => {
    const was = before.member.get(key);
    if (state !== "active") return false;
    return (
      was?.state !== "active" ||
      (rankOf(role ?? "", rolesIn(after)) ?? 0) > (rankOf(was.role ?? "", rolesIn(before)) ?? 0)
    );
  });
  const things = kindsHeld.flatMap((kind) => [...after[kind].keys()].filter((key) => !before[kind].has(key)));
  return [...people.map(({ key }) => key), ...things];
}

describe("passing time", () => {
  it("leaves valid files valid, and only takes away", () => {
    fc.assert(
      fc.property(datedArb, (files) => {
        let before = organizationIn(readOn(files, first));
        for (const day of days) {
          const read = readOn(files, day);
          expect(read.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
          const now = organizationIn(read);
          expect(gained(before.desired, now.desired)).toEqual([]);
          if (now.undated !== undefined) expect(gained(now.undated, now.desired)).toEqual([]);
          for (const ending of now.ending ?? []) expect(ending.day > day).toBe(true);
          before = now;
        }
      }),
      { numRuns: 300 },
    );
  });

  it("ends everybody's access on their day, whatever the policy is", () => {
    fc.assert(
      fc.property(datedArb, (files) => {
        for (const day of days) {
          const { desired } = organizationIn(readOn(files, day));
          for (const { terms, state } of desired.member.values())
            if (state === "active" && terms?.until !== undefined) expect(terms.until > day).toBe(true);
          for (const kind of kindsHeld)
            for (const { terms } of desired[kind].values())
              if (terms?.until !== undefined) expect(terms.until > day).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });
});
