/** The words of whatever speaks SCIM 2.0: users and groups, and what the files make of them. */
import type { Vocabulary } from "../vocabulary.ts";

// RFC 7643, 3.1: an id is any text that the service chose.
const anyText = { pattern: "[!-~]{1,256}", looks: "as the service shows it" } as const;

const nothingShared = "SCIM knows users and groups, and nothing that is shared: leave `shares` out.";

export const scim = {
  organizationId: {
    pattern: "[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?",
    looks: "of letters, digits, dots and dashes that you choose: the service knows none",
  },
  personId: anyText,
  ids: { teams: anyText, roles: anyText, service_accounts: anyText, keys: anyText },
  // Tokens look different at each service: none is known by its look.
  keyPattern: "(?!)",
  handle: { kind: "user_name", pattern: "[^@/#\\s\\u0000-\\u001f\\u007f]{1,200}", noun: "a user name" },
  roles: { ranks: { member: 1 } },
  shared: [],
  owned: [],
  refused: [
    { path: "members.shares", says: nothingShared },
    {
      path: "members.invite_again",
      says: "SCIM has no invitations that somebody could decline: whoever is not there is made anew.",
    },
    { path: "teams.shares", says: nothingShared },
    { path: "ownership", says: "SCIM knows users and groups, and nothing that is owned." },
    { path: "service_accounts", says: "SCIM has no service accounts: a bot is a user like any other." },
    { path: "roles", says: "SCIM has no custom roles; `scim.role` says what admins and members have there." },
    { path: "teams.manager", says: "A group has no manager in SCIM." },
    { path: "teams.parent", says: "A group has no parent in SCIM; groups in groups are left alone." },
    { path: "teams.description", says: "A group has no description in SCIM." },
  ],
  help: {
    organizationId: "acme-wiki",
    readingKey: "hardly any service has one: such plans are made offline",
    writingKey: "the SCIM token that the service's admin pages hand out",
  },
  keysCanWrite: "Hardly any SCIM token can be told to only read, and none says so",
  invitedAs: "member",
  asksNames: true,
  deactivated: "keeps the account",
  keepsPlaces: true,
  noLead: "A group has no lead in SCIM: everybody in it is a member.",
  slugs: "ours",
  elsewhere: {
    team: "group",
    change: "`scim.manages: all`",
    rivals: "Either the identity provider writes there or muster, never both.",
  },
  onLeave: "deactivate",
} as const satisfies Vocabulary;

/** The same where the files say what admins have: without that, nobody can tell who manages users. */
export const scimWithRoles = {
  ...scim,
  roles: { ranks: { member: 1, admin: 2 }, managing: "admin" },
} as const satisfies Vocabulary;
