/** The verbs on people who have not joined yet. */
import type { Answers } from "../../io/remote/ability.ts";
import type { InvitationVerb } from "../../kinds/member/invitation.ts";
import { invitedOf } from "./member.ts";
import type { Member } from "../../model/entities/member.ts";
import type { Entity } from "../../model/entity.ts";
import { fold } from "../../model/text.ts";
import { handleIn } from "../../model/handle.ts";
import type { JsonObject } from "../../model/json.ts";
import type { ProviderFailure } from "../../model/provider.ts";
import type { InvitationFields } from "../../kinds/member/sides.ts";
import { agrees } from "../../io/remote/compare.ts";
import type { ApiInvitation } from "./contract.ts";
import {
  idempotencyKey,
  invited,
  isAs,
  isBefore,
  notFound,
  settle,
  stepToCreate,
  type KnownMember,
  type Result,
} from "../../io/remote/task.ts";
import { find, look, write, type Session, type Task, type TaskOf } from "./session.ts";
import { create, stale, type Receipted, type Seen, type Written } from "../../io/remote/steps.ts";
import { changeOne, endOne } from "./object.ts";

export const invitationVerbs: Answers<InvitationVerb, Session> = {
  invite: {
    says: "Sends an invitation with a role and teams; it counts as access once it is accepted.",
    run: invite,
  },
  reinvite: { says: "Sends an expired or failed invitation again.", run: reinvite },
  correct_invitation: {
    says: "Changes the role or teams of an invitation that nobody has accepted yet.",
    run: correctInvitation,
  },
  cancel_invitation: {
    says: "Takes back an invitation that nobody has accepted yet.",
    run: cancelInvitation,
  },
};

/** Invites somebody, with a role and teams. */
async function invite(task: TaskOf<"invite">): Result {
  const { action } = task;
  const { after } = action;
  const places = placesOf(task, after);
  if ("ok" in places) return places;
  const email = handleIn(after) ?? action.key;
  const body = {
    email,
    role: after.role,
    ...(after.teams.length === 0 ? {} : { teams: places.teams }),
  };
  const result = await create({
    ...stepToCreate(task, `invitation of ${action.key}`),
    send: () => post(task, "invite", { body }),
    look: () => findPending(task, email),
    isAfter: isAs({ email, role: after.role, teams: after.teams }),
  });
  return settle(task, result);
}

/** Changes role or teams of an invitation that nobody has accepted yet. */
async function correctInvitation(task: TaskOf<"correct_invitation">): Result {
  const { after } = task.action;
  const known = invited(task);
  if (known === undefined) return notFound(`invitation of ${task.action.key}`);
  return settle(task, await patchInvitation({ task, known, after }));
}

/** Sends an expired or failed invitation again, corrected first where it differs. */
async function reinvite(task: TaskOf<"reinvite">): Result {
  const { action } = task;
  const { after } = action;
  const known = invited(task);
  if (known === undefined) return notFound(`invitation of ${action.key}`);
  const params = { id: known.id };
  const lookUp = (): Promise<Seen | ProviderFailure> =>
    look(task, { route: "invitation", params }, (data) => invitedOf(data, task.known));
  const ready = differs(known.entity, after)
    ? await patchInvitation({ task, known, after })
    : await compareInvitation({ task, known, lookUp });
  const settled = settle(task, ready);
  // Somebody else corrected it: they may have sent it as well, and nobody wants it twice.
  if (!ready.ok || (ready.status === "already" && isPending(ready.entity))) return settled;
  const isSent = wasSentSince(known.entity);
  const result = await create({
    ...stepToCreate(task, `invitation of ${action.key}`),
    // Two runs may have looked at the same moment: only one of them finds the version that it saw.
    send: () => post(task, "resendInvitation", { params, etag: ready.etag }),
    look: async () => {
      const seen = await lookUp();
      return seen.ok && seen.entity !== null && !isSent(seen.entity) ? { ...seen, entity: null } : seen;
    },
    isAfter: isSent,
  });
  return settle(task, result);
}

