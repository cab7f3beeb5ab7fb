/** The laws of the design that need no service: files and a live state in, a plan out. */
import { textOf } from "../../src/model/jsonFields.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { declare } from "../../src/declare/read.ts";
import { diff } from "../../src/diff/diff.ts";
import { kinds } from "../../src/model/entity.ts";
import type { ResourceKind } from "../../src/model/vocabularies/planasonix.ts";
import { guardNames } from "../../src/model/guard.ts";
import { isBlocked, type Action, type Plan, type Verb } from "../../src/model/plan.ts";
import { completeCoverage, type Coverage } from "../../src/model/state.ts";
import { fold } from "../../src/model/text.ts";
import type { PlanSettings } from "../../src/plan/choose.ts";
import { planOrganization } from "../../src/plan/plan.ts";
import { planasonixCapabilities } from "../../src/providers/planasonix/capabilities.ts";
import { undatedSide } from "../../src/run/readAndPlan.ts";
import { organizationsOf, treeOf, type Files } from "../fakes/world.ts";
import {
  activeAdmins,
  arrangementArb,
  declaredArb,
  filesOf,
  inOrder,
  inOtherCase,
  endedOn,
  liveOf,
  onDay,
  pairArb,
  relatedArb,
  reporting,
  shuffled,
  sideOf,
  today,
  type Declared,
  type Live,
  type Side,
} from "./arbitraries.ts";
import { resourceId } from "./declarations.ts";

const now = `${today}T00:00:00Z`;

function planOf(files: Files, live: Side, settings: Omit<PlanSettings, "now"> = {}): Plan {
  const [organization] = organizationsOf(files);
  if (organization === undefined) throw new Error("no organization");
  return planOrganization(
    {
      organization,
      differences: diff(organization, live.state),
      capabilities: planasonixCapabilities,
      acting: { id: "svc_1", name: "muster-bot" },
      holdings: live.holdings,
      ...(live.seats === undefined ? {} : { seats: live.seats }),
      requests: 0,
      ...undatedSide(organization, live.state),
    },
    { now, ...settings },
  );
}

const everyGuard = { allowed: guardNames };
const losing: ReadonlySet<Verb> = new Set<Verb>([
  "deactivate",
  "remove",
  "demote",
  "leave_team",
  "cancel_invitation",
  "delete_team",
  "unshare",
  "delete_role",
  "delete_service_account",
  "revoke_key",
]);
const creating: ReadonlySet<Verb> = new Set<Verb>(["invite", "create_team", "join_team"]);

/** The key under which the plan speaks of a resource: by the unique name, else by the id. */
function keyOfResource(
  { resource, name }: { readonly resource: ResourceKind; readonly name: string },
  live: Live,
): string {
  const same = (live.resources ?? []).filter((item) => item.kind === resource && item.name === name);
  return `${resource}:${same.length === 1 ? name : resourceId(resource, name)}`;
}

function holderKey(owner: unknown): string {
  return typeof owner === "object" && owner !== null && "key" in owner ? String(owner.key) : "";
}

/** Without what depends on where in the files a thing stands: sources, and the places that notes begin with. */
/** A sentence may lead to a line of the files. */
const withoutLines = (text: string): string => text.replaceAll(/(access\/\S+?\.yaml):\d+:\d+/g, "$1");

const withoutPlaces = ({ notes, ...plan }: Plan): unknown => ({
  ...JSON.parse(
    JSON.stringify(plan, (name, value: unknown) =>
      name === "source" ? undefined : name === "message" ? withoutLines(String(value)) : value,
    ),
  ),
  notes: notes.map((note) => note.replace(/^access\/\S+:\d+:\d+: /, "")).sort(),
});

const about = (plan: Plan) => [...plan.actions, ...plan.withheld].map(({ verb, key }) => `${verb} ${key}`);

