/** What an entry of each section says, before any rule has judged it: names as written, with their places. */
import type { KnownKind } from "../model/idList.ts";
import type { DeliveryTarget } from "../model/target.ts";
import type { Member } from "../model/entities/member.ts";
import type { TeamRole } from "../model/entities/membership.ts";
import type { OwnedKind, ShareLevel, SharedKind } from "../model/entities/resource.ts";
import type { GrantHolder } from "../kinds/roleGrant/kind.ts";
import type { Place } from "./place.ts";

/** A name that stands for something declared elsewhere. */
export interface Reference {
  readonly text: string;
  /** Folded. */
  readonly key: string;
  readonly at: Place;
}

/** The role that an entry gives. */
export interface GivenRole {
  /** Folded. */
  readonly role?: string;
  /** The same, where it is not a built-in role: some file must declare it. */
  readonly customRole?: Reference;
}

/** A UTC day that the files name: the first on which something no longer holds. */
export interface DeclaredDay {
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly at: Place;
}

/** Somebody's id at one organization's service. */
export interface DeclaredId {
  readonly organization: Reference;
  readonly id: Reference;
}

/** A line of the section `ids`. */
export interface ListedId {
  readonly kind: KnownKind;
  /** A member's by the folded e-mail, a key's by `ACCOUNT/NAME`. */
  readonly name: Reference;
  readonly id: Reference;
}

/** A person, whatever organizations they are in; without fields when the entry has errors. */
export interface DeclaredPerson {
  /** Folded. */
  readonly key: string;
  /** The key as written. */
  readonly slug: string;
  readonly name?: Reference;
  readonly email?: Reference;
  readonly login?: Reference;
  readonly account?: Reference;
  readonly successor?: Reference;
  readonly leaves?: DeclaredDay;
  readonly previously: readonly Reference[];
  readonly ids: readonly DeclaredId[];
  /** Addresses of now and before, where an organization's service calls them by something else. */
  readonly addresses?: readonly string[];
  readonly at: Place;
}

/** What a member's entry says as it is meant, with no name or day in it that has to be looked up. */
export type MemberAsIs = Omit<Member, "kind" | "key" | "email" | "state">;

export interface DeclaredMember extends GivenRole {
  /** The folded e-mail, of the person if they are named by a key of `people`. */
  readonly key: string;
  readonly email: string;
  /** The person that they are, by key or by e-mail. */
  readonly person?: DeclaredPerson;
  /** Of somebody who is no person: their former e-mails. */
  readonly previously?: readonly Reference[];
  /** Of somebody who is no person: their ids at the service. */
  readonly ids?: readonly DeclaredId[];
  /** Their id at the service by the section `ids`. */
  readonly listedId?: Reference;
  /** The day on which the person leaves every organization. */
  readonly leaves?: DeclaredDay;
  readonly state: "active" | "deactivated" | "removed";
  /** The role comes from it, then. */
  readonly profile?: Reference;
  readonly successor?: Reference;
  readonly asIs: MemberAsIs;
  readonly expires?: DeclaredDay;
  /** The role holds for a time. */
  readonly elevation?: DeclaredElevation;
  /** Only in facts of a day: the one on which their access or their elevation ended. */
  readonly endedOn?: string;
  /** Of guests. */
  readonly approvedBy?: Reference;
  readonly reason?: string;
  /** Absent: not managed. */
  readonly shares?: readonly DeclaredShare[];
  readonly at: Place;
}

/** From `until` on the role is `then`. */
export interface DeclaredElevation {
  readonly until: DeclaredDay;
  readonly then: GivenRole;
}

/** What may end on a day. */
interface Ending {
  readonly expires?: DeclaredDay;
  /** Only in facts of a day: its end has come, so that it is not declared any more. */
  readonly ended?: true;
}

export interface DeclaredPlace extends Ending {
  readonly member: Reference;
  readonly role: TeamRole;
  /** Of a lead: the day from which on they are a member only. */
  readonly leadsUntil?: DeclaredDay;
  /** Only in facts of a day: the one from which on they lead no more. */
  readonly ledUntil?: DeclaredDay;
  /** Where it stands in the list, when not everything in the list is a place. */
  readonly index?: number;
  /** Slug of the team that is included, in whose list it stands. */
  readonly via?: string;
}

