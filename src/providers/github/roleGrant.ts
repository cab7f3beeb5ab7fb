/** Organization roles beside admin and member: what there are, who holds them, and the verbs on that. */
import type { Answers } from "../../io/remote/ability.ts";
import type { VerbAbout } from "../../model/shapes.ts";
import { grantedRole, roleGrantKey } from "../../kinds/roleGrant/kind.ts";
import type { RoleGrant } from "../../model/entities/roleGrant.ts";
import type { ProviderFailure, ReadScope } from "../../model/provider.ts";
import type { RoleGrantFields } from "../../kinds/roleGrant/verbs.ts";
import type { KindCoverage, Resource } from "../../model/state.ts";
import { fold } from "../../model/text.ts";
import { change, end, type Seen } from "../../io/remote/steps.ts";
import { notFound, settle, stepOn, type Result, stepToPut } from "../../io/remote/task.ts";
import { assignedTeamSchema, assignedUserSchema, rolesSchema, type RoleRow } from "./answers.ts";
import { pathOf } from "../../io/remote/path.ts";
import type { Client } from "./client.ts";
import { type Listed } from "./gather.ts";
import { readRows } from "./rows.ts";
import {
  below,
  loginOf,
  lookMember,
  send,
  teamThere,
  type Session,
  type Task,
  type TaskOf,
} from "./session.ts";

export const roleGrantVerbs: Answers<VerbAbout<"role_grant">, Session> = {
  grant_role: { says: "Of the roles that the organization has: muster makes none.", run: grantRole },
  revoke_role: { says: "", run: revokeRole },
};

interface Grants {
  readonly grants: readonly RoleGrant[];
  readonly roles: readonly Resource[];
  readonly coverage: KindCoverage;
}

export const noGrants: Grants = { grants: [], roles: [], coverage: { complete: true } };

type Wanted = NonNullable<ReadScope["grants"]>;
type GrantHolder = "team" | "member";

/** The roles that there are, and of those that are asked about who holds them. What was given through a team is the team's. */
export async function readGrants(client: Client, organization: string, wanted: Wanted): Promise<Grants> {
  const base = pathOf("orgs", organization, "organization-roles");
  const listed = await client.ask({ method: "GET", path: base }, rolesSchema);
  if (!listed.ok) return { ...noGrants, coverage: unread("organization roles", listed) };
  const { roles } = listed.data;
  const asked = roles.flatMap((role) =>
    (["team", "member"] as const)
      .filter((holder) => isAsked(wanted, role, holder))
      .map((holder) => ({ role, holder })),
  );
  const read = await Promise.all(
    asked.map(({ role, holder }) => holdersOf(client, `${base}/${role.id}`, { role, holder })),
  );
  const [reason] = read.flatMap(({ coverage }) => (coverage.complete ? [] : [coverage]));
  return {
    grants: read.flatMap(({ grants }) => grants),
    roles: roles.map(resourceOf),
    coverage: reason ?? { complete: true },
  };
}

/** With what it allows, which an owner of the organization may have called anything. */
function resourceOf({ id, name, base_role: base, permissions = [] }: RoleRow): Resource {
  const level = base === undefined ? [] : [`${base} of every repository`];
  return { kind: grantedRole, id: String(id), name, allows: [...level, ...permissions] };
}

function isAsked(wanted: Wanted, { name }: RoleRow, holder: GrantHolder): boolean {
  if (wanted === "all") return true;
  return wanted.some((list) => list.role === fold(name) && list.holder === holder);
}

interface HoldersAsked {
  readonly role: RoleRow;
  readonly holder: GrantHolder;
}

async function holdersOf(
  client: Client,
  path: string,
  { role, holder }: HoldersAsked,
): Promise<Pick<Grants, "grants" | "coverage">> {
  const what = `${holder}s that hold the role ${role.name}`;
  const rows = await rowsOf(client, path, holder);
  if (!rows.ok) return { grants: [], coverage: unread(what, rows) };
  const coverage: KindCoverage =
    rows.broken === undefined
      ? { complete: true }
      : { complete: false, reason: `The list of ${what} was not read to its end. ${rows.broken}.` };
  const grants = rows.items.flatMap(({ id, key, assignment }): RoleGrant[] => {
    // What comes from a team, or from a team above it, is given there.
    if (assignment === "indirect") return [];
    const fields = { role: role.name, holder: { kind: holder, key: fold(key) } };
    return [{ kind: "role_grant", key: roleGrantKey(fields), ...fields, id: `${role.id}/${holder}/${id}` }];
  });
  return { grants, coverage };
}

