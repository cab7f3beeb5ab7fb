/** What reading and planning an organization of GitHub and of a SCIM server take grows with what there is, by counted work. */
import { describe, expect, it } from "vitest";
import type { OrganizationSeed } from "../../src/sandbox/github/seed.ts";
import { growthOfWaiting } from "../fakes/counting.ts";
import { githubWorld, ownerToken, section } from "../fakes/githubWorld.ts";
import { createScimWorld, own, type ScimWorldOptions } from "../fakes/scim.ts";

const few = 30;
const many = 8 * few;
/** Work of all functions together, and of each: where things are sorted, it is a little more. */
const most = { requests: 9, together: 9, apart: 16 };
/** The service itself works in this process, too, and counts for nothing. */
const counted = ["providers/", "declare/", "diff/", "plan/", "kinds/"];

interface Planning {
  /** How many requests it took. */
  plan(): Promise<number>;
  close(): Promise<void>;
}

const all = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));
const lines = (count: number, make: (at: number) => string): string =>
  all(count, (at) => `  ${make(at)}\n`).join("");
const login = (at: number): string => `user-${at}`;
const mail = (at: number): string => `p${at}@acme.example`;
const others = (count: number): OrganizationSeed["members"] => ({
  ana: "admin",
  ...Object.fromEntries(all(count, (at) => [login(at), "member"])),
});
const otherLines = (count: number): string => `  ana: admin\n${lines(count, (at) => `${login(at)}: member`)}`;

interface GitHubCase {
  readonly organization: Partial<OrganizationSeed>;
  readonly members?: string;
  readonly more?: string;
  readonly accounts?: readonly { readonly login: string; readonly id: number }[];
}

const onGitHub: Readonly<Record<string, (n: number) => GitHubCase>> = {
  "members who rise": (n) => ({
    organization: { members: others(n) },
    members: `  ana: admin\n${lines(n, (at) => `${login(at)}: admin`)}`,
  }),
  "members who leave": (n) => ({
    organization: { members: others(n) },
    members: `  ana: admin\n${lines(n, (at) => `${login(at)}: { state: removed }`)}`,
  }),
  "teams of two": (n) => ({
    organization: {
      members: others(n),
      teams: all(n, (at) => ({ name: `t${at}`, members: { ana: "member", [login(at)]: "member" } })),
    },
    members: otherLines(n),
    more: `teams:\n${lines(n, (at) => `t${at}: { members: [${login(at)}] }`)}`,
  }),
  "the members of one team": (n) => ({
    organization: {
      members: others(2 * n),
      teams: [{ name: "t0", members: Object.fromEntries(all(n, (at) => [login(at), "member"])) }],
    },
    members: otherLines(2 * n),
    more: `teams:\n  t0:\n    members:\n${lines(n, (at) => `  - ${login(n + at)}`)}`,
  }),
  "nested teams that move to the top": (n) => ({
    organization: {
      members: others(0),
      teams: all(n, (at) => ({ name: `t${at}`, ...(at === 0 ? {} : { parent: `t${at - 1}` }) })),
    },
    more: `teams:\n${lines(n, (at) => `t${at}: { parent: null }`)}`,
  }),
  "repositories of one team": (n) => ({
    organization: {
      members: others(0),
      repositories: all(n, (at) => `r${at}`),
      teams: [{ name: "t0", repositories: Object.fromEntries(all(n, (at) => [`r${at}`, "pull"])) }],
    },
    more: `teams:\n  t0:\n    shares:\n      repositories:\n${lines(n, (at) => `      r${at}: push`)}`,
  }),
  "teams with a repository each": (n) => ({
    organization: {
      members: others(0),
      repositories: all(n, (at) => `r${at}`),
      teams: all(n, (at) => ({ name: `t${at}`, repositories: { [`r${at}`]: "pull" } })),
    },
    more: `teams:\n${lines(n, (at) => `t${at}: { shares: { repositories: { r${at}: push } } }`)}`,
  }),
  invitations: (n) => ({
    organization: {
      members: others(0),
      invitations: all(n, (at) => ({
        account: 7000 + at,
        email: null,
        role: "member" as const,
        createdAt: "2026-11-01T09:00:00Z",
        inviter: "ana",
        teams: [],
      })),
    },
    members: `  ana: admin\n${lines(n, (at) => `${login(at)}: admin`)}`,
    accounts: all(n, (at) => ({ login: login(at), id: 7000 + at })),
  }),
};