export interface DeclaredTeam {
  readonly key: string;
  readonly slug: string;
  readonly name?: Reference;
  readonly description?: string;
  readonly parent?: Reference | null;
  readonly manager?: Reference | null;
  readonly privacy?: "visible" | "secret";
  readonly notifications?: "on" | "off";
  readonly previously: readonly Reference[];
  /** Its id at the service by the section `ids`. */
  readonly listedId?: Reference;
  /** Absent: nobody is taken out. */
  readonly members?: readonly DeclaredPlace[];
  /** Teams whose people are in this one as well; `members` has them, too. */
  readonly include?: readonly Reference[];
  /** Only the leads, or only who is listed; absent: everybody in the team. */
  readonly managed?: "leads" | "listed";
  /** Accounts that the service adds by itself. */
  readonly ignore?: readonly Reference[];
  /** The identity provider's group that owns the memberships. */
  readonly membersFrom?: string;
  /** Files of the organization that may add people to it. */
  readonly openTo?: readonly Reference[];
  /** The file that declares the team: this entry declares nothing, and adds to it. */
  readonly addsTo?: Reference;
  /** Absent: not managed. */
  readonly shares?: readonly DeclaredShare[];
  readonly at: Place;
}

/** Somebody, or a team, who holds a role beside their own. */
export interface DeclaredGrant extends Ending {
  readonly holder: Reference;
}

/** By who is listed; a list that is not there says nothing of them. */
export type GrantLists = Readonly<Partial<Record<GrantHolder, readonly DeclaredGrant[]>>>;

/** A custom role; without base and permissions when its entry has errors, or where the service alone makes roles. */
export interface DeclaredRole {
  readonly key: string;
  readonly name: string;
  readonly base?: string;
  /** Sorted, without repetition. */
  readonly permissions?: readonly string[];
  /** Where roles are held beside the own one: by whom. */
  readonly grantedTo?: GrantLists;
  /** Its id at the service by the section `ids`. */
  readonly listedId?: Reference;
  readonly at: Place;
}

export interface DeclaredShare extends Ending {
  readonly resource: SharedKind;
  /** The resource's name or id, as written; letter case counts. */
  readonly name: string;
  readonly level: ShareLevel;
  /** Where the resource is named. */
  readonly at: Place;
  readonly levelAt: Place;
}

export interface DeclaredKey {
  readonly key: string;
  readonly name: string;
  readonly scopes: readonly Reference[];
  readonly reason?: string;
  /** In milliseconds. */
  readonly rotateAfter?: number;
  /** In milliseconds. */
  readonly overlap?: number;
  readonly deliverTo?: DeclaredTarget;
  /** Its id at the service by the section `ids`. */
  readonly listedId?: Reference;
  readonly at: Place;
}

/** Where the secret of a new key goes. */
export interface DeclaredTarget {
  readonly target: DeliveryTarget;
  readonly at: Place;
}

/** A service account; without role and owner when its entry has errors. */
export interface DeclaredServiceAccount extends GivenRole, Ending {
  readonly key: string;
  readonly name: string;
  readonly description?: string;
  /** It stays on record, without a key. */
  readonly disabled?: true;
  /** A team's slug or, with an "@" in its key, a member. */
  readonly owner?: Reference;
  /** Absent: not managed. */
  readonly shares?: readonly DeclaredShare[];
  /** Absent: not managed. */
  readonly keys?: readonly DeclaredKey[];
  /** Its id at the service by the section `ids`. */
  readonly listedId?: Reference;
  readonly at: Place;
}

export interface DeclaredOwnership {
  /** The key of the entity: kind and name of the resource. */
  readonly key: string;
  readonly resource: OwnedKind;
  readonly name: string;
  readonly owner: Reference;
  readonly at: Place;
}

/** What an entry of a section says, by the section's name: each section's file says it of its own. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- filled by the sections
export interface Items {}

export type ListedName = keyof Items;
/** Sections whose entries stand once in all files of an organization. */
export type OnceName = Exclude<ListedName, "people" | "ids">;

/** An entry of those by its section and its key: `members rob@acme.example`. */
export type ItemName = `${OnceName} ${string}`;
