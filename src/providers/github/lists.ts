/** The lists of an organization, all read at once. */
import type { z } from "zod";
import type { ProviderFailure } from "../../model/provider.ts";
import { organizationSchema, type InvitationRow } from "./answers.ts";
import { pathOf } from "./call.ts";
import type { Client } from "./client.ts";
import {
  readInvitations,
  readMembers,
  readTeams,
  type Listed,
  type MembersRead,
  type TeamRead,
} from "./gather.ts";

export type About = z.infer<typeof organizationSchema>;

export interface Lists {
  readonly members: MembersRead;
  readonly teams: Listed<TeamRead>;
  readonly open: Listed<InvitationRow>;
  readonly failed: Listed<InvitationRow>;
  readonly about: About;
}

export async function readLists(
  client: Client,
  organization: string,
): Promise<{ readonly ok: true; readonly lists: Lists } | ProviderFailure> {
  const [members, teams, open, failed, about] = await Promise.all([
    readMembers(client, organization),
    readTeams(client, organization),
    readInvitations(client, organization, "invitations"),
    readInvitations(client, organization, "failed_invitations"),
    client.ask({ method: "GET", path: pathOf("orgs", organization) }, organizationSchema),
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
    },
  };
}

/** A list that could not be read at all is one that is not whole; where nobody is invited but let in at once, there is none. */
function listOf(read: Listed<InvitationRow> | ProviderFailure, isOwnServer: boolean): Listed<InvitationRow> {
  if (!read.ok && read.status === 404 && isOwnServer) return { ok: true, items: [] };
  return read.ok ? read : { ok: true, items: [], broken: read.message };
}