interface ScimCase extends Pick<ScimWorldOptions, "users" | "groups"> {
  readonly files: string;
}

const users = (count: number) => all(count, (at) => own(mail(at)));
const everyUser = (count: number): string => `members:\n${lines(count, (at) => `${mail(at)}: member`)}`;

const overScim: Readonly<Record<string, (n: number) => ScimCase>> = {
  "users who come and go": (n) => ({
    users: users(2 * n),
    files: `members:\n${lines(n, (at) => `${mail(at)}: { state: deactivated }`)}${lines(n, (at) => `${mail(2 * n + at)}: member`)}`,
  }),
  "groups of one": (n) => ({
    users: users(n),
    groups: all(n, (at) => ({ displayName: `T${at}`, externalId: `muster:t${at}`, members: [mail(at)] })),
    files: `${everyUser(n)}teams:\n${lines(n, (at) => `t${at}: { name: T${at}, members: [${mail((at + 1) % n)}] }`)}`,
  }),
  "the members of one group": (n) => ({
    users: users(2 * n),
    groups: [{ displayName: "T0", externalId: "muster:t0", members: all(n, mail) }],
    files: `${everyUser(2 * n)}teams:\n  t0:\n    name: T0\n    members:\n${lines(n, (at) => `  - ${mail(n + at)}`)}`,
  }),
};

async function planningOnGitHub({
  organization,
  members,
  more = "",
  accounts = [],
}: GitHubCase): Promise<Planning> {
  const { sandbox, plan } = await githubWorld({
    files: { "acme/organization.yaml": `${section}members:\n${members ?? "  ana: admin\n"}${more}` },
    organization: { seats: 5000, ...organization },
    seed: { accounts, tokens: [{ token: ownerToken, account: "ana", scopes: ["admin:org", "repo"] }] },
  });
  return {
    plan: async () => {
      const before = sandbox.requests().length;
      const { does, withheld } = await plan();
      expect(does.length + withheld.length).toBeGreaterThan(0);
      return sandbox.requests().length - before;
    },
    // It closes with the test.
    close: () => Promise.resolve(),
  };
}

async function planningOverScim({ files, ...seed }: ScimCase): Promise<Planning> {
  const world = await createScimWorld(seed);
  await world.setFiles(files);
  return {
    plan: async () => {
      const before = world.sandbox.requests().length;
      const { actions, withheld } = await world.plan();
      expect(actions.length + withheld.length).toBeGreaterThan(0);
      return world.sandbox.requests().length - before;
    },
    close: () => world.close(),
  };
}

async function holds(little: Planning, much: Planning): Promise<void> {
  try {
    const requests = { little: 0, much: 0 };
    const growth = await growthOfWaiting(counted, {
      little: async () => (requests.little = await little.plan()),
      much: async () => (requests.much = await much.plan()),
      apart: { times: most.apart, few },
    });
    expect(growth.apart).toEqual([]);
    expect(growth.together).toBeLessThan(most.together);
    expect(requests.much).toBeLessThanOrEqual(most.requests * requests.little);
  } finally {
    await little.close();
    await much.close();
  }
}

describe("eight times as many take eight times the work to read and to plan", () => {
  it.each(Object.entries(onGitHub))("GitHub: %s", async (_, make) => {
    await holds(await planningOnGitHub(make(few)), await planningOnGitHub(make(many)));
  });

  it.each(Object.entries(overScim))("SCIM: %s", async (_, make) => {
    await holds(await planningOverScim(make(few)), await planningOverScim(make(many)));
  });
});
