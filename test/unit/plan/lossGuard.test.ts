/** The guard on losses: what each kind of loss is counted of, and against how many that the files manage. */
import { describe, expect, it } from "vitest";
import type { Holder } from "../../../src/model/entities/holder.ts";
import type { MemberState } from "../../../src/model/entities/member.ts";
import type { RoleGrant } from "../../../src/model/entities/roleGrant.ts";
import type { Entity, Kind } from "../../../src/model/entity.ts";
import type { Organization } from "../../../src/model/organization.ts";
import { stateOf, type State } from "../../../src/model/state.ts";
import { github } from "../../../src/model/vocabularies/github.ts";
import type { Draft, Loss } from "../../../src/kinds/draft.ts";
import { maxLoss } from "../../../src/plan/guards/maxLoss.ts";
import { roleSides } from "../../../src/kinds/role/direction.ts";
import { roleGrantKey } from "../../../src/kinds/roleGrant/kind.ts";
import { organizationsOf } from "../../fakes/world.ts";
import { account, accountKey, admins, at, filesOf, inputOf, member, share, team } from "./planning.ts";

const names = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => `x${from + index}`);
const ten = names(0, 10);
const declaredAndNot = names(0, 20);
const owner = { kind: "member", key: at("ana") } as const;

function drafts(kind: Kind, loss: Loss | null, keys: readonly string[]): Draft[] {
  const verb = loss === "leaving" ? "deactivate" : loss === "key" ? "revoke_key" : "unshare";
  return keys.map((key) => {
    return {
      id: key,
      kind,
      verb,
      key,
      loss,
      phase: 8,
      before: { account: "ci" },
      after: null,
      source: null,
    } as unknown as Draft;
  });
}

interface Tried {
  readonly policy?: string;
  readonly rest?: string;
  readonly members?: string;
  readonly live: readonly Entity[];
  readonly lost: readonly Draft[];
}

function numbersOf({ policy = "", rest = "", members = "", live, lost }: Tried) {
  const files = filesOf({
    policy: ["  guards: { max_loss: 20% }", ...(policy === "" ? [] : [policy])].join("\n"),
    members,
    rest,
  });
  const { organization, differences } = inputOf(files, { entities: [...admins, ...live] });
  return tripsOf(organization, differences.live, lost).map(({ numbers }) => numbers);
}

function tripsOf(organization: Organization, live: State, lost: readonly Draft[]) {
  return maxLoss({
    organization,
    live,
    drafts: lost,
    roles: roleSides(organization, live),
    settings: organization.policy.guards,
    acting: { id: "svc_1", name: "muster-bot" },
    adopting: false,
  });
}

/** Ten of twenty that are live stand in the files; five are lost. */
const kinds = {
  teams: {
    rest: ["teams:", ...ten.map((name) => `  ${name}: { members: [] }`)].join("\n"),
    live: declaredAndNot.map((name) => team(name)),
    lost: drafts("team", "team", ten.slice(0, 5)),
  },
  shares: {
    rest: [
      "teams:",
      "  all:",
      "    members: []",
      `    shares: { pipelines: { ${ten.map((name) => `${name}: view`).join(", ")} } }`,
    ].join("\n"),
    live: [
      team("all"),
      ...declaredAndNot.map((name) => share("pipeline", name, { kind: "team", key: "all" }, "view")),
    ],
    lost: drafts("share", "share", ten.slice(0, 5)),
  },
  keys: {
    rest: [
      "service_accounts:",
      "  ci:",
      "    role: editor",
      "    owner: ana@acme.example",
      "    keys:",
      ...ten.map((name) => `      ${name}: { scopes: [pipelines:read] }`),
    ].join("\n"),
    live: [account("ci", "editor", owner), ...declaredAndNot.map((name) => accountKey("ci", name))],
    lost: drafts("key", "key", ten.slice(0, 5)),
  },
} as const;

