/** What an access is, as evidence keeps and tells it: each kind says it of itself, with what is written alike for several. */
import type { Terms } from "../model/entities/carried.ts";
import { holderKinds, type Holder } from "../model/entities/holder.ts";
import type { EntityOf, Kind } from "../model/entity.ts";
import type { Access } from "../model/evidence.ts";
import { fieldOf, objectIn, textOf } from "../model/jsonFields.ts";
import type { JsonObject } from "../model/json.ts";
import { holderPieces, own, type Piece } from "./pieces.ts";

/** What the thing of a key is, whatever it is called. */
export type Identity = (kind: Kind, key: string) => string;

/** All keys that a thing had. */
type Called = (kind: Kind, thing: string) => readonly string[];

/** Whose access it is told as: what is plain then is not said again. */
export type Teller = "person" | "service_account" | "team" | "anybody";

/** What of an access says what it is. */
export type What = Pick<Access, "kind" | "key" | "fields">;

/** What something is as long as it means the same: two declarations with one meaning are one and the same access. */
export interface Meant {
  /** Equal for all that it was over time. */
  readonly thing: string;
  readonly fields: JsonObject;
}

/** Somebody or something whose an access is: it is told of them, and it may end with them. */
export interface Belonging {
  readonly kind: Holder["kind"];
  readonly key: string;
  /**
   * How it is theirs: `given` to them or a `part` of them, or their place `filled` by somebody, it goes when they go; what they
   * have `led` stays without them; what is only `counted` to them was not given to them as an access.
   */
  readonly as: "given" | "part" | "filled" | "led" | "counted";
  /** Its place in the list of what they have: the lowest stands first. */
  readonly place: number;
  /** What it is to them, whatever they are called. */
  readonly rest: string;
  /** What they have through it: whatever is given to this one. */
  readonly through?: Pick<Holder, "kind" | "key">;
}

export interface AccessSpec<K extends Kind> {
  /** The fields that make it what it is, and none that only says where and how it is written. */
  readonly meaning: (entity: EntityOf<K>, named: Identity) => JsonObject;
  /** The fields of its meaning that hold a key, and of what; a holder's says so itself. */
  readonly names: Readonly<Record<string, Kind>>;
  /** Whose it is beside its own. */
  readonly belongsTo: (meant: Meant) => readonly Belonging[];
  /** Every key that it had, by what others are called; absent where it is called by itself. */
  readonly keys?: (meant: Meant, called: Called) => readonly string[];
  /** "editor, until 2027-01-31", "in team finance, lead", "edit on pipeline nightly, with team finance". */
  readonly words: (what: What, teller: Teller) => Piece[];
}

export function orNone(key: string | null, kind: Kind, named: Identity): string | null {
  return key === null ? null : named(kind, key);
}

export function holderOf({ kind, key }: Holder, named: Identity): JsonObject {
  return { kind, key: named(kind, key) };
}

export function endOf(terms: Terms | undefined): JsonObject {
  return terms?.until === undefined ? {} : { until: terms.until };
}

/** The holder in a field; undefined for anything else. */
export function holderIn(fields: JsonObject | null, field: string): Holder | undefined {
  const holder = objectIn(fieldOf(fields, field));
  const kind = holderKinds.find((known) => known === textOf(holder, "kind"));
  const key = textOf(holder, "key");
  return kind === undefined || key === undefined ? undefined : { kind, key };
}

/** That it belongs to whoever of that kind stands in a field. */
export function belongsTo(
  { fields }: Meant,
  field: string,
  { kind, ...how }: Omit<Belonging, "key">,
): readonly Belonging[] {
  const key = textOf(fields, field);
  return key === undefined ? [] : [{ kind, key, ...how }];
}

/** The same of whoever a field names with their kind. */
export function belongsToHolder(
  { fields }: Meant,
  field: string,
  how: Omit<Belonging, "kind" | "key">,
): readonly Belonging[] {
  const holder = holderIn(fields, field);
  return holder === undefined ? [] : [{ ...holder, ...how }];
}

/** The keys of what somebody holds: they end with the holder's. */
export function keysOfHeld({ thing, fields }: Meant, called: Called): readonly string[] {
  const holder = holderIn(fields, "holder");
  if (holder === undefined) return [];
  const rest = thing.slice(0, thing.length - holder.key.length);
  return called(holder.kind, holder.key).map((key) => `${rest}${key}`);
}

/** A word of the service's own. */
export function wordPiece(fields: JsonObject, field: string): Piece {
  return { piece: "role", text: textOf(fields, field) ?? "" };
}

/** With whom it is, where that is not who it is told as. */
export function withHolder(fields: JsonObject, teller: Teller): Piece[][] {
  const holder = objectIn(fieldOf(fields, "holder"));
  const isOwn = textOf(holder, "kind") === (teller === "person" ? "member" : teller);
  return isOwn ? [] : [[own("with "), ...(holderPieces(holder) ?? [own("?")])]];
}

export function endPieces(fields: JsonObject): Piece[][] {
  const [until, roleUntil, then] = ["until", "role_until", "then"].map((field) => textOf(fields, field));
  return [
    ...(roleUntil === undefined
      ? []
      : [
          [own(`until ${roleUntil}, then `), then === undefined ? own("another") : wordPiece(fields, "then")],
        ]),
    ...(until === undefined ? [] : [[own(`until ${until}`)]]),
  ];
}
