/** What every translation of the API's objects needs: an id that no known object has stays as it is, and whoever reads decides what that means. */
import type { Holder } from "../../model/entities/holder.ts";
import type { Names } from "../../io/remote/known.ts";
import { sortedBy } from "../../model/text.ts";

/** Who holds a share or owns a service account. */
export function holderOf(kind: Holder["kind"], id: string, names: Names): Holder {
  const keys = { team: names.team, member: names.member, service_account: names.account };
  return { kind, key: keys[kind](id) ?? id };
}

export function sortedOnce(texts: readonly string[]): string[] {
  return sortedBy(new Set(texts), (text) => text);
}

export function nameOr(
  id: string | null | undefined,
  name: (id: string) => string | undefined,
): string | null {
  return id === null || id === undefined ? null : (name(id) ?? id);
}

export function carried(api: { readonly id: string; readonly etag?: string | undefined }): {
  id: string;
  etag?: string;
} {
  return { id: api.id, ...(api.etag === undefined ? {} : { etag: api.etag }) };
}
