/** What access files can say of a live organization: names as they are to be written, in the order in which they are. */
import type { TeamRole } from "../../model/entities/membership.ts";
import type { OwnedKind, ShareLevel, SharedKind } from "../../model/entities/resource.ts";

/** `null` in place of a list: it cannot be said whole, and so it is not said at all. */
export type Listed<T> = readonly T[] | null;

export interface ImportedShare {
  readonly resource: SharedKind;
  /** The resource's unique name, or its id. */
  readonly name: string;
  readonly level: ShareLevel;
}

/** What is known by an id at the service. */
interface Identified {
  /** Absent where it has none of its kind: an invitation has no member's id. */
  readonly id?: string;
}

export interface ImportedMember extends Identified {
  readonly key: string;
  readonly email: string;
  readonly state: "active" | "deactivated";
  /** Of active ones only. */
  readonly role?: string;
  readonly shares: Listed<ImportedShare>;
}

export interface ImportedPlace {
  /** E-mail. */
  readonly member: string;
  readonly role: TeamRole;
}

export interface ImportedTeam extends Identified {
  readonly key: string;
  readonly slug: string;
  readonly name?: string;
  readonly description?: string;
  /** Slug; null: none; absent: it cannot be said. */
  readonly parent?: string | null;
  /** E-mail; null: nobody; absent: it cannot be said. */
  readonly manager?: string | null;
  /** Where it is not what teams have anyway. */
  readonly privacy?: "secret";
  readonly notifications?: false;
  /** Null as well where a group decides who is in it. */
  readonly members: Listed<ImportedPlace>;
  /** The identity provider's group that does. */
  readonly membersFrom?: string;
  readonly shares: Listed<ImportedShare>;
}

export interface ImportedRole extends Identified {
  readonly key: string;
  readonly name: string;
  readonly base: string;
  readonly permissions: readonly string[];
}

/** Who holds an organization's role beside their own. */
export interface ImportedGrants {
  readonly key: string;
  readonly name: string;
  /** Slugs. */
  readonly teams: readonly string[];
  /** E-mails, or what the service has in their place. */
  readonly members: readonly string[];
}

export interface ImportedKey extends Identified {
  readonly key: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** One of its scopes manages users, so that an entry says why. */
  readonly managesUsers?: true;
}

export interface ImportedAccount extends Identified {
  readonly key: string;
  readonly name: string;
  readonly description?: string;
  readonly role: string;
  /** Slug or e-mail. */
  readonly owner: string;
  readonly shares: Listed<ImportedShare>;
  readonly keys: Listed<ImportedKey>;
}

export interface ImportedOwnership {
  readonly key: string;
  readonly resource: OwnedKind;
  /** The resource's unique name, or its id. */
  readonly name: string;
  /** E-mail. */
  readonly owner: string;
}

/** Something live that the files do not speak of. */
export interface LeftOut {
  /** "the member ana@acme.example", "the members of the team core". */
  readonly what: string;
  /** Half a sentence. */
  readonly why: string;
}

/** All by key. */
export interface Imported {
  readonly members: ReadonlyMap<string, ImportedMember>;
  readonly roles: ReadonlyMap<string, ImportedRole>;
  readonly teams: ReadonlyMap<string, ImportedTeam>;
  readonly accounts: ReadonlyMap<string, ImportedAccount>;
  readonly ownerships: ReadonlyMap<string, ImportedOwnership>;
  /** Null where it could not be read who holds which role. */
  readonly grants: ReadonlyMap<string, ImportedGrants> | null;
  readonly leftOut: readonly LeftOut[];
}
