/** What is known of a service before its lists: what it says of itself, and whether it is the one that the files mean. */
import type { ScimSettings } from "../../model/scim.ts";
import { fold } from "../../model/text.ts";
import type { ProviderFailure } from "../../model/provider.ts";
import { pathOf } from "../../io/remote/path.ts";
import { equals } from "./call.ts";
import type { Client } from "./client.ts";
import type { Profile } from "./profile.ts";
import { configOf, pageOf, userOf, type ServiceConfig, type User } from "./resource.ts";

/** The service's word on itself (RFC 7644, 4). Many have none, or show it to nobody: then the profile alone counts. */
export async function readConfig(
  client: Client,
): Promise<{ readonly ok: true; readonly config: ServiceConfig } | ProviderFailure> {
  const answer = await client.ask({ method: "GET", path: pathOf("ServiceProviderConfig") });
  return answer.ok ? { ok: true, config: configOf(answer.body) } : answer;
}

/** What it says, and nothing where it does not answer: what comes next will tell why. */
export function configIn(read: Awaited<ReturnType<typeof readConfig>>): ServiceConfig {
  return read.ok ? read.config : {};
}

/** How lists are asked for: as the profile says, within what the service says. */
export function pagingBy(
  { paging }: Profile,
  { maxResults, cursor, index }: ServiceConfig,
): { readonly size: number; readonly byCursor: boolean } {
  const size = maxResults === undefined || maxResults < 1 ? paging.size : Math.min(paging.size, maxResults);
  return { size, byCursor: paging.kind === "cursor" || (cursor === true && index === false) };
}

export function isExpected({ userName, emails }: User, expected: string): boolean {
  const wanted = fold(expected);
  return [userName, ...emails.map(({ value }) => value)].some((it) => fold(it) === wanted);
}

/** Whoever must be there is looked for first; undefined where they can only be found among all. */
export async function findExpected(
  client: Client,
  { expects }: ScimSettings,
  { profile, config }: { readonly profile: Profile; readonly config: ServiceConfig },
): Promise<{ readonly ok: true; readonly found?: boolean } | ProviderFailure> {
  if (expects === undefined) return { ok: true, found: true };
  if (profile.filter === "none" || config.filter === false) return { ok: true };
  const query = { filter: equals("userName", expects), count: "2", startIndex: "1" };
  const answer = await client.ask({ method: "GET", path: pathOf("Users"), query });
  if (!answer.ok) return knowsNoFilters(answer) ? { ok: true } : answer;
  const users = pageOf(answer.body)?.resources ?? [];
  return users.some((data) => isExpectedIn(data, expects)) ? { ok: true, found: true } : { ok: true };
}

/** A service without filters may say so by any error but one about the key, or about too many requests. */
export function knowsNoFilters({ status = 0 }: ProviderFailure): boolean {
  return [400, 404, 405, 422, 500, 501].includes(status);
}

function isExpectedIn(data: unknown, expected: string): boolean {
  const user = userOf(data);
  return user !== undefined && isExpected(user, expected);
}

/** A token opens one tenant, and no tenant has a name: without the user who must be there, it is another company's. */
export function otherTenant(expected: string, address: URL): ProviderFailure {
  const message =
    `At ${address.host} there is no user ${expected}, who must be there by \`scim.expects\`: this is another organization's ` +
    "tenant, or the token is. Nothing else counts. Check `api`, the token and `scim.expects`.";
  return { ok: false, kind: "stop", code: "other_organization", message };
}
