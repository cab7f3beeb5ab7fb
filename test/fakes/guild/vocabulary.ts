/** The words of a service that nobody has: two roles, logins, no shares, nothing owned. */
import type { Vocabulary } from "../../../src/model/vocabulary.ts";

const number = { pattern: "[1-9][0-9]{0,9}", looks: "a number" } as const;

export const guild = {
  organizationId: { pattern: "[a-z]{3,20}", looks: "in small letters" },
  personId: number,
  ids: { teams: number, roles: number, service_accounts: number, keys: number },
  defaultAddress: "https://api.guild.example",
  keyPattern: "guildkey_[a-z]{8,}",
  handle: {
    kind: "login",
    pattern: "[A-Za-z0-9][A-Za-z0-9-]{0,38}",
    noun: "a login",
    passesOn: true,
    inPeople: { handle: "github", id: "github_id" },
  },
  roles: { ranks: { sailor: 1, captain: 2 }, managing: "captain" },
  shared: [],
  owned: [],
  refused: [
    { path: "shares", says: "Nothing is shared in a guild: leave `shares` out." },
    { path: "ownership", says: "A guild owns what its members make." },
    { path: "service_accounts", says: "Nothing runs by itself in a guild." },
    { path: "roles", says: "A guild has two roles." },
    { path: "teams.manager", says: "A crew has no manager in a guild." },
    {
      path: "organization.on_leave",
      value: "deactivate",
      says: "Whoever leaves a guild is gone: write `remove`.",
    },
  ],
  help: { organizationId: "seaside", readingKey: "an app that reads", writingKey: "an app that writes" },
  onLeave: "remove",
} as const satisfies Vocabulary;
