/** The lists of an organization, all read at once. */
import type * as z from "zod";
import type { ServiceOptions } from "../../io/provider.ts";
import type { ProviderFailure } from "../../model/provider.ts";
import { organizationSchema, teamSchema, userSchema, type InvitationRow, type TeamRow } from "./answers.ts";
import { pathOf } from "../../io/remote/path.ts";
import type { Client } from "./client.ts";
import { readMembers, readTeams, type Listed, type MembersRead, type TeamRead } from "./gather.ts";
import { readInvitations, readRows } from "./rows.ts";

export type About = z.infer<typeof organizationSchema>;

export interface Lists {
  readonly members: MembersRead;
  readonly teams: Listed<TeamRead>;
  readonly open: Listed<InvitationRow>;
  readonly failed: Listed<InvitationRow>;
  readonly about: About;
  /** Who may use repositories without being a member. */
  readonly outside: Listed<z.infer<typeof userSchema>>;
  /** Numbers of the teams that the company has in all its organizations. */
  readonly ofCompany: Listed<number>;
}

export async function readLists(
  client: Client,
  { organizationId: organization, account }: Pick<ServiceOptions, "organizationId" | "account">,
): Promise<{ readonly ok: true; readonly lists: Lists } | ProviderFailure> {
  // Whose organization it is comes before all else, where the files say whose it should be.
  const known = account === undefined ? undefined : await readAbout(client, organization);
  if (known?.ok === false) return known;
  if (known !== undefined && String(known.data.id) !== account)
    return otherOrganization(known.data, account ?? "");
  const [members, teams, open, failed, about, rows, outside] = await Promise.all([
    readMembers(client, organization),
    readTeams(client, organization),
    readInvitations(client, organization, "invitations"),
    readInvitations(client, organization, "failed_invitations"),
    known ?? readAbout(client, organization),
    readRows(client, pathOf("orgs", organization, "teams"), teamSchema),
    readRows(client, pathOf("orgs", organization, "outside_collaborators"), userSchema),
  ]);
  if (!members.ok) return members;
  if (!teams.ok) return teams;
  if (!about.ok) return about;
  return {
    ok: true,
    lists: {
      members,
      teams,
      open: listOf(open, client.isOwnServer),
      failed: listOf(failed, client.isOwnServer),
      about: about.data,
      outside: outside.ok ? outside : { ok: true, items: [], broken: outside.message },
      ofCompany: ofCompanyIn(rows),
    },
  };
}

/** A list that could not be read at all is one that is not whole; where nobody is invited but let in at once, there is none. */
function listOf(read: Listed<InvitationRow> | ProviderFailure, isOwnServer: boolean): Listed<InvitationRow> {
  if (!read.ok && read.status === 404 && isOwnServer) return { ok: true, items: [] };
  return read.ok ? read : { ok: true, items: [], broken: read.message };
}

function ofCompanyIn(rows: Listed<TeamRow> | ProviderFailure): Listed<number> {
  if (!rows.ok) return { ok: true, items: [], broken: rows.message };
  return { ...rows, items: rows.items.flatMap(({ id, type }) => (type === "enterprise" ? [id] : [])) };
}

function readAbout(client: Client, organization: string) {
  return client.ask({ method: "GET", path: pathOf("orgs", organization) }, organizationSchema);
}

function otherOrganization({ id, login }: About, account: string): ProviderFailure {
  const message =
    `The organization that is called ${login} now has the number ${id}, and the files mean ${account}: it was renamed, and ` +
    "somebody else may have its login. Nothing else was asked of it. Find out what yours is called now, and write that as its id.";
  return { ok: false, kind: "stop", code: "other_organization", message };
}

/** Logins of accounts that a company manages end in its short code, behind a sign that no other login may hold. */
export function isManaged({ members }: Pick<Lists, "members">): boolean {
  return members.items.some(({ node }) => /^[^_]+_[a-z0-9]+$/i.test(node.login));
}
