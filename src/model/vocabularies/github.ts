/** The words of GitHub organizations: what GitHub documents, as far as muster manages it. */
import type { Vocabulary } from "../vocabulary.ts";

/** The kind under which repository roles of the organization's own stand among what is live. */
export const ownLevels = "repository_role";

const number = { pattern: "[1-9][0-9]{0,15}", looks: "a number" } as const;

/** Letters that Unicode does not take apart into a plain one and a mark. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  ł: "l",
  þ: "th",
  ı: "i",
};

/** As GitHub documents it: "My TEam Näme" becomes my-team-name. */
function slugOfName(name: string): string {
  return name
    .toLowerCase()
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[ßæœøđðłþı]/g, (letter) => plainLetters[letter] ?? letter)
    .replaceAll(/[^a-z0-9_-]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
}

export const github = {
  organizationId: { pattern: "[A-Za-z0-9](?:[A-Za-z0-9-]{0,37}[A-Za-z0-9])?", looks: "which is its login" },
  personId: number,
  account: number,
  ids: { teams: number, roles: number, service_accounts: number, keys: number },
  defaultAddress: "https://api.github.com",
  // GitHub documents the prefixes of its tokens; an App's private key is PEM.
  keyPattern:
    "(?:gh[opsur]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{22,}|-----BEGIN [A-Z ]*PRIVATE KEY-----[A-Za-z0-9+/=\\\\n\\s]*(?:-----END [A-Z ]*PRIVATE KEY-----)?)",
  // Logins of people are letters, digits and dashes, which old ones have twice and at their end as well; those of managed
  // users end in _ and their company's short code.
  handle: {
    kind: "login",
    pattern: "[A-Za-z0-9][A-Za-z0-9-]{0,38}(?:_[A-Za-z0-9]{1,10})?",
    noun: "a login",
    passesOn: true,
    inPeople: { handle: "github", id: "github_id" },
  },
  roles: { ranks: { member: 1, admin: 2 }, managing: "admin", granted: true },
  shared: [
    {
      kind: "repository",
      section: "repositories",
      levels: { pull: 1, triage: 2, push: 3, maintain: 4, admin: 5 },
      managing: "admin",
      ownLevels,
      anyCase: true,
    },
  ],
  owned: [],
  refused: [
    {
      path: "roles.base",
      says: "muster does not make roles at GitHub: an owner makes them in the organization's settings. Write only `granted_to`, who holds it.",
    },
    {
      path: "roles.permissions",
      says: "muster does not change roles at GitHub: an owner does that in the organization's settings. Write only `granted_to`, who holds it.",
    },
    {
      path: "service_accounts",
      says: "A machine user is a member like any other at GitHub; an App is installed by an owner in the browser.",
    },
    { path: "ownership", says: "Repositories belong to the organization at GitHub: nobody owns one." },
    { path: "teams.manager", says: "A team has no manager at GitHub: make somebody lead of it." },
    {
      path: "members.state",
      value: "deactivated",
      says: "GitHub cannot deactivate a member: write `state: removed`.",
    },
    {
      path: "organization.on_leave",
      value: "deactivate",
      says: "GitHub cannot deactivate a member: leave `on_leave` out, or write `remove`.",
    },
    { path: "members.shares", says: "At GitHub repositories are shared with teams." },
  ],
  help: {
    organizationId: "acme",
    readingKey: 'a GitHub App with Members: read, as {"app_id":"...","private_key":"..."}',
    writingKey:
      "another GitHub App with Members: write, and Administration: write for shares of repositories",
    resource: "website",
  },
  hasMoreOfTeams: true,
  nestedHave: true,
  leadsAdmit: true,
  secretsRead: true,
  elsewhere: { team: "team", change: "" },
  invitedAs: "member",
  slugOf: slugOfName,
  otherLevels: { read: "pull", write: "push" },
  onLeave: "remove",
} as const satisfies Vocabulary;
