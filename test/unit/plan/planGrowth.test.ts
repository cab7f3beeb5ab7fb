/** What a plan takes grows with what there is: each dimension alone, eight times as long, by counted work. */
import { describe, expect, it } from "vitest";
import { diff } from "../../../src/diff/diff.ts";
import type { ServiceAccount } from "../../../src/model/entities/account.ts";
import type { Key } from "../../../src/model/entities/key.ts";
import type { Member } from "../../../src/model/entities/member.ts";
import type { Role } from "../../../src/model/entities/role.ts";
import type { Share } from "../../../src/model/entities/share.ts";
import type { Team } from "../../../src/model/entities/team.ts";
import type { Entity } from "../../../src/model/entity.ts";
import type { Organization, Policy } from "../../../src/model/organization.ts";
import type { Seats } from "../../../src/model/provider.ts";
import type { Holdings } from "../../../src/model/holdings.ts";
import { taskId, type OpenTask } from "../../../src/model/task.ts";
import { judgedTerms } from "../../../src/plan/heldTerms.ts";
import type { PlanSettings } from "../../../src/plan/choose.ts";
import { planOrganization } from "../../../src/plan/plan.ts";
import type { PlanInput } from "../../../src/plan/prepare.ts";
import { planasonixCapabilities } from "../../../src/providers/planasonix/capabilities.ts";
import { reviewedSelection } from "../../../src/run/selection.ts";
import { growthOf } from "../../fakes/counting.ts";
import { stateOf } from "../../fakes/planasonix.ts";
import { organizationsOf } from "../../fakes/world.ts";

const few = 30;
const many = 8 * few;
/** All work together, and what runs at any one place: where things are sorted, it is a little more. */
const most = { together: 9, apart: 16 };
const today = "2026-11-02";
const source = { file: "organization.yaml", line: 1, column: 1 };

const [bare] = organizationsOf({
  "acme/organization.yaml": "organization: { provider: planasonix, id: org_01acme }\nmembers:\n  ana@acme.example: admin\n",
}); // prettier-ignore
if (bare === undefined) throw new Error("no organization");
const acme: Organization = bare;

interface Case {
  readonly desired: readonly Entity[];
  readonly live: readonly Entity[];
  readonly policy?: Partial<Policy>;
  readonly holdings?: ReadonlyMap<string, Holdings>;
  readonly seats?: Seats;
  readonly tasks?: readonly OpenTask[];
  readonly base?: readonly Entity[];
  readonly reviewed?: true;
}

const mail = (at: number): string => `p${at}@acme.example`;
const all = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));
const member = (at: number, role = "editor", state: Member["state"] = "active"): Member => ({
  kind: "member", key: mail(at), email: mail(at), role, state, id: `usr_${at}`,
}); // prettier-ignore
const boss: Member = {
  ...member(0, "admin"),
  key: "ana@acme.example",
  email: "ana@acme.example",
  id: "usr_ana",
};
const second: Member = { ...boss, key: "ben@acme.example", email: "ben@acme.example", id: "usr_ben" };
const bosses = [boss, second];
const team = (at: number, parent: string | null = null, manager: string | null = null): Team => ({
  kind: "team", key: `t${at}`, slug: `t${at}`, id: `tm_${at}`, parent, manager,
}); // prettier-ignore
const place = (inTeam: string, at: number): Entity => ({
  kind: "team_membership", key: `${inTeam}/${mail(at)}`, team: inTeam, member: mail(at), role: "member",
}); // prettier-ignore
const role = (at: number, permissions: readonly string[], base = "viewer"): Role => ({
  kind: "role", key: `r${at}`, name: `r${at}`, id: `role_${at}`, base, permissions,
}); // prettier-ignore
const account = (at: number, owner: string): ServiceAccount => ({
  kind: "service_account", key: `b${at}`, name: `b${at}`, role: "editor", owner: { kind: "member", key: owner }, id: `sa_${at}`,
}); // prettier-ignore
const keyOf = (at: number, createdBy: string): Key => ({
  kind: "key", key: `b${at}/gha`, account: `b${at}`, name: "gha", scopes: ["pipelines:run"], id: `key_${at}`, createdBy,
  createdAt: "2026-01-01T00:00:00Z",
}); // prettier-ignore
const delivered = (at: number): Key => ({
  ...keyOf(at, "usr_ana"), deliverTo: { kind: "file", path: `keys/${at}` },
}); // prettier-ignore
const share = (at: number, holder: string): Share => ({
  kind: "share", key: `pipeline:load-${at}/team:${holder}`, resource: "pipeline", name: `load-${at}`, level: "view", holder: { kind: "team", key: holder },
}); // prettier-ignore
const holding = (...ids: readonly number[]): Holdings => ({
  resources: ids.map((at) => ({ kind: "pipeline", id: `pl_${at}`, name: `load-${at}` })),
  keys: [{ id: "key_own", name: "laptop" }],
  coverage: { complete: true },
});
const gone = (at: number): Member => member(at, "editor", "deactivated");
const people = (n: number, make: (at: number) => Member = member): Member[] => all(n, make);

