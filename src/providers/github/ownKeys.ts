/** The keys of people themselves that open the organization, as far as GitHub tells: they end with the membership, and whatever works with them stops. */
import type { ProviderFailure } from "../../model/provider.ts";
import type { HoldingsQuestion } from "../../model/holdings.ts";
import { addTo } from "../../model/grouped.ts";
import { fold } from "../../model/text.ts";
import { inRounds } from "../../io/remote/rounds.ts";
import { credentialSchema, ownTokenSchema } from "./answers.ts";
import { pathOf } from "../../io/remote/path.ts";
import type { Client } from "./client.ts";
import { type Listed } from "./gather.ts";
import { readRows } from "./rows.ts";

export interface OwnKeys {
  /** By key of the member, each in GitHub's words and its own: "fine-grained token ci". */
  readonly of: ReadonlyMap<string, readonly string[]>;
  /** Why some may be missing; absent where GitHub told all that it tells this key. */
  readonly why?: string;
}

interface Asked {
  readonly organization: string;
  readonly people: readonly HoldingsQuestion[];
  /** By number, as it is now. */
  readonly loginOf: (number: string) => string | undefined;
  /** The organization's plan has single sign-on, for which people authorize their keys. */
  readonly signsOn: boolean;
}

/** So many people are asked about at once. */
const atOnce = 10;

/** One request for a hundred fine-grained tokens, of which only an App is told that may read them; and one for each person where they authorize keys. */
export async function readOwnKeys(
  client: Client,
  { organization, people, loginOf, signsOn }: Asked,
): Promise<OwnKeys> {
  const found = new Map<string, string[]>();
  const broken: string[] = [];
  const rowsOf = <T>(read: Listed<T> | ProviderFailure): readonly T[] => {
    const why = read.ok ? read.broken : isNone(read) ? undefined : read.message;
    if (why !== undefined) broken.push(why);
    return read.ok ? read.items : [];
  };
  const app = await client.installation();
  if (app.ok && app.data?.permissions["organization_personal_access_tokens"] !== undefined) {
    const numbers = new Map(people.map(({ key, id }) => [id, key]));
    const path = pathOf("orgs", organization, "personal-access-tokens");
    for (const { owner, token_name: name } of rowsOf(await readRows(client, path, ownTokenSchema))) {
      const key = numbers.get(String(owner.id));
      if (key !== undefined) addTo(found, key, `fine-grained token ${name}`);
    }
  }
  if (signsOn)
    await inRounds(people, atOnce, async ({ key, id }) => {
      const login = loginOf(id) ?? key;
      const path = pathOf("orgs", organization, "credential-authorizations");
      const rows = rowsOf(await readRows(client, path, credentialSchema, { only: { login } }));
      for (const { login: whose, type, title } of rows)
        if (fold(whose) === fold(login)) addTo(found, key, title === "" ? type : `${type} ${title}`);
    });
  const [why] = [...broken].sort();
  return { of: found, ...(why === undefined ? {} : { why }) };
}

/** Most organizations have no such list, and most keys are not shown it. */
function isNone({ status }: ProviderFailure): boolean {
  return status === 404 || status === 403;
}
