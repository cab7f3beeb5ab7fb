/** Teams: unique slugs, parents without cycles, active managers. */
import { fold } from "../../model/text.ts";
import type { ApiTeam } from "../../providers/planasonix/contract.ts";
import { holderId } from "./collections.ts";
import { newId, record, stamped, type Doing, type LiveOrganization } from "./organization.ts";
import { done, notFound, refuse, type Effect, type Refusal } from "./refusal.ts";
import { dropMembership } from "./membership.ts";
import { endShares } from "./share.ts";

interface TeamFields {
  readonly slug?: string | undefined;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly parent_id?: string | null | undefined;
  readonly manager_id?: string | null | undefined;
}

/** Creates a team without members or manager. */
export function createTeam(
  organization: LiveOrganization,
  doing: Doing,
  fields: TeamFields & { readonly slug: string; readonly name: string },
): Effect<ApiTeam> {
  const refusal = checkTeam(organization, fields, null);
  if (refusal !== undefined) return refusal;
  const after = stamped(organization, doing, {
    id: newId(organization, "team"),
    slug: fields.slug,
    name: fields.name,
    description: fields.description ?? null,
    parent_id: fields.parent_id ?? null,
    manager_id: null,
  });
  organization.teams.set(after);
  record(organization, doing, { action: "team.created", target: after.slug, before: null, after });
  return done(after);
}

/** Changes the fields that are given; id and members stay. */
export function changeTeam(
  organization: LiveOrganization,
  doing: Doing,
  request: { readonly id: string; readonly fields: TeamFields },
): Effect<ApiTeam> {
  const before = organization.teams.get(request.id);
  if (before === undefined) return notFound("team", request.id);
  const refusal = checkTeam(organization, request.fields, before);
  if (refusal !== undefined) return refusal;
  const changed = Object.entries(request.fields).filter(
    ([field, value]) => value !== undefined && value !== (before[field] ?? null),
  );
  if (changed.length === 0) return done(before);
  const after = stamped(organization, doing, { ...before, ...Object.fromEntries(changed) });
  organization.teams.set(after);
  record(organization, doing, { action: "team.changed", target: after.slug, before, after });
  return done(after);
}

/** Deletes a team with its memberships and shares; invitations lose their place in it. Refused while it has child teams or a service account. */
export function deleteTeam(organization: LiveOrganization, doing: Doing, id: string): Effect<null> {
  const before = organization.teams.get(id);
  if (before === undefined) return notFound("team", id);
  const child = organization.teams.find("parent", id)[0];
  if (child !== undefined) {
    return refuse(
      409,
      "has_child_teams",
      `${before.slug} is the parent of ${child.slug}; move or delete that team first.`,
    );
  }
  const account = organization.serviceAccounts.find("owner", holderId("team", id))[0];
  if (account !== undefined) {
    return refuse(
      409,
      "owns_service_account",
      `${before.slug} owns the service account ${account.name}; give it another owner first.`,
    );
  }
  endShares(organization, doing, { type: "team", id });
  for (const place of organization.memberships.find("team", id)) dropMembership(organization, doing, place);
  for (const invitation of organization.invitations.values()) {
    if (!invitation.teams?.some((place) => place.team_id === id)) continue;
    const teams = invitation.teams.filter((place) => place.team_id !== id);
    const after = stamped(organization, doing, { ...invitation, teams });
    organization.invitations.set(after);
    const event = { action: "invitation.changed", before: invitation, after };
    record(organization, doing, { ...event, target: invitation.email });
  }
  organization.teams.delete(id);
  record(organization, doing, { action: "team.deleted", target: before.slug, before, after: null });
  return done(null);
}

function checkTeam(
  organization: LiveOrganization,
  fields: TeamFields,
  before: ApiTeam | null,
): Refusal | undefined {
  const { slug, parent_id: parent, manager_id: manager } = fields;
  if (slug !== undefined) {
    const other = organization.teams.find("slug", fold(slug)).find((team) => team.id !== before?.id);
    if (other !== undefined) return refuse(409, "slug_taken", `There is already a team ${other.slug}.`);
  }
  if (typeof parent === "string" && parent !== before?.parent_id) {
    if (organization.teams.get(parent) === undefined)
      return refuse(422, "unknown_team", `There is no team ${parent}.`);
    if (before !== null && isBelow(organization, parent, before.id)) {
      return refuse(422, "parent_cycle", `${parent} is ${before.slug} itself or below it.`);
    }
  }
  if (typeof manager === "string" && organization.members.get(manager)?.state !== "active") {
    return refuse(422, "manager_not_active", `${manager} is no active member.`);
  }
  return undefined;
}

/** True when going up from `start` meets `top`. A seed may hold a cycle, so the way is bounded. */
function isBelow(organization: LiveOrganization, start: string, top: string): boolean {
  let at: string | null | undefined = start;
  for (let steps = 0; at !== null && at !== undefined && steps <= organization.teams.size; steps++) {
    if (at === top) return true;
    at = organization.teams.get(at)?.parent_id;
  }
  return false;
}
