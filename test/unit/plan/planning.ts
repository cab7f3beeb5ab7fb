/** Plans of one organization from YAML and live entities, for tests of the planning rules. */
import { diff } from "../../../src/diff/diff.ts";
import type { ServiceAccount } from "../../../src/model/entities/account.ts";
import type { Holder } from "../../../src/model/entities/holder.ts";
import type { Key } from "../../../src/model/entities/key.ts";
import type { Member, MemberState } from "../../../src/model/entities/member.ts";
import type { SharedKind, ShareLevel } from "../../../src/model/entities/resource.ts";
import type { Role } from "../../../src/model/entities/role.ts";
import type { Share } from "../../../src/model/entities/share.ts";
import type { Team } from "../../../src/model/entities/team.ts";
import type { Entity } from "../../../src/model/entity.ts";
import { shareKey } from "../../../src/kinds/share/kind.ts";
import type { Plan } from "../../../src/model/plan.ts";
import type { Seats } from "../../../src/model/provider.ts";
import type { Holdings } from "../../../src/model/holdings.ts";
import { completeCoverage, type Coverage, type Resource } from "../../../src/model/state.ts";
import type { PlanSettings } from "../../../src/plan/choose.ts";
import { planOrganization } from "../../../src/plan/plan.ts";
import type { PlanInput } from "../../../src/plan/prepare.ts";
import { planasonixCapabilities } from "../../../src/providers/planasonix/capabilities.ts";
import { organizationsOf, type Files } from "../../fakes/world.ts";
import { stateOf } from "../../fakes/planasonix.ts";

export const at = (name: string): string => `${name}@acme.example`;

/** The files of one organization with two admins, more of `organization`, more members, and more sections. */
export function filesOf({ policy = "", members = "", rest = "" } = {}): Files {
  return {
    "acme/organization.yaml": [
      "organization:",
      "  provider: planasonix",
      "  id: org_01acme",
      policy,
      "members:",
      "  ana@acme.example: admin",
      "  ben@acme.example: admin",
      members,
      rest,
      "",
    ]
      .filter((line, index, all) => line !== "" || index === all.length - 1)
      .join("\n"),
  };
}

export function member(name: string, role: string, state: MemberState = "active"): Member {
  return { kind: "member", key: at(name), email: at(name), role, state, id: `usr_${name}` };
}
export const admins = [member("ana", "admin"), member("ben", "admin")];

export function team(slug: string, more: Partial<Team> = {}): Team {
  const none = { description: "", parent: null, manager: null };
  return { kind: "team", key: slug, slug, name: slug, ...none, id: `team_${slug}`, ...more };
}

export function role(name: string, base: string, permissions: readonly string[] = []): Role {
  return { kind: "role", key: name, name, base, permissions, id: `role_${name}` };
}

export function account(name: string, given: string, owner: Holder): ServiceAccount {
  return { kind: "service_account", key: name, name, role: given, owner, id: `sa_${name}` };
}

export function accountKey(of: string, name: string, more: Partial<Key> = {}): Key {
  return { kind: "key", key: `${of}/${name}`, account: of, name, scopes: [], id: `key_${name}`, ...more };
}

export function share(resource: SharedKind, name: string, holder: Holder, level: ShareLevel): Share {
  const key = shareKey({ resource, name, holder });
  return { kind: "share", key, resource, name, holder, level, id: `shr_${key}` };
}

/** What somebody holds, read to the end: resources as `KIND:NAME`, with the id `id_NAME`. */
export function holds(...resources: readonly string[]): Holdings {
  return {
    resources: resources.map((text) => {
      const [kind = "", name = ""] = text.split(":");
      return { kind, name, id: `id_${name}` };
    }),
    keys: [],
    coverage: { complete: true },
  };
}

export interface Live {
  readonly entities: readonly Entity[];
  readonly resources?: readonly Resource[];
  readonly coverage?: Partial<Coverage>;
  /** By name of the member. */
  readonly holdings?: Readonly<Record<string, Holdings>>;
  readonly seats?: Seats;
}

export function inputOf(files: Files, live: Live): PlanInput {
  const [organization] = organizationsOf(files);
  if (organization === undefined) throw new Error("no organization");
  const state = stateOf(live.entities, { ...completeCoverage, ...live.coverage }, live.resources ?? []);
  const everybody = [...state.member.values()].map((one) => {
    const [name = ""] = one.key.split("@");
    return [one.key, live.holdings?.[name] ?? holds()] as const;
  });
  return {
    organization,
    differences: diff(organization, state),
    capabilities: planasonixCapabilities,
    acting: { id: "svc_1", name: "muster-bot" },
    holdings: new Map(everybody),
    requests: 10,
    ...(live.seats === undefined ? {} : { seats: live.seats }),
  };
}

export function planOf(files: Files, live: Live, settings: Partial<PlanSettings> = {}): Plan {
  return planOrganization(inputOf(files, live), { now: "2026-11-02T00:00:00Z", ...settings });
}

/** The plan with the files of before the change as its base. */
export function planSince(before: Files, files: Files, live: Live, open: readonly string[] = []): Plan {
  return planOf(files, live, {
    before: { plan: inputOf(before, live), open: new Set(open), adopting: false },
  });
}

const short = (key: string): string => key.replaceAll("@acme.example", "");
export const actions = (plan: Plan): string[] => plan.actions.map(({ verb, key }) => `${verb} ${short(key)}`);
export const withheld = (plan: Plan): string[] =>
  plan.withheld.map(({ code, verb, key }) => `${code} ${verb} ${short(key)}`);
export const blocks = (plan: Plan): string[] =>
  plan.findings.map(({ guard, severity }) => `${severity} ${guard}`);
/** What an action needs first, as `VERB KEY`. */
export function needsOf(plan: Plan, verb: string, name: string): string[] {
  const action = plan.actions.find((item) => item.verb === verb && short(item.key) === name);
  return (action?.needs ?? []).flatMap((id) =>
    plan.actions.filter((item) => item.id === id).map((item) => `${item.verb} ${short(item.key)}`),
  );
}
