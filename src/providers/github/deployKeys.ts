/** Deploy keys, which outlive whoever added them. They stand with each repository, so that they are looked for only where that is asked for. */
import type { ProviderFailure } from "../../model/provider.ts";
import { fold, sortedBy } from "../../model/text.ts";
import { inRounds } from "../../io/remote/rounds.ts";
import { deployKeySchema, repositoryRowSchema } from "./answers.ts";
import { pathOf } from "../../io/remote/path.ts";
import type { Client } from "./client.ts";
import { readRows } from "./rows.ts";

export interface DeployKey {
  readonly id: number;
  readonly title: string;
  readonly repository: string;
}

export interface DeployKeys {
  /** By folded login of whoever added them. */
  readonly by: ReadonlyMap<string, readonly DeployKey[]>;
  /** Those of which GitHub does not tell that. */
  readonly nobodys: readonly DeployKey[];
  /** Names of repositories whose keys could not be read, and why of the first. */
  readonly unread: readonly string[];
  readonly why?: string;
}

/** So many repositories are asked at once. */
const atOnce = 10;

/** One request for a hundred repositories, and one for each of them. */
export async function readDeployKeys(
  client: Client,
  organization: string,
): Promise<DeployKeys | ProviderFailure> {
  const listed = await readRows(client, pathOf("orgs", organization, "repos"), repositoryRowSchema);
  if (!listed.ok) return listed;
  const by = new Map<string, DeployKey[]>();
  const nobodys: DeployKey[] = [];
  const unread = new Map<string, string>();
  if (listed.broken !== undefined) unread.set("those that were not listed", listed.broken);
  await inRounds(listed.items, atOnce, async ({ name: repository }) => {
    const rows = await readRows(client, pathOf("repos", organization, repository, "keys"), deployKeySchema);
    const why = rows.ok ? rows.broken : rows.message;
    if (why !== undefined) unread.set(repository, why);
    for (const { id, title, added_by: login } of rows.ok ? rows.items : []) {
      const key: DeployKey = { id, title, repository };
      const theirs = login === null ? nobodys : (by.get(fold(login)) ?? []);
      theirs.push(key);
      if (login !== null) by.set(fold(login), theirs);
    }
  });
  const ordered = (keys: readonly DeployKey[]): DeployKey[] =>
    sortedBy(keys, ({ repository, id }) => `${repository} ${id}`);
  const names = [...unread.keys()].sort();
  const why = unread.get(names[0] ?? "");
  return {
    by: new Map([...by].map(([login, keys]) => [login, ordered(keys)])),
    nobodys: ordered(nobodys),
    unread: names,
    ...(why === undefined ? {} : { why }),
  };
}
