/** What the files name and the lists do not show: repositories that no team uses, and people who are not there. */
import type { ProviderFailure, ReadScope } from "../../model/provider.ts";
import type { Resource } from "../../model/state.ts";
import { fold } from "../../model/text.ts";
import { accountsSchema, repositoriesSchema, userSchema } from "./answers.ts";
import { pathOf } from "../../io/remote/path.ts";
import type { Client, QueryAnswer } from "./client.ts";
import { peopleQuery, repositoriesQuery } from "./queries.ts";
import type { Lists } from "./lists.ts";
import { repositoriesOf, repositoryOf } from "./translate.ts";

export interface Named {
  readonly repositories: readonly Resource[];
  /** By folded login, of those who are no members. */
  readonly accounts: ReadonlyMap<string, string | null>;
  /** Numbers that no account has any more. */
  readonly gone: ReadonlySet<string>;
}

interface Asking {
  readonly scope: ReadScope;
  readonly lists: Lists;
  readonly organization: string;
}

/** Asks for both at once. */
export async function readNamed(
  client: Client,
  { scope: { named = [], handles = [], known = [] }, lists: { members, teams, open }, organization }: Asking,
): Promise<({ readonly ok: true } & Named) | ProviderFailure> {
  const there = new Set(members.items.map(({ node }) => fold(node.login)));
  const invited = open.items.flatMap(({ login }) => login ?? []);
  const [repositories, accounts] = await Promise.all([
    readRepositories(client, organization, {
      wanted: named.map(({ name }) => name),
      seen: repositoriesOf(teams.items),
    }),
    readAccounts(client, [...handles.filter((login) => !there.has(fold(login))), ...invited]),
  ]);
  if (!repositories.ok) return repositories;
  if (!accounts.ok) return accounts;
  const joined = new Set(members.items.map(({ node }) => String(node.databaseId)));
  // Whoever has the login still, or is a member under another, is there: of the rest few are left.
  const elsewhere = known.filter(
    ({ handle, id }) => !joined.has(id) && accounts.numbers.get(fold(handle)) !== id,
  );
  const gone = await goneAmong(client, [...new Set(elsewhere.map(({ id }) => id))].sort());
  if (!gone.ok) return gone;
  return {
    ok: true,
    repositories: repositories.items,
    accounts: accounts.numbers,
    gone: gone.numbers,
  };
}

/** Asks for each account by its number: of one that is gone GitHub knows nothing. */
async function goneAmong(
  client: Client,
  numbers: readonly string[],
): Promise<{ readonly ok: true; readonly numbers: ReadonlySet<string> } | ProviderFailure> {
  const gone = new Set<string>();
  for (const number of numbers) {
    const answer = await client.ask({ method: "GET", path: pathOf("user", number) }, userSchema);
    if (answer.ok) continue;
    if (answer.status !== 404) return answer;
    gone.add(number);
  }
  return { ok: true, numbers: gone };
}

/** So many logins or repositories are asked for in one query. */
const atOnce = 100;

/** There is none: by the type of the error, or in words where a server has no types. */
function isNobody({ type, message }: QueryAnswer["errors"][number]): boolean {
  return type === "NOT_FOUND" || (type === "" && /^Could not resolve to /.test(message));
}

interface Accounts {
  readonly ok: true;
  /** By folded login the number; null where nobody has that login. */
  readonly numbers: ReadonlyMap<string, string | null>;
}

/** Asks for each login once, whatever the case of its letters. An answer that says less than that stops the run. */
async function readAccounts(client: Client, logins: readonly string[]): Promise<Accounts | ProviderFailure> {
  const asked = [...new Set(logins.map(fold))].sort();
  const numbers = new Map<string, string | null>();
  for (let start = 0; start < asked.length; start += atOnce) {
    const some = asked.slice(start, start + atOnce);
    const variables = Object.fromEntries(some.map((login, index) => [`l${index}`, login]));
    const answer = await client.query(peopleQuery(some.length), variables);
    if (!answer.ok) return answer;
    const other = answer.errors.find((error) => !isNobody(error));
    const read = accountsSchema.safeParse(answer.data);
    if (other !== undefined || !read.success) {
      const message = `GraphQL People: ${other?.message ?? "GitHub's answer is not as documented"}. Nothing was read.`;
      return { ok: false, kind: "stop", code: "incomplete", message };
    }
    for (const [index, login] of some.entries()) {
      const found = read.data[`u${index}`];
      numbers.set(login, found === undefined || found === null ? null : String(found.databaseId));
    }
  }
  return { ok: true, numbers };
}

/** Those that teams use, and those that the files name beside them. */
async function readRepositories(
  client: Client,
  organization: string,
  { wanted, seen }: { readonly wanted: readonly string[]; readonly seen: readonly Resource[] },
): Promise<{ readonly ok: true; readonly items: readonly Resource[] } | ProviderFailure> {
  const known = new Set(seen.map(({ name }) => name.toLowerCase()));
  const asked = [...new Set(wanted.filter((name) => !known.has(name.toLowerCase())))].sort();
  const found: Resource[] = [...seen];
  for (let start = 0; start < asked.length; start += atOnce) {
    const names = asked.slice(start, start + atOnce);
    const variables = Object.fromEntries(names.map((name, index) => [`r${index}`, name]));
    const answer = await client.query(repositoriesQuery(names.length), { org: organization, ...variables });
    if (!answer.ok) return answer;
    const isOther = answer.errors.find((error) => !isNobody(error));
    const read = repositoriesSchema.safeParse(answer.data);
    if (isOther !== undefined || !read.success) {
      const message = `GraphQL Repositories: ${isOther?.message ?? "GitHub's answer is not as documented"}. Nothing was read.`;
      return { ok: false, kind: "stop", code: "incomplete", message };
    }
    for (const each of Object.values(read.data.organization))
      if (typeof each === "object" && each !== null) found.push(repositoryOf(each));
  }
  return { ok: true, items: found };
}
