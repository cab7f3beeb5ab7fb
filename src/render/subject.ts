/** Whom or what an action is about, as pieces. */
import { fieldOf, objectIn, textOf } from "../model/fields.ts";
import type { Kind } from "../model/entity.ts";
import { isRecord } from "../model/record.ts";
import { ownedKinds, sharedKinds } from "../model/vocabularies/all.ts";
import type { JsonObject } from "../model/json.ts";
import { foreign, holderNamed, holderPieces, own } from "../kinds/pieces.ts";
import type { Piece } from "../kinds/pieces.ts";

/** What the subject is told from. */
export interface Named {
  readonly kind: Kind;
  readonly key: string;
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
}

/**
 * The e-mail, slug or name as it is written, where the plan holds it, else what the key says:
 * "ana@acme.example in finance", "pipeline nightly_sales with team finance", "key laptop of rob@acme.example".
 */
export function subjectOf(item: Named): Piece[] {
  switch (item.kind) {
    case "member":
      return [foreign(isRecord(item.key) ? item.key : (said(item, "email") ?? item.key))];
    case "team":
      return [foreign(said(item, "slug") ?? item.key)];
    case "team_membership": {
      // A slug has no "/", an e-mail address may.
      const cut = item.key.indexOf("/");
      if (cut < 0) return [foreign(item.key)];
      return [foreign(item.key.slice(cut + 1)), own(" in "), foreign(item.key.slice(0, cut))];
    }
    case "role":
      return [foreign(said(item, "name") ?? item.key)];
    case "share":
      return shareSubject(item);
    case "service_account":
      return [own("service account "), foreign(said(item, "name") ?? item.key)];
    case "key":
      return keySubject(item);
    case "ownership": {
      const resource = ownedResource(item);
      return resource === undefined
        ? [foreign(item.key)]
        : [own(`${resource.kind} `), foreign(resource.name)];
    }
  }
}

function said(item: Named, field: string): string | undefined {
  return textOf(item.after, field) ?? textOf(item.before, field);
}

const ownedKey = new RegExp(`^(${ownedKinds.join("|")}):(.*)$`, "s");
// Greedy, so that the last "/KIND:" divides: a resource may be named anything, a holder's key seldom holds that.
const shareKey = new RegExp(`^(${sharedKinds.join("|")}):(.*)/(team|member|service_account):(.*)$`, "s");

/** What changes hands, when the plan says so in a way that can be told; its kind is one of ours. */
export function ownedResource(item: Named): { readonly kind: string; readonly name: string } | undefined {
  const kind = ownedKinds.find((known) => known === said(item, "resource"));
  const name = said(item, "name");
  if (kind !== undefined && name !== undefined) return { kind, name };
  const [, keyKind, keyName] = ownedKey.exec(item.key) ?? [];
  return keyKind === undefined || keyName === undefined ? undefined : { kind: keyKind, name: keyName };
}

function shareSubject(item: Named): Piece[] {
  const side = item.after ?? item.before;
  const kind = sharedKinds.find((known) => known === textOf(side, "resource"));
  const name = textOf(side, "name");
  const holder = holderPieces(objectIn(fieldOf(side, "holder")));
  if (kind !== undefined && name !== undefined && holder !== undefined) {
    return [own(`${kind} `), foreign(name), own(" with "), ...holder];
  }
  const [, keyKind = "", keyName = "", holderKind = "", holderKey = ""] = shareKey.exec(item.key) ?? [];
  const keyHolder = holderNamed(holderKind, holderKey);
  if (keyHolder === undefined) return [foreign(item.key)];
  return [own(`${keyKind} `), foreign(keyName), own(" with "), ...keyHolder];
}

function keySubject(item: Named): Piece[] {
  const holder = said(item, "account") ?? said(item, "member");
  const name = said(item, "name");
  if (holder !== undefined && name !== undefined) return keyOf(name, holder);
  // An e-mail address may hold a "/" before its "@"; the name of a service account holds none.
  const [, keyHolder, keyName] = /^([^@]*@[^/]*|[^/]*)\/(.*)$/s.exec(item.key) ?? [];
  return keyHolder === undefined || keyName === undefined ? [foreign(item.key)] : keyOf(keyName, keyHolder);
}

function keyOf(name: string, holder: string): Piece[] {
  return [own("key "), foreign(name), own(" of "), foreign(holder)];
}
