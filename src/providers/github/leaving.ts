/** What somebody who leaves leaves at GitHub: nothing that they own, but secrets that they could read, and what stands under their own account. */
import type { Holdings, HoldingsQuestion, LeftBehind } from "../../model/provider.ts";
import type { Lists } from "./lists.ts";

/** Of more repositories than these one task speaks for all. */
const mostTasks = 20;

/** Members own nothing at GitHub in muster's sense, and their own tokens end with the membership. */
export function holdingsOf({ key, id }: HoldingsQuestion, lists: Pick<Lists, "members" | "teams">): Holdings {
  const hint = {
    code: "check_apps",
    key: `${key} apps`,
    message: `look for GitHub Apps and OAuth apps of ${key}'s own account: they outlive the membership, and GitHub lists them to nobody else`,
    risk: "low",
  } as const;
  const behind: LeftBehind = { tasks: secretsOf(key, Number(id), lists), hints: [hint] };
  return { resources: [], keys: [], coverage: { complete: true }, behind };
}

/** Whoever may administer or maintain a repository may have put its secrets elsewhere, and deploy keys into it. */
function secretsOf(
  key: string,
  number: number,
  { members, teams }: Pick<Lists, "members" | "teams">,
): LeftBehind["tasks"] {
  const { id, login } = members.organization;
  const why = `${key} could have read them, and may have added deploy keys, which stay`;
  const all = (which: string): LeftBehind["tasks"] => [
    {
      task: "rotate_secrets",
      key: `organization:${login}`,
      object: String(id),
      message: `rotate the secrets of ${which}: ${why}`,
    },
  ];
  if (members.items.some(({ role, node }) => role === "ADMIN" && node.databaseId === number))
    return all(`the organization and its repositories, of which ${key} was an owner`);
  const open = new Map<number, string>();
  for (const { members: people, repositories } of teams.items)
    if (people.items.some(({ node }) => node.databaseId === number))
      for (const { node, permission } of repositories.items)
        if (permission === "ADMIN" || permission === "MAINTAIN") open.set(node.databaseId, node.name);
  if (open.size > mostTasks)
    return all(`the ${open.size} repositories that ${key} administered or maintained`);
  return [...open].map(([repository, name]) => ({
    task: "rotate_secrets",
    key: `repository:${name}`,
    object: String(repository),
    message: `rotate the secrets of repository ${name}: ${why}`,
  }));
}