describe("a loss of one kind", () => {
  it.each(["teams", "shares", "keys"] as const)("%s, is measured against what the files manage", (kind) => {
    expect(numbersOf(kinds[kind])).toEqual([{ lost: 5, live: 10, limit: 2 }]);
    // What no file names is managed where the policy says what becomes of it.
    const policy = `  unlisted: { ${kind}: delete }`;
    expect(numbersOf({ ...kinds[kind], policy })).toEqual([{ lost: 5, live: 20, limit: 4 }]);
  });

  it.each(["teams", "shares", "keys"] as const)("%s, may come to the limit, and not beyond", (kind) => {
    const { lost, ...rest } = kinds[kind];
    expect(numbersOf({ ...rest, lost: lost.slice(0, 2) })).toEqual([]);
    expect(numbersOf({ ...rest, lost: lost.slice(0, 3) })).toEqual([{ lost: 3, live: 10, limit: 2 }]);
  });

  const people = (state: MemberState): Entity[] =>
    declaredAndNot.map((name) => member(name, "editor", state));
  const leaving = drafts("member", "leaving", names(10, 17).map(at));

  it.each([
    ["active", "  unlisted: { members: deactivate }", 22],
    ["deactivated", "  unlisted: { members: remove }", 20],
  ] as const)("people who are %s, is counted apart", (state, policy, managed) => {
    // Two admins stand in the files, and seven are touched.
    const lost = { lost: 7, limit: 2 };
    const touched = state === "active" ? 9 : 7;
    expect(numbersOf({ live: people(state), lost: leaving })).toEqual([{ ...lost, live: touched }]);
    expect(numbersOf({ live: people(state), lost: leaving, policy })).toEqual([
      { lost: 7, live: managed, limit: 4 },
    ]);
  });

  it("people, takes somebody who is deactivated and then removed for one", () => {
    const twice = names(10, 12).map(at);
    const lost = [...drafts("member", "leaving", twice), ...drafts("member", "leaving", twice)];
    expect(numbersOf({ live: people("active"), lost })).toEqual([]);
  });

  it("people, does not add up those who are active and those who are not", () => {
    const live = [
      ...names(0, 2).map((name) => member(name, "editor")),
      ...names(2, 4).map((name) => member(name, "editor", "deactivated")),
    ];
    expect(numbersOf({ live, lost: drafts("member", "leaving", names(0, 4).map(at)) })).toEqual([]);
  });

  it("invitations, is measured against those that are pending", () => {
    const lost = drafts("member", "invitation", names(10, 15).map(at));
    const live = people("pending");
    expect(numbersOf({ live, lost })).toEqual([{ lost: 5, live: 5, limit: 2 }]);
    const policy = "  unlisted: { invitations: cancel }";
    expect(numbersOf({ live, lost, policy })).toEqual([{ lost: 5, live: 20, limit: 4 }]);
    // What becomes of members says nothing of invitations.
    const other = "  unlisted: { members: deactivate }";
    expect(numbersOf({ live, lost, policy: other })).toEqual([{ lost: 5, live: 5, limit: 2 }]);
  });

  it("places in a team, is measured against the people in that team", () => {
    const places = (slug: string, many: number): Entity[] =>
      names(0, many).map((name) => {
        const key = `${slug}/${at(name)}`;
        return { kind: "team_membership", key, team: slug, member: at(name), role: "member", id: key };
      });
    const lost = drafts(
      "team_membership",
      "team_membership",
      names(0, 4).map((name) => `one/${at(name)}`),
    );
    const of = (many: number) =>
      numbersOf({
        live: [...people("active"), team("one"), team("two"), ...places("one", many), ...places("two", 3)],
        lost,
      });
    expect(of(15)).toEqual([{ lost: 4, live: 15, limit: 3 }]);
    expect(of(20)).toEqual([]);
  });

  it("says the share as people wrote it", () => {
    const { organization, differences } = inputOf(
      filesOf({ policy: "  guards: { max_loss: 12.5% }", rest: kinds.teams.rest }),
      { entities: [...admins, ...kinds.teams.live] },
    );
    const [trip] = tripsOf(organization, differences.live, kinds.teams.lost);
    expect(trip?.message).toBe("5 of 10 teams would be deleted; at most 1 at once (guards.max_loss 12.5%)");
  });

  it("blames no share where there are so few that none counts", () => {
    const { organization, differences } = inputOf(
      filesOf({ policy: "  guards: { max_loss: 100% }", rest: kinds.teams.rest }),
      { entities: [...admins, ...kinds.teams.live.slice(0, 9)] },
    );
    const [trip] = tripsOf(organization, differences.live, kinds.teams.lost.slice(0, 3));
    expect(trip?.message).toBe(
      "3 of 9 teams would be deleted; at most 2 at once (of fewer than 10, whatever guards.max_loss says)",
    );
  });

  it("keys, leaves out those of an account that the files disable, and of no other", () => {
    const accounts = (state: string) =>
      ["service_accounts:", `  ci: { role: editor, owner: ana@acme.example${state} }`].join("\n");
    const live = kinds.keys.live;
    const lost = drafts("key", "key", ten.slice(0, 3));
    expect(numbersOf({ rest: accounts(", state: disabled"), live, lost })).toEqual([]);
    expect(numbersOf({ rest: accounts(", keys: {}"), live, lost })).toEqual([{ lost: 3, live: 0, limit: 2 }]);
  });

  it("counts for a kind only what is of it, whatever it is called", () => {
    const live = people("active");
    // A role may be called as a person is, and a team as a role.
    const roles = drafts("role", null, ten.map(at));
    expect(numbersOf({ live, lost: [...leaving, ...roles] })).toEqual([{ lost: 7, live: 9, limit: 2 }]);
    expect(numbersOf({ live, lost: drafts("team", "team", ["editor"]) })).toEqual([]);
  });
});