const cases: Readonly<Record<string, (n: number) => Case>> = {
  "members who come, go and rise": (n) => ({
    desired: [...bosses, ...people(n), ...all(n, (at) => member(n + at, "viewer")), ...all(n, (at) => gone(2 * n + at))],
    live: [...bosses, ...all(n, (at) => member(n + at, "editor")), ...all(n, (at) => member(2 * n + at))],
    holdings: new Map(all(n, (at) => [mail(2 * n + at), holding()])),
  }),
  "leavers with a resource each": (n) => ({
    desired: [...bosses, ...people(n, gone)],
    live: [...bosses, ...people(n)],
    policy: { successor: boss.key },
    holdings: new Map(all(n, (at) => [mail(at), holding(at)])),
  }),
  "leavers with service accounts and keys to be replaced": (n) => ({
    desired: [...bosses, ...people(n, gone), ...all(n, (at) => account(at, boss.key)), ...all(n, delivered)],
    live: [...bosses, ...people(n), ...all(n, (at) => account(at, mail(at))), ...all(n, (at) => keyOf(at, `usr_${at}`))],
    policy: { successor: boss.key },
    holdings: new Map(all(n, (at) => [mail(at), holding()])),
  }),
  "keys of one leaver, whom nobody can replace": (n) => ({
    desired: [...bosses, gone(0), ...all(n, (at) => account(at, boss.key))],
    live: [...bosses, member(0), ...all(n, (at) => account(at, boss.key)), ...all(n, (at) => keyOf(at, "usr_0"))],
    holdings: new Map([[mail(0), holding()]]),
  }),
  "resources of one leaver, shared with as many teams": (n) => ({
    desired: [...bosses, gone(0), ...all(n, (at) => team(at, null, boss.key)), ...all(n, (at) => share(at, `t${at}`))],
    live: [...bosses, member(0), ...all(n, (at) => team(at, null, boss.key)), ...all(n, (at) => share(at, `t${at}`))],
    holdings: new Map([[mail(0), holding(...all(n, (at) => at))]]),
  }),
  "one resource shared with many teams, and leavers who own one each": (n) => ({
    desired: [...bosses, ...people(n, gone), ...all(n, (at) => team(at, null, boss.key)), ...all(n, (at) => share(0, `t${at}`))],
    live: [...bosses, ...people(n), ...all(n, (at) => team(at, null, boss.key)), ...all(n, (at) => share(0, `t${at}`))],
    holdings: new Map(all(n, (at) => [mail(at), { ...holding(), resources: [{ kind: "pipeline", id: `pl_${at}`, name: "load-0" }] }])),
  }),
  "leavers with many resources and nobody to receive them": (n) => ({
    desired: [...bosses, ...people(n, gone)],
    live: [...bosses, ...people(n)],
    holdings: new Map(all(n, (at) => [mail(at), holding(at)])),
  }),
  "invitations that wait for the seats of leavers": (n) => ({
    desired: [...bosses, ...people(n, gone), ...all(n, (at) => member(n + at))],
    live: [...bosses, ...people(n)],
    seats: { total: n, used: n + 2 },
    holdings: new Map(all(n, (at) => [mail(at), holding()])),
  }),
  "invitations that find no seat": (n) => ({
    desired: [...bosses, ...people(n)],
    live: bosses,
    seats: { total: 2, used: 2 },
  }),
  "admins in turn": (n) => ({
    desired: [...people(n, (at) => member(at, "admin")), ...all(n, (at) => member(n + at))],
    live: [...people(n), ...all(n, (at) => member(n + at, "admin"))],
  }),
  "custom roles that become less": (n) => ({
    desired: [...bosses, ...people(n, (at) => member(at, `r${at}`)), ...all(n, (at) => role(at, []))],
    live: [...bosses, ...people(n, (at) => member(at, `r${at}`)), ...all(n, (at) => role(at, ["members:manage"]))],
  }),
  "custom roles that become more": (n) => ({
    desired: [...bosses, ...people(n, (at) => member(at, `r${at}`)), ...all(n, (at) => role(at, ["members:manage"]))],
    live: [...bosses, ...people(n, (at) => member(at, `r${at}`)), ...all(n, (at) => role(at, []))],
  }),
  "roles that go, with those who hold them": (n) => ({
    desired: [...bosses, ...people(n, (at) => member(at, "viewer"))],
    live: [...bosses, ...people(n, (at) => member(at, `r${at}`)), ...all(n, (at) => role(at, []))],
    policy: { unlisted: { ...acme.policy.unlisted, roles: "delete" } },
  }),
  "nested teams that come": (n) => ({
    desired: [...bosses, ...all(n, (at) => team(at, at === 0 ? null : `t${at - 1}`))],
    live: bosses,
  }),
  "nested teams that go, with their people": (n) => ({
    desired: [...bosses, ...people(n)],
    live: [...bosses, ...people(n), ...all(n, (at) => team(at, at === 0 ? null : `t${at - 1}`)), ...all(n, (at) => place(`t${at}`, at))],
    policy: { unlisted: { ...acme.policy.unlisted, teams: "delete" } },
  }),
  "one huge team": (n) => ({
    desired: [...bosses, ...people(2 * n), team(0), ...all(n, (at) => place("t0", at))],
    live: [...bosses, ...people(2 * n), team(0), ...all(n, (at) => place("t0", n + at))],
  }),
  "renamed teams and people": (n) => ({
    desired: [...bosses, ...all(n, (at) => ({ ...team(at), key: `u${at}`, slug: `u${at}`, previously: [`t${at}`] })), ...people(n, (at) => ({ ...member(n + at), previously: [mail(at)] }))],
    live: [...bosses, ...people(n), ...all(n, (at) => team(at))],
  }),
  "shares that come and go": (n) => ({
    desired: [...bosses, team(0), ...all(n, (at) => share(at, "t0"))],
    live: [...bosses, team(0), ...all(n, (at) => share(n + at, "t0"))],
    policy: { unlisted: { ...acme.policy.unlisted, shares: "unshare" } },
  }),
  "accounts and keys in no file": (n) => ({
    desired: bosses,
    live: [...bosses, ...all(n, (at) => account(at, boss.key)), ...all(n, (at) => keyOf(at, "usr_gone"))],
    policy: { unlisted: { ...acme.policy.unlisted, service_accounts: "delete", keys: "revoke" } },
  }),
  "open tasks, and as many settled": (n) => ({
    desired: bosses,
    live: bosses,
    tasks: all(2 * n, taskOf),
    policy: { settled: all(n, (at) => ({ task: taskOf(at).id, by: boss.key, reason: "done", source })) },
  }),
  "open tasks for keys, of which some have another name now": (n) => ({
    desired: bosses,
    live: [...bosses, ...all(n, (at) => account(at, boss.key)), ...all(n, (at) => keyOf(at, "usr_ana"))],
    tasks: all(2 * n, (at) => ({ ...taskOf(at), task: "replace_key", key: `old${at}/gha`, object: `key_${at}` })),
  }),
  "protected people": (n) => ({
    desired: [...bosses, ...people(n)],
    live: [...bosses, ...people(n, (at) => member(at, "admin"))],
    policy: { guards: { ...acme.policy.guards, protected: all(n, mail) } },
  }),
  "waivers": (n) => ({
    desired: bosses,
    live: bosses,
    policy: { waivers: all(n, (at) => ({ guard: "max_loss", until: "2027-01-01", reason: `reason ${at}`, source })) },
  }),
  "changed terms, held for want of a review": (n) => ({
    base: [...bosses, ...people(n, (at) => ({ ...member(at), terms: { until: "2027-01-01" } }))],
    desired: [...bosses, ...people(n, (at) => ({ ...member(at), terms: { until: "2028-01-01" } }))],
    live: [...bosses, ...people(n)],
    reviewed: true,
  }),
  "a change of everything with a base": (n) => ({
    base: [...bosses, ...people(n), ...all(n, (at) => team(at))],
    desired: [...bosses, ...people(n, (at) => member(at, "viewer")), ...all(n, (at) => team(at)), ...all(n, (at) => place(`t${at}`, at))],
    live: [...bosses, ...people(n), ...all(n, (at) => team(at))],
  }),
}; // prettier-ignore

