/** Lists over REST, read to their end. */
import * as z from "zod";
import type { ProviderFailure } from "../../model/provider.ts";
import { pathOf } from "../../io/remote/path.ts";
import { invitationSchema, type InvitationRow } from "./answers.ts";
import type { Client } from "./client.ts";
import type { Listed } from "./gather.ts";
import { nextPage } from "./pages.ts";

const rowsAPage = 100;
const mostPages = 1000;

interface Reading {
  /** What of the list is asked for. */
  readonly only?: Readonly<Record<string, string>>;
  /** What the list lacks would be taken for gone, and nothing else tells how long it is. */
  readonly doubts?: boolean;
}

/** A list of rows over REST; pages until none is said to follow. */
export async function readRows<T extends { readonly id: number }>(
  client: Client,
  path: string,
  schema: z.ZodType<T>,
  { only = {}, doubts = false }: Reading = {},
): Promise<Listed<T> | ProviderFailure> {
  const rows = new Map<number, T>();
  for (let page = 1; ; page++) {
    const query = { ...only, per_page: String(rowsAPage), page: String(page) };
    const answer = await client.ask({ method: "GET", path, query }, z.array(schema));
    if (!answer.ok) return answer;
    const before = rows.size;
    for (const row of answer.data) rows.set(row.id, row);
    // A full page without a word on others may have lost it on its way: what comes behind it is the proof.
    const isDoubtful = doubts && answer.headers["link"] === undefined && answer.data.length >= rowsAPage;
    if (nextPage(answer.headers) === undefined && (!isDoubtful || rows.size === before))
      return { ok: true, items: [...rows.values()] };
    // Whoever gives the same page again and again has no other, or does not go on where asked.
    if (rows.size === before)
      return {
        ok: true,
        items: [...rows.values()],
        broken: "a page said that there is another and held nothing new",
      };
    if (page === mostPages)
      return { ok: true, items: [...rows.values()], broken: `it has more than ${mostPages} pages` };
  }
}

/** Open invitations, and those that failed or expired. */
export async function readInvitations(
  client: Client,
  organization: string,
  which: "invitations" | "failed_invitations",
): Promise<Listed<InvitationRow> | ProviderFailure> {
  return readRows(client, pathOf("orgs", organization, which), invitationSchema, { doubts: true });
}
