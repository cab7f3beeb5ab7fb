/** What a key of a service account is. */
import type { KindSpec } from "../kind.ts";
import { keyAccess } from "./access.ts";
import { foreign, own, type Piece } from "../pieces.ts";
import { toldOf, type Told } from "../subject.ts";
import { keyTerms } from "./terms.ts";

/** Whose a key is, a service account's or a person's (`E-MAIL/ID`), and the rest; undefined for what is no such key. */
function holderIn(key: string): { readonly holder: string; readonly name: string } | undefined {
  // An e-mail address may hold a "/" before its "@"; the name of a service account holds none.
  const [, holder, name] = /^([^@]*@[^/]*|[^/]*)\/(.*)$/s.exec(key) ?? [];
  return holder === undefined || name === undefined ? undefined : { holder, name };
}

export const keyKind: KindSpec<"key"> = {
  naming: (it, to) => {
    const account = to({ kind: "service_account", key: it.account, within: true });
    return { ...it, account, key: `${account}${it.key.slice(it.account.length)}` };
  },
  personIn: (key) => {
    const said = holderIn(key);
    return said?.holder.includes("@") === true ? { person: said.holder, rest: said.name } : undefined;
  },
  within: (key) => {
    const holder = holderIn(key)?.holder;
    return holder === undefined
      ? []
      : [{ kind: holder.includes("@") ? "member" : "service_account", key: holder }];
  },
  subject,
  access: keyAccess,
  terms: keyTerms,
};

/** "key laptop of rob@acme.example" */
function subject(told: Told): Piece[] {
  const holder = toldOf(told, "account") ?? toldOf(told, "member");
  const name = toldOf(told, "name");
  const said = holder === undefined || name === undefined ? holderIn(told.key) : { holder, name };
  return said === undefined
    ? [foreign(told.key)]
    : [own("key "), foreign(said.name), own(" of "), foreign(said.holder)];
}