describe("organization roles", () => {
  const grant = (role: string, kind: Holder["kind"], key: string): RoleGrant => {
    const holder = { kind, key };
    return { kind: "role_grant", key: roleGrantKey({ role, holder }), role, holder, id: `${role} ${key}` };
  };
  const logins = names(0, 12);
  const teams = names(20, 32);
  const live = stateOf(
    [
      ...logins.map((name) => grant("auditor", "member", name)),
      ...teams.map((name) => grant("auditor", "team", name)),
      ...logins.map((name) => grant("CI admin", "member", name)),
    ],
    { vocabulary: github },
  );
  /** How many would lose the role of an auditor, by the lists of the files. */
  const lose = (roles: string, count: number) => {
    const [organization] = organizationsOf({
      "acme/organization.yaml": [
        "organization: { provider: github, id: acme, guards: { max_loss: 20% } }",
        `members: { ana: admin, ben: admin, ${logins.map((name) => `${name}: member`).join(", ")} }`,
        roles,
        "",
      ].join("\n"),
    });
    if (organization === undefined) throw new Error("no organization");
    const lost = drafts("role_grant", "role_grant", [...live.role_grant.keys()].slice(0, count));
    return tripsOf(organization, live, lost);
  };

  it.each([
    ["nobody's list", "", 0, 2],
    ["the people's list", "roles: { auditor: { granted_to: { members: [x0] } } }", 12, 2],
    ["an empty list", "roles: { Auditor: { granted_to: { members: [] } } }", 12, 2],
    ["lists of people and of teams", "roles: { auditor: { granted_to: { members: [x0, x1], teams: [] } } }", 24, 4],
    ["the lists of two roles", "roles: { auditor: { granted_to: { members: [] } }, ci admin: { granted_to: { members: [] } } }", 24, 4],
    ["the list of another role", "roles: { ci admin: { granted_to: { members: [x0] } } }", 12, 2],
  ])("taken back are measured against %s", (_, roles, managed, limit) => {
    expect(lose(roles, limit)).toEqual([]);
    expect(lose(roles, limit + 1)).toEqual([
      {
        message: `${limit + 1} of ${managed} organization roles would be taken back; at most ${limit} at once (${managed === 0 ? "of fewer than 10, whatever guards.max_loss says" : "guards.max_loss 20%"})`,
        numbers: { lost: limit + 1, live: managed, limit },
      },
    ]);
  }); // prettier-ignore
});
