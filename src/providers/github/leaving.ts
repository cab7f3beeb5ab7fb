/** What somebody who leaves leaves at GitHub: nothing that they own, but secrets that they could read, keys that they added, and what stands under their own account. */
import type { ProviderFailure } from "../../model/provider.ts";
import type { Holdings, HoldingsQuestion, LeftBehind } from "../../model/holdings.ts";
import { fold, plural, someOf } from "../../model/text.ts";
import type { DeployKey, DeployKeys } from "./deployKeys.ts";
import type { TeamRead } from "./gather.ts";
import type { OwnKeys } from "./ownKeys.ts";
import type { Lists } from "./lists.ts";
import { said, unreadIn } from "./translate.ts";

/** Of more repositories than these one task speaks for all; so many are named in one sentence. */
const mostTasks = 20;
const mostNamed = 10;

type Hint = LeftBehind["hints"][number];

interface Around {
  readonly reach: Reach;
  /** By number, as it is now. */
  readonly loginOf: (number: string) => string | undefined;
  readonly own: OwnKeys;
  /** Absent where nobody asked for them. */
  readonly keys?: DeployKeys | ProviderFailure;
}

/** What members may do that outlives their membership, by their numbers. */
interface Reach {
  readonly organization: Lists["members"]["organization"];
  readonly owners: ReadonlySet<number>;
  /** The repositories that each may administer or maintain, by number: their names. */
  readonly open: ReadonlyMap<number, ReadonlyMap<number, string>>;
  /** Why there may be more of them, by number, as a sentence; absent where all that shows it was read to its end. */
  readonly unread: ReadonlyMap<number, string>;
}

/** Found for all of these people at once: for each of them, all teams would be gone through again. */
export function reachOf(people: readonly HoldingsQuestion[], { members, teams }: Lists): Reach {
  const open = new Map(people.map(({ id }) => [Number(id), new Map<number, string>()]));
  const unread = new Map<number, string>();
  for (const team of teams.items) {
    const { members: inTeam, repositories } = team;
    const theirs = repositories.items.filter(
      ({ permission }) => permission === "ADMIN" || permission === "MAINTAIN",
    );
    const { share } = unreadIn(team);
    if (theirs.length === 0 && share === undefined) continue;
    for (const { node } of inTeam.items) {
      const own = open.get(node.databaseId);
      if (own !== undefined) for (const { node: one } of theirs) own.set(one.databaseId, one.name);
      if (own !== undefined && share !== undefined) unread.set(node.databaseId, share);
    }
  }
  const anybodys = whyAnybodys(teams);
  if (anybodys !== undefined) for (const number of open.keys()) unread.set(number, anybodys);
  const owners = members.items.filter(({ role }) => role === "ADMIN");
  return {
    organization: members.organization,
    owners: new Set(owners.map(({ node }) => node.databaseId)),
    open,
    unread,
  };
}

/** Why anybody may have been in a team that does not show it. */
function whyAnybodys(teams: Lists["teams"]): string | undefined {
  const reasons = [
    said("teams", teams),
    ...teams.items.map((team: TeamRead) => unreadIn(team).team_membership),
  ];
  return reasons.find((reason) => reason !== undefined);
}

/** Members own nothing at GitHub in muster's sense, and their own tokens end with the membership. */
export function holdingsOf({ key, id }: HoldingsQuestion, { reach, loginOf, own, keys }: Around): Holdings {
  const hint: Hint = {
    code: "check_apps",
    key: `${key} apps`,
    message: `look for GitHub Apps and OAuth apps of ${key}'s own account: they outlive the membership, and GitHub lists them to nobody else`,
    risk: "low",
  };
  const number = Number(id);
  const login = loginOf(id) ?? key;
  const behind: LeftBehind = {
    tasks: [
      ...secretsOf(key, number, { ...reach, deployKeys: whyPerhapsMore(keys) }),
      ...(keys === undefined || "ok" in keys ? [] : keysOf(key, keys.by.get(fold(login)) ?? [])),
    ],
    hints: [hint, ...ownKeysOf(key, own), ...(keys === undefined ? [] : unknownOf(key, keys))],
  };
  return { resources: [], keys: [], coverage: { complete: true }, behind };
}

