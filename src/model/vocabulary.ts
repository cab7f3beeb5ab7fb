/** What declaring, planning and rendering may know of a service: its words, as data. */

/** What an id at the service looks like. */
export interface IdShape {
  /** Of the whole id, without anchors. */
  readonly pattern: string;
  /** What it begins with, for whoever has to find one. */
  readonly prefix: string;
}

/** The roles that every organization of the service has. */
export interface RoleModel {
  /** From low to high; equal ranks may do as much as each other. */
  readonly ranks: Readonly<Record<string, number>>;
  /** Manages users. */
  readonly managing: string;
  /** The lowest that may own things, and what somebody keeps who waits to hand them over. */
  readonly owning: string;
}

/** A word for something that a role or a key may do. */
export interface PermissionWord {
  /** Somebody with the permission cannot do more harm than the lowest role that may own things. */
  readonly harmless: boolean;
  /** Whether the lowest role may have it in a key without a permission of its own. */
  readonly forLowest: boolean;
  /** The level of a share that it lets somebody of the lowest role hold. */
  readonly opens?: string;
}

export interface Permissions {
  /** Lets a custom role or a key manage users, whatever the base. */
  readonly managing: string;
  readonly known: Readonly<Record<string, PermissionWord>>;
  /** Wildcards that stand for no more than the lowest owning role may do. */
  readonly harmlessWildcards: readonly string[];
}

export interface Vocabulary {
  readonly organizationId: IdShape;
  readonly personId: IdShape;
  /** Where it answers unless the files or the environment say otherwise. */
  readonly defaultAddress: string;
  /** What its keys look like, as a regular expression without anchors: nothing of that shape is ever printed. */
  readonly keyPattern: string;
  readonly roles: RoleModel;
  readonly permissions: Permissions;
}

/** True when the whole text is an id of that shape. */
export function hasShape({ pattern }: IdShape, text: string): boolean {
  return new RegExp(`^${pattern}$`).test(text);
}

/** One pattern for several, which may stand between anchors. */
export function alternatives(patterns: readonly string[]): string {
  const joined = patterns.join("|");
  return patterns.length === 1 ? joined : `(?:${joined})`;
}
