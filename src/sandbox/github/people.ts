/** Members and invitations: what GitHub does when somebody is invited, changed, removed. */
import { done, invalid, notFound, paged, refusal, type Answer, type InOrganization } from "./call.ts";
import { invitation, membership, userNumbered } from "./shapes.ts";
import {
  accountOf,
  filledSeats,
  nextId,
  type Invitation,
  type Organization,
  type OrganizationRole,
  type World,
} from "./state.ts";

const dayMs = 24 * 60 * 60 * 1000;
/** An invitation ends by itself after a week. */
const lifetimeMs = 7 * dayMs;

/** Moves what has ended meanwhile to the failed invitations. */
export function expireInvitations({ organizations }: World, now: number): void {
  for (const { invitations, failed } of organizations) {
    for (const it of invitations.values()) {
      const end = Date.parse(it.createdAt) + lifetimeMs;
      if (end > now) continue;
      invitations.delete(it.id);
      const failedAt = new Date(end).toISOString();
      failed.set(it.id, {
        ...it,
        failedAt,
        reason: "Invitation expired. User did not accept this invite for 7 days.",
      });
    }
  }
}

export function getMembership(call: InOrganization): Answer {
  const { world, organization, path } = call;
  const account = accountOf(world, path["username"] ?? "");
  if (account === undefined) return notFound;
  const role = organization.members.get(account.id);
  if (role !== undefined)
    return {
      status: 200,
      body: membership(world, organization, { account: account.id, role, state: "active" }),
    };
  const invited = [...organization.invitations.values()].find((it) => it.account === account.id);
  if (invited === undefined) return notFound;
  return {
    status: 200,
    body: membership(world, organization, { account: account.id, role: invited.role, state: "pending" }),
  };
}

/** Changes a member's role; of whoever is none, it makes an invitation, as GitHub does. */
export function putMembership(call: InOrganization): Answer {
  const { world, organization, path, body } = call;
  const role: OrganizationRole = body["role"] === "admin" ? "admin" : "member";
  const account = accountOf(world, path["username"] ?? "");
  if (account === undefined) return notFound;
  const present = organization.members.get(account.id);
  if (present === undefined && call.ownServer) organization.members.set(account.id, role);
  else if (present === undefined) {
    const invited = invite(call, { account: account.id, email: null, role, teams: [] });
    if (!("id" in invited)) return invited;
    return {
      status: 200,
      body: membership(world, organization, { account: account.id, role, state: "pending" }),
    };
  }
  if (present === "admin" && role === "member" && isLastOwner(organization))
    return refusal(403, "You can't demote the last owner of an organization.");
  organization.members.set(account.id, role);
  return {
    status: 200,
    body: membership(world, organization, { account: account.id, role, state: "active" }),
  };
}

/** Ends a membership, or takes an invitation back. */
export function deleteMembership({ world, organization, path }: InOrganization): Answer {
  const account = accountOf(world, path["username"] ?? "");
  if (account === undefined) return notFound;
  const invited = [...organization.invitations.values()].find((it) => it.account === account.id);
  if (invited !== undefined) organization.invitations.delete(invited.id);
  else if (!organization.members.has(account.id)) return notFound;
  if (organization.members.get(account.id) === "admin" && isLastOwner(organization))
    return refusal(403, "You can't remove the last owner of an organization.");
  removeMember(organization, account.id);
  return done;
}

/** Everything that hung on the membership goes with it. */
export function removeMember(organization: Organization, account: number): void {
  organization.members.delete(account);
  for (const { members } of organization.teams.values()) members.delete(account);
  for (const { users } of organization.roles.values()) users.delete(account);
}

function isLastOwner({ members }: Organization): boolean {
  return [...members.values()].filter((role) => role === "admin").length === 1;
}

export function listInvitations(call: InOrganization): Answer {
  const { world, organization } = call;
  return paged(
    call,
    [...organization.invitations.values()].map((it) => invitation(world, organization, it)),
  );
}

export function listFailed(call: InOrganization): Answer {
  const { world, organization } = call;
  return paged(
    call,
    [...organization.failed.values()].map((it) => invitation(world, organization, it)),
  );
}

export function listOutside(call: InOrganization): Answer {
  const { world, organization } = call;
  return paged(
    call,
    [...organization.outside].map((id) => userNumbered(world, id)),
  );
}

export function postInvitation(call: InOrganization): Answer {
  const { world, organization, body } = call;
  const number = body["invitee_id"];
  const email = typeof body["email"] === "string" ? body["email"] : null;
  if (typeof number !== "number" && email === null)
    return invalid("Invitee is missing", "OrganizationInvitation");
  const account = typeof number === "number" ? number : null;
  if (
    account !== null &&
    (world.accounts.get(account)?.deleted ?? world.accounts.get(account) === undefined) !== false
  )
    return invalid("Invitee does not exist", "OrganizationInvitation", "invitee");
  const teams = Array.isArray(body["team_ids"])
    ? body["team_ids"].filter((it) => typeof it === "number")
    : [];
  if (teams.some((id) => !organization.teams.has(id)))
    return invalid("Team does not exist", "OrganizationInvitation");
  const role: OrganizationRole = body["role"] === "admin" ? "admin" : "member";
  const made = invite(call, { account, email, role, teams });
  return "id" in made ? { status: 201, body: invitation(world, organization, made) } : made;
}

type Wanted = Pick<Invitation, "account" | "email" | "role" | "teams">;

function invite(
  { world, organization, principal, now }: InOrganization,
  wanted: Wanted,
): Invitation | Answer {
  const { account, email } = wanted;
  const known =
    account ?? [...world.accounts.values()].find((it) => it.email !== null && it.email === email)?.id;
  const says = (message: string): Answer => invalid(message, "OrganizationInvitation", "data");
  if (known !== undefined && organization.members.has(known))
    return says("Invitee is already a part of this organization");
  if (known !== undefined && organization.blocked.has(known))
    return says("Invitee is blocked by this organization");
  const isOpen = [...organization.invitations.values()].some(
    (it) =>
      (it.account !== null && it.account === known) ||
      (email !== null && it.email?.toLowerCase() === email.toLowerCase()),
  );
  if (isOpen) return says("Invitee has already been invited to this organization");
  if (organization.seats !== null && filledSeats(organization) >= organization.seats)
    return says("You must purchase at least one more seat to add this user as a member");
  const today = organization.sent.filter((at) => at > now - dayMs && at <= now).length;
  if (today >= organization.dailyInvitations) return says("Over invitation rate limit");
  organization.sent.push(now);
  const made: Invitation = {
    ...wanted,
    id: nextId(world),
    createdAt: new Date(now).toISOString(),
    inviter: principal.account?.login ?? "muster[bot]",
  };
  organization.invitations.set(made.id, made);
  return made;
}

/** Open and failed ones alike. */
export function deleteInvitation({ organization, path }: InOrganization): Answer {
  const id = Number(path["invitation_id"]);
  return organization.invitations.delete(id) || organization.failed.delete(id) ? done : notFound;
}

/** The invited account comes in, with the teams that the invitation holds. */
export function acceptInvitation(organization: Organization, it: Invitation, account: number): void {
  organization.invitations.delete(it.id);
  organization.members.set(account, it.role);
  for (const id of it.teams) organization.teams.get(id)?.members.set(account, "member");
}