interface Holding {
  readonly id: number;
  /** Login or slug. */
  readonly key: string;
  readonly assignment: string | undefined;
}

async function rowsOf(
  client: Client,
  path: string,
  holder: GrantHolder,
): Promise<Listed<Holding> | ProviderFailure> {
  if (holder === "team") {
    const rows = await readRows(client, `${path}/teams`, assignedTeamSchema);
    return rows.ok
      ? { ...rows, items: rows.items.map(({ id, slug, assignment }) => ({ id, key: slug, assignment })) }
      : rows;
  }
  const rows = await readRows(client, `${path}/users`, assignedUserSchema);
  return rows.ok
    ? { ...rows, items: rows.items.map(({ id, login, assignment }) => ({ id, key: login, assignment })) }
    : rows;
}

/** Plans without such roles have no such path, and an App may lack the right. */
function unread(what: string, { status, message }: ProviderFailure): KindCoverage {
  const reason =
    status === 404 || status === 403
      ? `The ${what} could not be read: GitHub has none in this organization's plan, or the key lacks the right Custom organization roles: read. ${message}`
      : `The ${what} could not be read. ${message}`;
  return { complete: false, reason };
}

/** Gives the role. Of a member the account is asked for its login, and whether it is a member still. */
async function grantRole(task: TaskOf<"grant_role">): Result {
  const { action } = task;
  const place = await placeOf(task, action.after);
  if ("kind" in place) return place;
  const result = await change({
    ...stepToPut(task, `role grant ${action.key}`, undefined),
    look: () => lookGrant(task, place, action.after),
    send: async () => {
      const sent = await send(task, { method: "PUT", path: place.path });
      return sent.ok ? { ...sent, entity: entityOf(task, action.after, place) } : sent;
    },
  });
  return settle(task, result);
}

async function revokeRole(task: TaskOf<"revoke_role">): Result {
  const { action } = task;
  const known = task.known.get("role_grant", action.key);
  if (known === undefined) return notFound(`role grant ${action.key}`);
  const place = await placeOf(task, action.before);
  // Without the account nobody holds anything.
  if ("kind" in place) return place.status === 404 ? { ok: true, status: "already" } : place;
  const result = await end({
    ...stepOn(task, `role grant ${action.key}`, known),
    look: () => lookGrant(task, place, action.before),
    send: () => send(task, { method: "DELETE", path: place.path }),
  });
  return settle(task, result);
}

interface Place {
  readonly path: string;
  readonly role: string;
  readonly holder: GrantHolder;
  /** Number of the account or the team. */
  readonly id: string;
}

async function placeOf(task: Task, { role, holder }: RoleGrantFields): Promise<Place | ProviderFailure> {
  const id = task.known.resources.idOf(grantedRole, role);
  if (id === undefined) return notFound(`organization role ${role}`);
  if (holder.kind === "team") {
    const team = await teamThere(task, holder.key);
    if (!team.ok) return team;
    const path = below(task, "organization-roles", "teams", team.slug, id);
    return { path, role: id, holder: "team", id: team.id };
  }
  const person = task.known.get("member", holder.key);
  if (person?.entity.kind !== "member" || task.known.memberId(holder.key) === undefined)
    return notFound(`active member ${holder.key}`);
  const account = await loginOf(task, person.id);
  if (!account.ok) return account;
  const member = await lookMember(task, { ...person, entity: person.entity }, account.login);
  if (!member.ok) return member;
  if (member.entity === null) return notFound(`active member ${holder.key}`);
  const path = below(task, "organization-roles", "users", account.login, id);
  return { path, role: id, holder: "member", id: person.id };
}

/** Whether it is held now: GitHub tells only of all who hold it. */
async function lookGrant(task: Task, place: Place, fields: RoleGrantFields): Promise<Seen | ProviderFailure> {
  const rows = await rowsOf(task.client, below(task, "organization-roles", place.role), place.holder);
  if (!rows.ok) return rows.status === 404 ? { ok: true, entity: null, etag: undefined } : rows;
  const found = rows.items.some(({ id, assignment }) => String(id) === place.id && assignment !== "indirect");
  return { ok: true, entity: found ? entityOf(task, fields, place) : null, etag: undefined };
}

function entityOf({ action }: Task, { role, holder }: RoleGrantFields, place: Place): RoleGrant {
  return {
    kind: "role_grant",
    key: action.key,
    role,
    holder,
    id: `${place.role}/${place.holder}/${place.id}`,
  };
}