describe("law 1: a state against itself gives no change", () => {
  it("plans nothing when live is as declared", () => {
    fc.assert(
      fc.property(declaredArb, (declared) => {
        const plan = planOf(filesOf(declared), sideOf(liveOf(declared)));
        expect([...plan.actions, ...plan.withheld]).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});

describe("law 2: absent, unknown and unmanaged are three things", () => {
  it("a team without a list of members loses and gains nobody", () => {
    fc.assert(
      fc.property(pairArb, ({ declared, live }) => {
        const teams = declared.teams.map(({ members: _members, ...team }) => team);
        const profiles = (declared.profiles ?? []).map((profile) => ({ ...profile, teams: [] }));
        const plan = planOf(filesOf({ ...declared, teams, profiles }), sideOf(live), everyGuard);
        const places = [...plan.actions, ...plan.withheld].filter((item) => item.kind === "team_membership");
        expect(places).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it("an empty list of members leaves nobody in the team", () => {
    fc.assert(
      fc.property(relatedArb, ({ declared, live }) => {
        const teams = declared.teams.map(({ membersFrom: _, ...team }) => ({
          ...team,
          members: [],
          previously: [],
        }));
        const profiles = (declared.profiles ?? []).map((profile) => ({ ...profile, teams: [] }));
        const plan = planOf(filesOf({ ...declared, teams, profiles }), sideOf(live), everyGuard);
        const staying = new Set(
          onDay(declared)
            .members.filter((person) => person.state === "active")
            .map((person) => person.email),
        );
        const expected = live.memberships
          .filter((place) => staying.has(place.member) && teams.some((team) => team.slug === place.team))
          .map((place) => `leave_team ${place.team}/${place.member}`);
        expect(about(plan)).toEqual(expect.arrayContaining(expected));
      }),
      { numRuns: 150 },
    );
  });

  it("a field that is left out is not compared", () => {
    fc.assert(
      fc.property(
        pairArb,
        fc.subarray(["name", "description", "parent", "manager"] as const),
        ({ declared, live }, absent) => {
          const teams = declared.teams.map((team) => {
            const left = Object.entries(team).filter(([field]) => !absent.some((name) => name === field));
            return Object.fromEntries(left) as unknown as Declared["teams"][number];
          });
          const plan = planOf(filesOf({ ...declared, teams }), sideOf(live), everyGuard);
          for (const action of [...plan.actions]) {
            if (action.verb !== "update_team") continue;
            for (const field of absent) expect(Object.keys(action.after ?? {})).not.toContain(field);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it("what is reported only is never touched", () => {
    fc.assert(
      fc.property(pairArb, ({ declared, live }) => {
        const files = filesOf({ ...declared, unlisted: reporting });
        const plan = planOf(files, sideOf(live), everyGuard);
        const named = new Set([
          ...declared.members.map((person) => fold(person.email)),
          ...declared.teams.flatMap((team) => [team.slug, ...(team.previously ?? [])]),
          ...[...(declared.roles ?? []), ...(declared.accounts ?? [])].map((item) => item.name),
        ]);
        const leavers = new Set(
          onDay(declared)
            .members.filter((person) => person.state !== "active")
            .map((person) => person.email),
        );
        const lowered = new Set(plan.actions.filter(({ verb }) => verb === "demote").map(({ key }) => key));
        const ended = endedOn(declared);
        const over = new Set(ended.shares.map((share) => `${keyOfResource(share, live)}/${share.holder}`));
        for (const { kind, key, verb, before } of plan.actions) {
          const about = [verb, key];
          if (kind === "team_membership") expect(named).toContain(key.split("/")[0]);
          // Whatever changes hands is named in the files, or was a leaver's.
          // Or it was somebody's who may own nothing any more.
          else if (verb === "transfer") {
            const isDeclared =
              named.has(key) || (declared.ownership ?? []).some((item) => key === keyOfResource(item, live));
            const owner = before?.["owner"];
            const wasLeavers = leavers.has(typeof owner === "string" ? owner : holderKey(owner));
            const wasLowered = typeof owner === "string" && lowered.has(owner);
            expect([...about, isDeclared || wasLeavers || wasLowered]).toEqual([...about, true]);
          } else if (kind === "share") {
            const isNamed = named.has(key.slice(key.lastIndexOf(":") + 1));
            expect([...about, isNamed && (verb !== "unshare" || over.has(key))]).toEqual([...about, true]);
          } else if (kind === "key") {
            // A person's own, which go with them, or an account's whose end has come.
            const goes =
              leavers.has(textOf(before, "member") ?? "") ||
              ended.accounts.includes(textOf(before, "account") ?? "");
            expect([...about, verb === "revoke_key" && goes]).toEqual([...about, true]);
          } else expect([...about, named.has(key)]).toEqual([...about, true]);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("a holder without a list of shares, and an account without a list of keys, loses and gains none", () => {
    fc.assert(
      fc.property(pairArb, ({ declared, live }) => {
        const unlisted = { ...declared.unlisted, service_accounts: "report" as const };
        const files = filesOf({
          ...declared,
          unlisted,
          members: declared.members.map(({ shares: _, ...person }) => person),
          teams: declared.teams.map(({ shares: _, ...team }) => team),
          accounts: (declared.accounts ?? []).map(({ shares: _shares, keys: _keys, ...account }) => account),
        });
        const plan = planOf(files, sideOf(live), everyGuard);
        // With an account whose end has come go its keys.
        const over = new Set(endedOn(declared).accounts);
        const goes = (key: string): boolean => key.includes("@") || over.has(key.slice(0, key.indexOf("/")));
        const touched = [...plan.actions, ...plan.withheld].filter(
          ({ kind, verb, key }) =>
            kind === "share" || (kind === "key" && !(verb === "revoke_key" && goes(key))),
        );
        expect(touched).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it("nothing is lost, and nothing created, on the word of a read that did not finish", () => {
    const coverageArb: fc.Arbitrary<Coverage> = fc.subarray([...kinds], { minLength: 1 }).map((cut) => ({
      ...completeCoverage,
      ...Object.fromEntries(
        cut.map((kind) => [kind, { complete: false, reason: `half of ${kind} is missing` }]),
      ),
    }));
    fc.assert(
      fc.property(pairArb, coverageArb, fc.nat(10), ({ declared, live }, coverage, cut) => {
        // The read ended early: some of what is live was not seen.
        const seen = {
          ...live,
          ...(coverage.team_membership.complete ? {} : { memberships: live.memberships.slice(0, cut) }),
          ...(coverage.share.complete ? {} : { shares: (live.shares ?? []).slice(0, cut) }),
          ...(coverage.key.complete ? {} : { keys: (live.keys ?? []).slice(0, cut) }),
        };
        const plan = planOf(filesOf(declared), sideOf(seen, coverage));
        const unsure = plan.actions.filter(
          ({ kind, verb, before }) =>
            (losing.has(verb) || creating.has(verb)) &&
            // A person's own key is read with what they hold.
            !(kind === "key" && before !== null && "member" in before) &&
            (!coverage[kind].complete ||
              (kind === "team_membership" && !(coverage.team.complete && coverage.member.complete))),
        );
        if (unsure.length === 0) return;
        expect(isBlocked(plan)).toBe(true);
        expect(plan.findings.map((finding) => finding.guard)).toContain("coverage");
      }),
      { numRuns: 150 },
    );
  });
});

describe("law 4: the same inputs give the same bytes", () => {
  it("whatever the order of files, entries and what is live", () => {
    fc.assert(
      fc.property(pairArb, arrangementArb, fc.nat(1000), ({ declared, live }, arrangement, order) => {
        const plain = planOf(filesOf(declared), sideOf(live));
        const other = planOf(filesOf(declared, arrangement), sideOf(inOrder(live, order)));
        expect(JSON.stringify(withoutPlaces(other))).toBe(JSON.stringify(withoutPlaces(plain)));
      }),
      { numRuns: 150 },
    );
  });

  it("to the last byte, places included, when only the order of the files on the disk differs", () => {
    fc.assert(
      fc.property(pairArb, arrangementArb, fc.nat(1000), ({ declared, live }, arrangement, order) => {
        const files = filesOf(declared, { ...arrangement, split: true });
        const tree = treeOf(files);
        const one = declare({ tree, label: "access", today });
        const two = declare({ tree: shuffled(tree, order), label: "access", today });
        expect(two.diagnostics).toEqual(one.diagnostics);
        const [a, b] = [one, two].map(({ organizations: [organization] }) => {
          if (organization === undefined) throw new Error("no organization");
          const { state, holdings } = sideOf(live);
          const differences = diff(organization, state);
          const acting = { id: "svc_1", name: "muster-bot" };
          return JSON.stringify(
            planOrganization(
              {
                organization,
                differences,
                capabilities: planasonixCapabilities,
                acting,
                holdings,
                requests: 0,
              },
              { now },
            ),
          );
        });
        expect(b).toBe(a);
      }),
      { numRuns: 150 },
    );
  });
});

describe("the order of a plan", () => {
  it("puts every action after all that it needs, children before parents, raising before lowering", () => {
    fc.assert(
      fc.property(pairArb, ({ declared, live }) => {
        const { actions } = planOf(filesOf(declared), sideOf(live), everyGuard);
        const place = new Map(actions.map((action, index) => [action.id, index]));
        expect(place.size).toBe(actions.length);
        for (const [index, action] of actions.entries()) {
          for (const need of action.needs) expect(place.get(need)).toBeLessThan(index);
        }
        const index = (wanted: (action: Action) => boolean): number => actions.findIndex(wanted);
        for (const team of live.teams) {
          const child = index(({ verb, key }) => verb === "delete_team" && key === team.slug);
          const parent = index(({ verb, key }) => verb === "delete_team" && key === team.parent);
          if (child >= 0 && parent >= 0) expect(child).toBeLessThan(parent);
        }
        const last = (...wanted: Verb[]): number =>
          actions.findLastIndex(({ verb }) => wanted.includes(verb));
        // What an action of an earlier phase needs (a seat that is freed, a role that allows it) goes before it, and so does all that this takes.
        const early = new Set<string>();
        const phases = new Map(actions.map((action) => [action.id, action.phase]));
        const open = actions.filter(({ phase, needs }) =>
          needs.some((need) => (phases.get(need) ?? 0) > phase),
        );
        for (let action = open.pop(); action !== undefined; action = open.pop()) {
          for (const need of action.needs) {
            if (early.has(need)) continue;
            early.add(need);
            open.push(...actions.filter(({ id }) => id === need));
          }
        }
        const lowering = index(
          ({ id, verb }) =>
            !early.has(id) && (verb === "demote" || verb === "deactivate" || verb === "remove"),
        );
        if (lowering >= 0) expect(last("promote", "reactivate", "join_team")).toBeLessThan(lowering);
      }),
      { numRuns: 150 },
    );
  });
});

describe("teams that change places", () => {
  const admin = (name: string) =>
    ({ email: `${name}@acme.example`, role: "admin", state: "active" }) as const;
  const members = [admin("ana"), admin("ben")];
  const liveTeam = (slug: string, parent: string | null) => ({
    slug,
    name: slug,
    description: null,
    parent,
    manager: null,
  });
  const base = { members, unlisted: reporting, minAdmins: 2 };
  const withTeams = (...teams: readonly ReturnType<typeof liveTeam>[]) =>
    sideOf({ members, invitations: [], memberships: [], teams });

  it("a team at the top in the files is at the top, wherever it is now", () => {
    const files = filesOf({
      ...base,
      teams: [
        { slug: "apps", parent: null },
        { slug: "data", parent: "apps" },
        { slug: "events", parent: "data" },
      ],
    });
    const plan = planOf(files, withTeams(liveTeam("apps", "events"), liveTeam("events", null)));
    expect(about(plan)).toEqual(["update_team apps", "create_team data", "update_team events"]);
  });

  it("a circle that an open parent closes is withheld with its cause, and nothing else is", () => {
    const files = filesOf({
      ...base,
      teams: [
        { slug: "apps", parent: "core" },
        { slug: "core" },
        { slug: "data", parent: "events" },
        { slug: "events" },
        { slug: "last", parent: "apps" },
        { slug: "new" },
      ],
    });
    const live = withTeams(
      liveTeam("apps", null),
      liveTeam("core", "data"),
      liveTeam("data", null),
      liveTeam("events", "apps"),
    );
    const plan = planOf(files, live);
    expect(plan.actions.map(({ verb, key }) => `${verb} ${key}`)).toEqual(["create_team new"]);
    expect(plan.withheld.map(({ code, verb, key }) => `${code} ${verb} ${key}`)).toEqual([
      "depends update_team apps",
      "depends update_team data",
      "depends create_team last",
    ]);
    expect(plan.withheld[0]?.message).toContain("apps would be below itself");
  });
});

describe("letter case never changes anybody", () => {
  it("other case in every e-mail and slug of the files gives the same plan as before", () => {
    fc.assert(
      fc.property(declaredArb, fc.nat(1_000_000), (declared, seed) => {
        const live = liveOf(declared);
        const plan = planOf(filesOf(inOtherCase(declared, seed)), sideOf(live));
        // A team without a name is called by its slug; nobody is renamed for that either.
        expect([...plan.actions, ...plan.withheld]).toEqual([]);
        expect(isBlocked(plan)).toBe(declared.minAdmins > activeAdmins(declared));
      }),
      { numRuns: 150 },
    );
  });

  it("nor does other case at the service", () => {
    fc.assert(
      fc.property(pairArb, fc.nat(1_000_000), ({ declared, live }, seed) => {
        const plain = planOf(filesOf(declared), sideOf(live), everyGuard);
        const other = planOf(filesOf(inOtherCase(declared, seed)), sideOf(live), everyGuard);
        expect(about(other)).toEqual(about(plain));
        expect(other.findings.map((finding) => finding.guard)).toEqual(
          plain.findings.map((finding) => finding.guard),
        );
      }),
      { numRuns: 150 },
    );
  });
});

describe("law 11: one person's leaving never makes valid files invalid", () => {
  it("whoever it is: a manager, the successor, somebody in teams, an admin", () => {
    fc.assert(
      fc.property(
        declaredArb,
        arrangementArb,
        fc.constantFrom("deactivated", "removed"),
        (declared, arrangement, state) => {
          organizationsOf(filesOf(declared, arrangement));
          for (const leaver of declared.members) {
            const members = declared.members.map((person) =>
              person === leaver ? { ...person, state } : person,
            );
            const read = declare({
              tree: treeOf(filesOf({ ...declared, members }, arrangement)),
              label: "access",
              today,
            });
            expect(read.diagnostics.filter((item) => item.severity === "error")).toEqual([]);
            expect(read.organizations).toHaveLength(1);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it("and the leaver is in no team, manages none and is nobody's successor any more", () => {
    fc.assert(
      fc.property(relatedArb, fc.nat(7), ({ declared, live }, index) => {
        const leaver = declared.members[index % declared.members.length];
        if (leaver === undefined) return;
        const members = declared.members.map((person) =>
          person === leaver ? { ...person, state: "deactivated" as const } : person,
        );
        const plan = planOf(filesOf({ ...declared, members }), sideOf(live), everyGuard);
        for (const action of plan.actions) {
          expect(action.after).not.toMatchObject({ manager: leaver.email });
          if (action.verb === "join_team" || action.verb === "change_team_role")
            expect(action.after).not.toMatchObject({ member: leaver.email });
          if (action.verb === "invite" || action.verb === "reactivate")
            expect(action.key).not.toBe(leaver.email);
        }
      }),
      { numRuns: 150 },
    );
  });
});
