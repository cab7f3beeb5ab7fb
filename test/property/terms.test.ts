/**
 * Nothing lasts longer unseen (law 12): whatever two versions of the files come to on some later day, of what is the
 * same today, stands among the changes of terms; and where nothing is reviewed, nothing lasts longer at all.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { declare, declareLimited } from "../../src/declare/read.ts";
import type { Entity } from "../../src/model/entity.ts";
import type { Organization } from "../../src/model/organization.ts";
import { rankOf, rolesIn } from "../../src/model/role.ts";
import { entitiesOf, type State } from "../../src/model/state.ts";
import { judgedTerms } from "../../src/plan/heldTerms.ts";
import { termsBetween } from "../../src/plan/terms.ts";
import { reviewedSelection } from "../../src/run/selection.ts";
import { treeOf, type Files } from "../fakes/world.ts";
import { arrangementArb, declaredArb, filesOf, today, type Declared } from "./arbitraries.ts";
import { pick } from "./declarations.ts";
import { days, withDates } from "./dated.ts";

const inputOf = (files: Files, day: string) => ({ tree: treeOf(files), label: "access", today: day });

function organizationOn(files: Files, day: string): Organization {
  const declared = declare(inputOf(files, day));
  const [organization] = declared.organizations;
  if (organization === undefined) throw new Error(JSON.stringify(declared.diagnostics));
  return organization;
}

/** Two versions of one declaration that differ in their dates alone. */
const pairArb = fc
  .tuple(
    declaredArb,
    fc.array(pick, { minLength: 7, maxLength: 23 }),
    fc.array(pick, { minLength: 7, maxLength: 23 }),
  )
  .map(([declared, one, other]): [Declared, Declared] => [
    withDates(declared, one),
    withDates(declared, other),
  ]);

const later = [...new Set([...days.filter((day) => day > today), "2030-01-01"])];

/** Names of the changes of terms that would tell of this: of the thing itself, or of what it ends with. */
function toldBy(entity: Entity): string[] {
  const own = `${entity.kind} ${entity.key}`;
  switch (entity.kind) {
    case "team_membership":
      return [own, `member ${entity.member}`];
    case "share":
    case "role_grant":
      return [own, `${entity.holder.kind} ${entity.holder.key}`];
    case "key":
      return [own, `service_account ${entity.account ?? ""}`];
    case "member":
    case "team":
    case "role":
    case "service_account":
    case "ownership":
      return [own];
  }
}

const isThere = (entity: Entity | undefined): entity is Entity =>
  entity !== undefined && !(entity.kind === "member" && entity.state !== "active");

const dated = (state: State): Entity[] =>
  entitiesOf(state).filter(({ kind }) => kind !== "team" && kind !== "role" && kind !== "ownership");

/** What is the same today on both sides, and on some later day is there, or is more, on the second side only. */
function lastsLonger(base: (day: string) => State, head: (day: string) => State): Entity[] {
  const [before, after] = [base(today), head(today)];
  const same = dated(after).filter((entity) => {
    const was = before[entity.kind].get(entity.key);
    if (!isThere(entity) || !isThere(was)) return false;
    return entity.kind !== "member" || was.kind !== "member" || entity.role === was.role;
  });
  return same.filter((entity) =>
    later.some((day) => {
      const [then, now] = [base(day), head(day)].map((state) => state[entity.kind].get(entity.key));
      if (!isThere(now)) return false;
      if (!isThere(then)) return true;
      if (now.kind !== "member" || then.kind !== "member") return false;
      const rank = (role: string | undefined): number => rankOf(role ?? "", rolesIn(after)) ?? 0;
      return rank(now.role) > rank(then.role);
    }),
  );
}

function remembered(make: (day: string) => State): (day: string) => State {
  const known = new Map<string, State>();
  return (day) => {
    const state = known.get(day) ?? make(day);
    known.set(day, state);
    return state;
  };
}

describe("changes of terms", () => {
  it("tell of everything that lasts longer, and where nothing is reviewed, nothing does", () => {
    let seen = 0;
    fc.assert(
      fc.property(pairArb, ([one, other]) => {
        const [before, after] = [filesOf(one), filesOf(other)];
        const [base, head] = [organizationOn(before, today), organizationOn(after, today)];
        const stateBefore = remembered((day) => organizationOn(before, day).desired);
        const longer = lastsLonger(stateBefore, (day) => organizationOn(after, day).desired);
        const terms = termsBetween({ base, head, today }).filter(({ direction }) => direction === "longer");
        const told = new Set(terms.map(({ kind, key }) => `${kind} ${key}`));
        for (const entity of longer) expect(toldBy(entity).some((name) => told.has(name))).toBe(true);
        for (const term of terms) expect(term.risk).toBe("high");
        seen += longer.length;

        const selection = reviewedSelection(new Set());
        const { limits } = judgedTerms({ base, head, today, selection, heldBefore: [] });
        const limitedOn = remembered((day) => {
          const limited = declareLimited(inputOf(after, day), { key: head.key, limits });
          if (limited === undefined) throw new Error("no organization");
          return limited.desired;
        });
        expect(lastsLonger(stateBefore, limitedOn)).toEqual([]);
      }),
      { numRuns: 40 },
    );
    expect(seen).toBeGreaterThan(50);
  });

  it("are none between equal files, and the same whatever the order and layout of the files", () => {
    fc.assert(
      fc.property(pairArb, arrangementArb, ([one, other], arrangement) => {
        const base = organizationOn(filesOf(one), today);
        const again = organizationOn(filesOf(one, arrangement), today);
        expect(termsBetween({ base, head: again, today })).toEqual([]);
        const bare = (organization: Organization) =>
          termsBetween({ base, head: organization, today }).map(({ source: _, ...term }) => term);
        const head = organizationOn(filesOf(other), today);
        expect(bare(organizationOn(filesOf(other, arrangement), today))).toEqual(bare(head));
      }),
      { numRuns: 60 },
    );
  });
});