/** Takes an invitation back. */
async function cancelInvitation(task: TaskOf<"cancel_invitation">): Result {
  return settle(task, await endOne(task, { ...placeOf(task), end: "cancelInvitation" }));
}

function placeOf(task: Task) {
  const name = `invitation of ${task.action.key}`;
  const entityOf = (data: ApiInvitation): Entity => invitedOf(data, task.known);
  return { name, known: invited(task), show: "invitation", entityOf } as const;
}

interface Comparison {
  readonly task: Task;
  readonly known: KnownMember;
  readonly lookUp: () => Promise<Seen | ProviderFailure>;
}

/** An e-mail cannot be taken back, and a service may know no versions: what is not corrected first is looked at. */
async function compareInvitation({ task, known, lookUp }: Comparison): Promise<Receipted> {
  // Corrected by this very action, before the service asked to wait: it is no longer as before, and all is well.
  if (known.checked) return { ok: true, status: "already", entity: known.entity, etag: known.etag };
  const seen = await lookUp();
  if (!seen.ok) return seen;
  const { entity, etag } = seen;
  if (entity !== null && (isAs(task.action.after)(entity) || isBefore(task, known)(entity))) {
    return { ok: true, status: "already", entity, etag };
  }
  return stale(`invitation of ${task.action.key}`);
}

function isPending(entity: Entity | null): boolean {
  return entity?.kind === "member" && entity.state === "pending";
}

interface Patch {
  readonly task: Task;
  readonly known: KnownMember;
  readonly after: InvitationFields;
}

async function patchInvitation({ task, known, after }: Patch): Promise<Receipted> {
  const places = placesOf(task, after);
  if ("ok" in places) return places;
  const body: JsonObject = {
    ...(known.entity.role === after.role ? {} : { role: after.role }),
    ...(samePlaces(known.entity, after) ? {} : { teams: places.teams }),
  };
  const isAfter = isAs({ role: after.role, teams: after.teams });
  return changeOne(task, { ...placeOf(task), known, change: "changeInvitation", body, isAfter });
}

function post(
  task: Task,
  route: "invite" | "resendInvitation",
  call: {
    readonly params?: Readonly<Record<string, string>>;
    readonly body?: JsonObject;
    readonly etag?: string | undefined;
  },
): Promise<Written | ProviderFailure> {
  const entityOf = (data: ApiInvitation): Entity => invitedOf(data, task.known);
  return write(task, { route, ...call, idempotencyKey: idempotencyKey(task) }, entityOf);
}

/** The pending invitation of an e-mail address. */
function findPending(task: Task, email: string): Promise<Seen | ProviderFailure> {
  const isIt = (item: ApiInvitation): boolean => fold(item.email) === fold(email) && isOpen(item);
  return find(task, { route: "invitations", query: { email }, isIt }, (item) => invitedOf(item, task.known));
}

function differs(entity: Member, after: InvitationFields): boolean {
  return entity.role !== after.role || !samePlaces(entity, after);
}

function samePlaces(entity: Member, after: InvitationFields): boolean {
  return agrees(entity, { teams: after.teams });
}

function wasSentSince(before: Member): (entity: Entity) => boolean {
  return (entity) => {
    if (entity.kind !== "member" || entity.state !== "pending") return false;
    if (before.state !== "pending") return true;
    return entity.sendings !== undefined && entity.sendings > (before.sendings ?? 0);
  };
}

type Places = { readonly teams: { readonly team_id: string; readonly role: string }[] };

/** The teams by id, or the failure that names the one nobody knows. */
function placesOf({ known }: Task, { teams }: InvitationFields): Places | ProviderFailure {
  const places = [];
  for (const { team, role } of teams) {
    const id = known.teamId(team);
    if (id === undefined) return notFound(`team ${team}`);
    places.push({ team_id: id, role });
  }
  return { teams: places };
}

/** It was sent, or will be once it is approved: a second one is not wanted. */
function isOpen({ state }: ApiInvitation): boolean {
  return state === "pending" || state === "awaiting_approval";
}
