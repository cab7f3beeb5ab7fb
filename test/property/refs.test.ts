/**
 * Whom and what things name. Everything that is named is there, live or by the files; and what is named otherwise is
 * what the service would have told, had it been called so from the start.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { refs, renamed, type Rename } from "../../src/kinds/kinds.ts";
import type { Entity } from "../../src/model/entity.ts";
import { entitiesOf, type State } from "../../src/model/state.ts";
import type { SandboxOrganization } from "../../src/sandbox/planasonix/state.ts";
import { organizationsOf } from "../fakes/world.ts";
import { declaredArb, filesOf, pairArb, seedOf } from "./arbitraries.ts";
import { stateOfSeed } from "./liveSide.ts";
import { isBuiltIn, stateOf } from "../fakes/planasonix.ts";

/** What an entity names that is not there. */
function missing(state: State): string[] {
  return entitiesOf(state).flatMap((entity) =>
    refs(entity).flatMap(({ kind, key }) =>
      state[kind].has(key) || (kind === "role" && isBuiltIn(key)) ? [] : [`${entity.key} names ${key}`],
    ),
  );
}

/** Other names, in lower case as keys are. */
const other = (name: string): string => `other-${name}`;
const otherRole = (name: string): string => (isBuiltIn(name) ? name : other(name));

/** The same organization under other names: of whatever refers by id, nothing else changes. */
function called(seed: SandboxOrganization): SandboxOrganization {
  const { invitations, roles = [], service_accounts: accounts = [] } = seed;
  return {
    ...seed,
    members: seed.members.map((it) => ({ ...it, email: other(it.email), role: otherRole(it.role) })),
    invitations: invitations.map((it) => ({ ...it, email: other(it.email), role: otherRole(it.role) })),
    teams: seed.teams.map((it) => ({ ...it, slug: other(it.slug) })),
    roles: roles.map((it) => ({ ...it, name: other(it.name) })),
    service_accounts: accounts.map((it) => ({ ...it, name: other(it.name), role: otherRole(it.role) })),
  };
}

/** Without what people read: only what is told by keys. */
function keysOnly(state: State): Entity[] {
  return entitiesOf(state).map((entity) => {
    switch (entity.kind) {
      case "member":
        return { ...entity, email: "" };
      case "team":
        return { ...entity, slug: "" };
      case "role":
      case "service_account":
        return { ...entity, name: "" };
      default:
        return entity;
    }
  });
}

const to: Rename = (kind, key) => {
  switch (kind) {
    case "member":
    case "team":
    case "service_account":
      return other(key);
    case "role":
      return otherRole(key);
    case "team_membership":
    case "share":
    case "role_grant":
    case "key":
    case "ownership":
      return key;
  }
};

const underOtherNames = (state: State): State =>
  stateOf(
    entitiesOf(state).map((it) => renamed(it.kind, it, to)),
    state.coverage,
    state.resources,
  );

describe("whatever an entity names", () => {
  it("is live where it is live", () => {
    fc.assert(
      fc.property(pairArb, ({ live }) => {
        expect(missing(stateOfSeed(seedOf(live)))).toEqual([]);
      }),
    );
  });

  it("is declared where the files are valid", () => {
    fc.assert(
      fc.property(declaredArb, (declared) => {
        for (const { desired, undated } of organizationsOf(filesOf(declared))) {
          expect(missing(undated ?? desired)).toEqual([]);
        }
      }),
    );
  });

  it("is asked for when it is renamed, and only that", () => {
    fc.assert(
      fc.property(pairArb, ({ live }) => {
        for (const entity of entitiesOf(stateOfSeed(seedOf(live)))) {
          const names = refs(entity).map(({ kind, key }) => ({ kind, key: to(kind, key) }));
          const now = refs(renamed(entity.kind, entity, to));
          expect(now.map(({ kind, key }) => ({ kind, key }))).toEqual(names);
          expect(renamed(entity.kind, entity, (_, key) => key)).toEqual(entity);
        }
      }),
    );
  });
});

describe("under other names, everything", () => {
  it("is what the service would tell of things that are called so", () => {
    fc.assert(
      fc.property(pairArb, ({ live }) => {
        const seed = seedOf(live);
        expect(keysOnly(underOtherNames(stateOfSeed(seed)))).toEqual(keysOnly(stateOfSeed(called(seed))));
      }),
    );
  });
});
