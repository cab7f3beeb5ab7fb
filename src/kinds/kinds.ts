/** The table of kinds: whoever asks what a kind is, asks here; no other place lists what each kind names. */
import type { Entity, EntityOf, Kind } from "../model/entity.ts";
import { accountKind } from "./account/kind.ts";
import { keyKind } from "./key/kind.ts";
import type { Belonging, Meant } from "./access.ts";
import type { KindSpec, Ref } from "./kind.ts";
import type { Piece } from "./pieces.ts";
import type { Told } from "./subject.ts";
import { endsOnly, type TermSpec } from "./terms.ts";
import { memberKind } from "./member/kind.ts";
import { membershipKind } from "./membership/kind.ts";
import { ownershipKind } from "./ownership/kind.ts";
import { roleKind } from "./role/kind.ts";
import { roleGrantKind } from "./roleGrant/kind.ts";
import { shareKind } from "./share/kind.ts";
import { teamKind } from "./team/kind.ts";

const kindSpecs: { readonly [K in Kind]: KindSpec<K> } = {
  member: memberKind,
  team: teamKind,
  team_membership: membershipKind,
  role: roleKind,
  share: shareKind,
  service_account: accountKind,
  key: keyKind,
  ownership: ownershipKind,
  role_grant: roleGrantKind,
};

/** The definition of a kind. */
export function kindOf<K extends Kind>(kind: K): KindSpec<K> {
  return kindSpecs[kind];
}

/** Whom and what it names. */
export function refs(entity: Entity): readonly Ref[] {
  const named: Ref[] = [];
  kindOf(entity.kind).naming(entity, (ref) => {
    named.push(ref);
    return ref.key;
  });
  return named;
}

/** The key that something of a kind has now. */
export type Rename = (kind: Kind, key: string) => string;

/** The same under its new key, and with whomever it names under theirs. */
export function renamed<K extends Kind>(kind: K, entity: EntityOf<K>, to: Rename): EntityOf<K> {
  const own = to(kind, entity.key);
  const named = kindOf(kind).naming(entity, (ref) => to(ref.kind, ref.key));
  return own === entity.key ? named : { ...named, key: own };
}

/** Whom or what an action or something withheld is about. */
export function subjectOf(told: Told & { readonly kind: Kind }): readonly Piece[] {
  return kindOf(told.kind).subject(told);
}

/** Whose an access is beside its own: in whose list it stands, and with whom it may end. */
export function belongings(meant: Meant & { readonly kind: Kind }): readonly Belonging[] {
  return kindOf(meant.kind).access.belongsTo(meant);
}

/** How long, and on whose word, things of a kind hold. */
export function termsOf<K extends Kind>(kind: K): TermSpec<K> {
  return kindOf(kind).terms ?? endsOnly;
}
