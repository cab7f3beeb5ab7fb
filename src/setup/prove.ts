/**
 * Tries at an organization whatever its service can be asked to do, on a user and a team that are made for it and taken away
 * again: what a service does with writes is told by nothing but itself. Each step is read back.
 */
import { createHttp } from "../io/http.ts";
import { capabilityOf } from "../model/capability.ts";
import { membershipKey } from "../kinds/membership/kind.ts";
import { calledOf, handleKindOf } from "../model/handle.ts";
import type { Connection } from "../model/organization.ts";
import type { Action } from "../model/plan.ts";
import type { State } from "../model/state.ts";
import { fold } from "../model/text.ts";
import { connect, type Connected } from "../run/connect.ts";
import { dayOf, type Context } from "../run/context.ts";
import type { Failure } from "../run/failure.ts";
import { validate } from "../run/validate.ts";

interface Proof {
  readonly steps: readonly { readonly verb: Action["verb"]; readonly failed?: string }[];
  /** What of it could not be taken away again. */
  readonly left: readonly string[];
  /** YYYY-MM-DD. */
  readonly day: string;
}

/** What is made, and taken away again. */
const team = "muster-proof";

/** Walks the throw-away user `as` and a team through every verb. */
export async function prove(
  context: Context,
  { org, as }: { readonly org: string; readonly as: string },
): Promise<Proof | Failure> {
  const checked = await validate(context);
  if ("error" in checked) return checked;
  const organization = checked.organizations.find(({ key }) => key === org);
  if (organization === undefined)
    return { error: `The files declare no organization ${org}, or not a valid one.` };
  const { scim } = organization.connection;
  if (scim === undefined) return { error: `${org} is not reached by SCIM: what its service does is known.` };
  const day = dayOf(context);
  const connection: Connection = { ...organization.connection, scim: { ...scim, proven: day, remove: true } };
  const http = createHttp({ proxyEnv: context.env, userAgent: "muster" });
  try {
    const count = checked.organizations.length;
    const connected = await connect(context, {
      ...{ key: org, connection, count, http },
      unmerged: false,
      listedLoopbackOnly: false,
    });
    if ("error" in connected) return connected;
    const before = await stateOf(connected);
    if ("error" in before) return before;
    if (before.state.member.has(fold(as)) || before.state.team.has(team))
      return {
        error: `There is ${as}, or a team ${team}, at ${org} already. Name an address that nobody has with --as; nothing was sent.`,
      };
    const steps = await walk(connected, { as, state: before.state });
    if ("error" in steps) return steps;
    const after = await stateOf(connected);
    const left = "error" in after ? [after.error] : leftOf(after.state, as);
    return { steps, left, day };
  } finally {
    await http.close();
  }
}

async function stateOf({ reader }: Connected): Promise<{ readonly state: State } | Failure> {
  const read = await reader.readState({ resources: [] });
  return read.ok ? { state: read.state } : { error: read.message };
}

function leftOf({ member, team: teams }: State, as: string): string[] {
  const user = member.get(fold(as));
  return [
    ...(user === undefined ? [] : [`the user ${as} (${user.state}; ${String(user.id)})`]),
    ...(teams.has(team) ? [`the team ${team}`] : []),
  ];
}

/** One verb, and how it is seen to have been done. */
interface Step {
  readonly action: Action;
  readonly holds: (state: State) => boolean;
}

const blank = {
  id: "0".repeat(32),
  phase: 1,
  cause: "change",
  needs: [],
  risk: "low",
  source: null,
} as const;

/** Somebody, a team and their place in it, as actions name them. */
function namesFor({ vocabulary }: State, as: string) {
  const key = fold(as);
  const place = membershipKey(team, key);
  const called = calledOf({ email: as, ...handleKindOf(as, vocabulary) });
  const role = "member";
  return {
    key,
    place,
    called,
    somebody: { ...blank, kind: "member", key } as const,
    group: { ...blank, kind: "team", key: team } as const,
    inside: { ...blank, kind: "team_membership", key: place } as const,
    fields: { team, member: key, role: "member" } as const,
    held: (state: "active" | "deactivated") => ({ ...called, role, state }),
    named: (name: string) => ({ slug: team, name }),
    isMember: ({ member }: State, state: string, now: string = role): boolean =>
      member.get(key)?.state === state && member.get(key)?.role === now,
  };
}

function stepsFor(first: State, as: string): readonly Step[] {
  const { place, called, somebody, group, inside, fields, held, named, isMember } = namesFor(first, as);
  const [role, other] = ["member", "admin"] as const;
  // A service that keeps no slug of ours has one made of the name: the same.
  const now = "Muster Proof";
  return [
    {
      action: {
        ...somebody,
        verb: "invite",
        before: null,
        after: { ...called, role, teams: [], name: "Muster Proof" },
      },
      holds: (state) => isMember(state, "active"),
    },
    {
      action: { ...group, verb: "create_team", before: null, after: named(team) },
      holds: ({ team: teams }) => teams.has(team),
    },
    {
      action: { ...inside, verb: "join_team", before: null, after: fields },
      holds: ({ team_membership: places }) => places.has(place),
    },
    {
      action: { ...group, verb: "update_team", before: named(team), after: named(now) },
      holds: ({ team: teams }) => teams.get(team)?.name === now,
    },
    {
      action: {
        ...somebody,
        verb: "promote",
        before: { ...called, role },
        after: { ...called, role: other },
      },
      holds: (state) => isMember(state, "active", other),
    },
    {
      action: { ...somebody, verb: "demote", before: { ...called, role: other }, after: { ...called, role } },
      holds: (state) => isMember(state, "active"),
    },
    {
      action: { ...somebody, verb: "deactivate", before: held("active"), after: held("deactivated") },
      holds: (state) => isMember(state, "deactivated"),
    },
    {
      action: { ...somebody, verb: "reactivate", before: held("deactivated"), after: held("active") },
      holds: (state) => isMember(state, "active"),
    },
    ...endingSteps(first, as, now),
  ];
}

/** What takes all of it away again; the team is called otherwise by then. */
function endingSteps(first: State, as: string, now: string): readonly Step[] {
  const { key, place, somebody, group, inside, fields, held, named } = namesFor(first, as);
  return [
    {
      action: { ...inside, verb: "leave_team", before: fields, after: null },
      holds: ({ team_membership: places }) => !places.has(place),
    },
    {
      action: { ...group, verb: "delete_team", before: named(now), after: null },
      holds: ({ team: teams }) => !teams.has(team),
    },
    {
      action: { ...somebody, verb: "remove", before: held("active"), after: null },
      holds: ({ member }) => !member.has(key),
    },
  ];
}

/** All steps in their order, those that the service does not have left out; one that fails does not keep the others back. */
async function walk(
  connected: Connected,
  { as, state: first }: { readonly as: string; readonly state: State },
): Promise<Proof["steps"] | Failure> {
  const steps: { verb: Action["verb"]; failed?: string }[] = [];
  let state = first;
  for (const { action, holds } of stepsFor(first, as)) {
    const { kind, verb } = action;
    if (capabilityOf(connected.capabilities, kind, verb).can !== "yes") continue;
    const receipt = await connected.writerFor(state).execute(action);
    const read = await stateOf(connected);
    if ("error" in read) return read;
    state = read.state;
    const failed = !receipt.ok
      ? receipt.message
      : holds(state)
        ? undefined
        : "it was answered well, and cannot be seen in what is read";
    steps.push({ verb, ...(failed === undefined ? {} : { failed }) });
  }
  return steps;
}
