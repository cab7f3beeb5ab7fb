/** One action at GitHub: the client beside what any service's action has, and the looks that come before a write. */
import type { Member } from "../../model/entities/member.ts";
import type { Entity } from "../../model/entity.ts";
import type { Verb } from "../../model/plan.ts";
import type { ProviderFailure } from "../../model/provider.ts";
import type { Known } from "../../io/remote/known.ts";
import { ofOneObject } from "../../io/remote/failure.ts";
import { stale, type Seen, type Written } from "../../io/remote/steps.ts";
import { notFound, type ActionTask, type Writing } from "../../io/remote/task.ts";
import type * as z from "zod";
import { membershipSchema, teamSchema, userSchema } from "./answers.ts";
import { pathOf } from "../../io/remote/path.ts";
import type { Call } from "./call.ts";
import type { Client } from "./client.ts";

export interface Session extends Writing {
  readonly client: Client;
  /** Ids of teams that were found under the slug by which they are written. */
  readonly found: Set<string>;
}

/** One action under way. */
export interface TaskOf<V extends Verb> extends ActionTask<V>, Session {}
export type Task = TaskOf<Verb>;

/** Parts of a path below the organization. */
export function below({ options }: Task, ...parts: readonly string[]): string {
  return pathOf("orgs", options.organizationId, ...parts);
}

/** The slug that a team has now. */
export function slugThere({ entity, key }: Known): string {
  return entity.kind === "team" ? entity.slug : key;
}

/**
 * The slug of a team, once it was seen to be this team's still: another one may have taken it since the organization was
 * read, and routes ask for no number. A team that is gone is for the route itself to tell.
 */
export async function teamThere(
  task: Task,
  key: string,
): Promise<{ readonly ok: true; readonly slug: string; readonly id: string } | ProviderFailure> {
  const { known, fresh, found, client, signal } = task;
  const team = known.get("team", key);
  if (team?.entity.kind !== "team") return notFound(`team ${key}`);
  const { id } = team;
  const there = { ok: true, slug: slugThere(team), id } as const;
  if (fresh.has(id) || found.has(id)) return there;
  const answer = await client.ask(
    { method: "GET", path: below(task, "teams", there.slug), signal },
    teamSchema,
  );
  if (!answer.ok) return answer.status === 404 ? there : ofOneObject(answer);
  if (String(answer.data.id) !== id) return stale(`team ${key}`);
  found.add(id);
  return there;
}

/** Looks one object up; a 404 is an answer. */
export async function look<T>(
  task: Task,
  path: string,
  { schema, entityOf }: { readonly schema: z.ZodType<T>; readonly entityOf: (data: T) => Entity | null },
): Promise<Seen | ProviderFailure> {
  const answer = await task.client.ask({ method: "GET", path, signal: task.signal }, schema);
  if (answer.ok) return { ok: true, entity: entityOf(answer.data), etag: undefined };
  if (answer.status === 404) return { ok: true, entity: null, etag: undefined };
  return ofOneObject(answer);
}

/** Sends a write whose answer is the object as it is now. */
export async function write<T>(
  task: Task,
  call: Omit<Call, "signal">,
  { schema, entityOf }: { readonly schema: z.ZodType<T>; readonly entityOf: (data: T) => Entity | null },
): Promise<Written | ProviderFailure> {
  const answer = await task.client.ask({ ...call, signal: task.signal }, schema);
  if (!answer.ok) return answer;
  return { ok: true, entity: entityOf(answer.data), etag: undefined, requestId: answer.requestId };
}

/** Sends a write of whose answer nothing is needed. */
export async function send(task: Task, call: Omit<Call, "signal">) {
  const answer = await task.client.send({ ...call, signal: task.signal });
  if (!answer.ok) return answer;
  return { ok: true, entity: null, etag: undefined, requestId: answer.requestId } as const;
}

/** The login that an account has now: people rename themselves, and routes take a login. */
export async function loginOf(
  task: Task,
  number: string,
): Promise<{ readonly ok: true; readonly login: string } | ProviderFailure> {
  const answer = await task.client.ask(
    { method: "GET", path: pathOf("user", number), signal: task.signal },
    userSchema,
  );
  if (answer.ok) return { ok: true, login: answer.data.login };
  return answer.status === 404
    ? {
        ...answer,
        kind: "give_up",
        code: "unknown_account",
        message: `GitHub has no account ${number} any more. ${answer.message}`,
      }
    : answer;
}

/** A member as GitHub has them now, or null for whoever is none: an invitation is no membership. */
export function lookMember(
  task: Task,
  { entity, id }: Known & { readonly entity: Member },
  login: string,
): Promise<Seen | ProviderFailure> {
  return look(task, below(task, "memberships", login), {
    schema: membershipSchema,
    entityOf: ({ state, role, user }) =>
      // Somebody else may have taken the login meanwhile.
      state !== "active" || user === null || String(user.id) !== id
        ? null
        : { ...entity, role: role === "admin" ? "admin" : "member" },
  });
}
