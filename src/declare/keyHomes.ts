/** Where a key belongs, for whoever wrote it elsewhere. A test holds this list against the shapes of the sections. */

/** Key -> where it stands, in words. Keys that stand in many places are none of these. */
export const homes: Readonly<Record<string, string>> = {
  organization: "a file of its own folder, organization.yaml",
  members: "a file or of a team",
  teams: "a file or of a profile",
  roles: "a file",
  service_accounts: "a file",
  ownership: "a file",
  guards: "`organization`",
  unlisted: "`organization`",
  drift: "`organization`",
  guests: "`organization`",
  sso: "`organization`",
  waivers: "`organization`",
  settled: "`organization`",
  profiles: "`organization`",
  on_leave: "`organization`",
  provider: "`organization`",
  min_admins: "`guards` of `organization`",
  max_loss: "`guards` of `organization`",
  max_changes: "`guards` of `organization`",
  protected: "`guards` of `organization`",
  grace: "`unlisted` of `organization`",
  approvers: "`guests` of `organization`",
  max_days: "`guests` of `organization`",
  enforced: "`sso` of `organization`",
  invite_again: "a member",
  approved_by: "a member",
  at_once: "a member",
  profile: "a member",
  parent: "a team",
  manager: "a team",
  members_managed: "a team",
  members_from: "a team",
  ignore: "a team",
  open_to: "a team",
  adds_to: "a team",
  include: "a line of a team's `members`: `members: [{ include: [SLUG] }]`",
  base: "a role",
  permissions: "a role",
  keys: "a service account",
  leaves: "a person in people.yaml",
};

/** What to say of a key that is written in the wrong place; undefined for one that is known nowhere. */
export function homeHint(key: string, where: string): string | undefined {
  const home = Object.hasOwn(homes, key) ? homes[key] : undefined;
  return home === undefined || where.includes(home) ? undefined : `It is a key of ${home}.`;
}