function taskOf(at: number): OpenTask {
  const told = { task: "revoke_grant", person: `x${at}@acme.example`, object: `con_${at}` } as const;
  return {
    id: taskId("org_01acme", told),
    ...told,
    key: `connection:c${at}`,
    message: "revoke it",
    since: null,
  };
}

function planOf({ desired, live, policy, base, reviewed, ...more }: Case): () => void {
  const withPolicy = { ...acme, policy: { ...acme.policy, ...policy } };
  const organization: Organization = { ...withPolicy, desired: stateOf(desired) };
  const before = base === undefined ? undefined : { ...withPolicy, desired: stateOf(base) };
  const state = stateOf(live);
  return () => {
    const common: Omit<PlanInput, "organization" | "differences"> = {
      capabilities: planasonixCapabilities,
      acting: { id: "sa_muster", name: "muster-bot", scopes: [] },
      requests: 0,
      holdings: more.holdings ?? new Map(),
      ...(more.seats === undefined ? {} : { seats: more.seats }),
      ...(more.tasks === undefined ? {} : { tasks: more.tasks }),
    };
    const selection = reviewed === true ? reviewedSelection(new Set()) : undefined;
    const settings: PlanSettings = {
      now: `${today}T09:00:00Z`,
      ...(selection === undefined ? {} : { selection }),
      ...(before === undefined ? {} : withBase({ before, organization, selection, common, state })),
    };
    planOrganization({ ...common, organization, differences: diff(organization, state) }, settings);
  };
}

interface Based {
  readonly before: Organization;
  readonly organization: Organization;
  readonly selection: PlanSettings["selection"];
  readonly common: Omit<PlanInput, "organization" | "differences">;
  readonly state: ReturnType<typeof stateOf>;
}

function withBase({ before, organization, selection, common, state }: Based): Partial<PlanSettings> {
  const none: ReadonlySet<string> = new Set();
  const holding_ = { base: before, head: organization, today, selection, heldBefore: [] };
  return {
    terms: { ...holding_, between: judgedTerms(holding_).terms },
    before: {
      plan: { ...common, organization: before, differences: diff(before, state) },
      open: none,
      unreviewed: none,
      vouched: false,
      reviewed: false,
      adopting: false,
    },
  };
}

describe("a plan does eight times the work for eight times as many", () => {
  it.each(Object.entries(cases))("%s", (_, make) => {
    const [little, much] = [planOf(make(few)), planOf(make(many))];
    const growth = growthOf("", { little, much, apart: { times: most.apart, few } });
    expect(growth.apart).toEqual([]);
    expect(growth.together).toBeLessThan(most.together);
  });
});