/** Why they may have added deploy keys that no task names; undefined where all were looked at. */
function whyPerhapsMore(keys: Around["keys"]): string | undefined {
  if (keys === undefined) return "not looked for: `--deep` does";
  return "ok" in keys || keys.unread.length > 0 ? "which could not all be read" : undefined;
}

/** Whoever may administer or maintain a repository may have put its secrets elsewhere, and deploy keys into it. */
function secretsOf(
  key: string,
  number: number,
  {
    organization,
    owners,
    open,
    unread,
    deployKeys,
  }: Reach & {
    readonly deployKeys: string | undefined;
  },
): LeftBehind["tasks"] {
  const { id, login } = organization;
  const why =
    deployKeys === undefined
      ? `${key} could have read them`
      : `${key} could have read them, and may have added deploy keys, which stay (${deployKeys})`;
  const all = (which: string): LeftBehind["tasks"] => [
    {
      task: "rotate_secrets",
      key: `organization:${login}`,
      object: String(id),
      message: `rotate the secrets of ${which}: ${why}`,
    },
  ];
  if (owners.has(number)) return all(`the organization and its repositories, of which ${key} was an owner`);
  const theirs = [...(open.get(number) ?? [])];
  const unknown = unread.get(number);
  // Once they are gone, nothing tells what they could read: what was not read now would be owed by nobody.
  if (unknown !== undefined)
    return all(
      `the repositories that ${key} administered or maintained, of which ${theirs.length === 0 ? "none is" : `only ${someOf(theirs.map(([, name]) => name).sort(), mostNamed)} ${theirs.length === 1 ? "is" : "are"}`} known (${unknown})`,
    );
  if (theirs.length > mostTasks)
    return all(`the ${theirs.length} repositories that ${key} administered or maintained`);
  return theirs.map(([repository, name]) => ({
    task: "rotate_secrets",
    key: `repository:${name}`,
    object: String(repository),
    message: `rotate the secrets of repository ${name}: ${why}`,
  }));
}

function keysOf(key: string, added: readonly DeployKey[]): LeftBehind["tasks"] {
  return added.map(({ id, title, repository }) => ({
    task: "replace_deploy_key",
    key: `repository:${repository}/${title}`,
    object: String(id),
    message: `remove or replace deploy key ${title} of repository ${repository}: ${key} added it, and it stays`,
  }));
}

/** Their own keys, which nobody has to end. */
function ownKeysOf(key: string, { of, why }: OwnKeys): Hint[] {
  const theirs = [...(of.get(key) ?? [])].sort();
  const hint = (message: string): Hint => ({
    code: "check_tokens",
    key: `${key} tokens`,
    message,
    risk: "low",
  });
  return [
    ...(theirs.length === 0
      ? []
      : [
          hint(
            `see what works with ${key}'s own keys, which end with the membership: ${someOf(theirs, mostNamed)}`,
          ),
        ]),
    ...(why === undefined
      ? []
      : [hint(`which keys of ${key}'s own end with the membership is not known. ${why}`)]),
  ];
}

/** What looking for them could not tell. */
function unknownOf(key: string, keys: DeployKeys | ProviderFailure): Hint[] {
  const hint = (message: string): Hint => ({
    code: "check_deploy_keys",
    key: `${key} deploy keys`,
    message,
    risk: "low",
  });
  if ("ok" in keys)
    return [hint(`look for deploy keys that ${key} added: they could not be read. ${keys.message}`)];
  const { nobodys, unread, why } = keys;
  return [
    ...(unread.length === 0
      ? []
      : [
          hint(
            `look for deploy keys that ${key} added to ${plural(unread.length, "repository", "repositories")} (${someOf(unread, mostNamed)}): they could not be read. ${why ?? ""}`,
          ),
        ]),
    ...(nobodys.length === 0
      ? []
      : [
          hint(
            `find out whether ${key} added ${plural(nobodys.length, "deploy key")} of which GitHub does not tell who did: ${someOf(
              nobodys.map(({ title, repository }) => `${title} of ${repository}`),
              mostNamed,
            )}`,
          ),
        ]),
  ];
}
