/** The small things that can be true about access. Desired and live states are both made of these. */
import type { Source } from "./diagnostic.ts";
import { perName } from "./perName.ts";
import type { DeliveryTarget } from "./target.ts";
import type { HandleKind } from "./vocabulary.ts";

export type Kind = Entity["kind"];
export const kinds = [
  "member",
  "team",
  "team_membership",
  "role",
  "share",
  "service_account",
  "key",
  "ownership",
  "role_grant",
] as const satisfies readonly Kind[];

/** Something of each kind. */
export function perKind<T>(of: (kind: Kind) => T): Readonly<Record<Kind, T>> {
  return perName(kinds, of);
}

/**
 * Where somebody stands. Files say `active`, `deactivated` or `removed`; the live side knows
 * `left` (by themselves) and the states of an invitation: `pending`, `expired`, `failed`, `declined`.
 */
export const memberStates = [
  "active",
  "deactivated",
  "removed",
  "left",
  "pending",
  "expired",
  "failed",
  "declined",
] as const;
export type MemberState = (typeof memberStates)[number];

export const teamRoles = ["member", "lead"] as const;
export type TeamRole = (typeof teamRoles)[number];

/** A place in a team that an invitation brings along. */
export type TeamPlace = {
  /** Key of the team. */
  readonly team: string;
  readonly role: TeamRole;
};

/** How and for how long something is given: for people to read, compared with nothing. Days are UTC, YYYY-MM-DD. */
export interface Terms {
  /** The first day on which it no longer holds. */
  readonly until?: string;
  /** The first day on which the role is `then`. */
  readonly role_until?: string;
  readonly then?: string;
  /** The day on which it ended, which has come. */
  readonly ended?: string;
  readonly guest?: true;
  /** E-mail of the member who let the guest in. */
  readonly approved_by?: string;
  /** Single sign-on lets them in at their first login. */
  readonly joins_at_first_login?: true;
  /** Slug of the team through which they are in this one. */
  readonly via?: string;
}

/** What desired and live entities carry beside what is compared. */
interface Carried {
  /** Where the files declare it; desired entities only. */
  readonly source?: Source;
  /** Desired only: how and for how long it is given. */
  readonly terms?: Terms;
  /** Desired only: the id at the service that the files give it, and where they do. */
  readonly declaredId?: string;
  readonly declaredIdAt?: Source;
  /** The service's id; live entities only. */
  readonly id?: string;
  /** The service's version of the object, where it offers one; live entities only. */
  readonly etag?: string;
  /** Live only, at services to which others write as well: by whom it was made, as far as anybody can tell. Absent where muster may touch it. */
  readonly madeBy?: "others" | "unknown";
}

/** A person in an organization, or their invitation. The key is the folded e-mail address, or what the service has in its place. */
export interface Member extends Carried {
  readonly kind: "member";
  readonly key: string;
  /** What they are called, as written. */
  readonly email: string;
  /** What that is; absent for an e-mail address. */
  readonly handleKind?: HandleKind;
  readonly name?: string;
  /** Absent: not managed. */
  readonly role?: string;
  readonly state: MemberState;
  /** Live invitations only: the teams they bring along, sorted by team. */
  readonly teams?: readonly TeamPlace[];
  /** Live invitations only: when it was last sent, RFC 3339. */
  readonly since?: string;
  /** Live invitations only: nobody can accept it until somebody at the service approves; who may, by address, where it says. */
  readonly awaitsApproval?: readonly string[];
  /** Live only, where it tells people from bots: nobody knows an address of theirs. */
  readonly withoutEmail?: true;
  /** Live only, where it keeps that: the key of the member for whom muster made it. */
  readonly madeFor?: string;
  /** Live only: a second name that the service knows them by, folded. */
  readonly alsoCalled?: string;
  /** Desired only: what the service is told that they are called, where it asks for that when it lets them in. */
  readonly toldName?: string;
  /** Live only: when they became a member by their first login, whom nobody had invited; RFC 3339. */
  readonly joinedBySso?: string;
  /** Live invitations only: the service's id of the account that it went to, where it went to one and the service tells. */
  readonly account?: string;
  /** Live invitations only: how often it was sent. */
  readonly sendings?: number;
  /** Desired only: former e-mails, as written. */
  readonly previously?: readonly string[];
  /** Desired only: key of the member who receives what this one owns when they leave. */
  readonly successor?: string;
  /** Desired only: true when the files say what is shared with them directly. */
  readonly sharesListed?: boolean;
  /** Desired leavers only: why access ends before anything is handed over. */
  readonly atOnce?: string;
  /** Desired only: why they are invited once more, who declined, left, or let every invitation run out. */
  readonly inviteAgain?: string;
}

/** A team. The key is the folded slug. Absent fields are not managed; `null` means "has none". */
export interface Team extends Carried {
  readonly kind: "team";
  readonly key: string;
  /** As written. */
  readonly slug: string;
  readonly name?: string;
  readonly description?: string;
  /** Key of the parent team. */
  readonly parent?: string | null;
  /** Key of the member who manages it. */
  readonly manager?: string | null;
  /** Whether others than its own members see it. */
  readonly privacy?: "visible" | "secret";
  /** Whether its members are told when it is mentioned. */
  readonly notifications?: "on" | "off";
  /** Desired only: former slugs, as written. */
  readonly previously?: readonly string[];
  /** Desired only: true when the files list its members, so that the list is complete. */
  readonly membersListed?: boolean;
  /** Desired only: true when the files say what is shared with it, so that the list is complete for its kinds of resources. */
  readonly sharesListed?: boolean;
  /** Desired only: of a team whose list is not complete, its leads all the same are. */
  readonly leadsListed?: boolean;
  /** Desired only: keys of those whose places in it are nobody's business, sorted. */
  readonly ignored?: readonly string[];
  /** The identity provider's group that owns its memberships, where the files or the service say so; muster leaves them alone. */
  readonly membersFrom?: string;
  /** Desired only: other files of the organization that may add people to it, sorted. */
  readonly openTo?: readonly string[];
  /**
   * Live only: by `RESOURCE_KIND:NAME`, folded, the level at which it may use something through the teams above it, where that is
   * all that the service tells: whether it has as much of its own as well is not to be seen.
   */
  readonly inherits?: Readonly<Record<string, ShareLevel>>;
  /** Live only: of what hangs on it, by kind, why it was not read to its end, as a sentence. */
  readonly unread?: Readonly<Partial<Record<Kind, string>>>;
}

/** One person in one team. The key is `TEAM/MEMBER`, both as keys. */
export interface TeamMembership extends Carried {
  readonly kind: "team_membership";
  readonly key: string;
  readonly team: string;
  readonly member: string;
  readonly role: TeamRole;
  /** Live only: the role follows from another one, and nothing can change it here. */
  readonly implied?: true;
}

/** A custom role of the organization. The key is the folded name. */
export interface Role extends Carried {
  readonly kind: "role";
  readonly key: string;
  /** As written. */
  readonly name: string;
  /** A built-in role. */
  readonly base: string;
  /** Sorted, without repetition. */
  readonly permissions: readonly string[];
  /** Live only: its name at the service, where the files know it by another. */
  readonly calledThere?: string;
}

/** What can be shared and owned, and how far it is shared: words of the service, judged by its vocabulary when files are read. */
export type SharedKind = string;
export type OwnedKind = string;
export type ResourceKind = SharedKind | OwnedKind;
export type ShareLevel = string;

/** Somebody or something that can hold a share or own a service account. */
export const holderKinds = ["team", "member", "service_account"] as const;
export type Holder = {
  readonly kind: (typeof holderKinds)[number];
  readonly key: string;
};

/** A resource shared with somebody. The key is `RESOURCE_KIND:NAME/HOLDER_KIND:HOLDER_KEY`. */
export interface Share extends Carried {
  readonly kind: "share";
  readonly key: string;
  readonly resource: SharedKind;
  /** The resource's unique name, or its id where the name is not unique. */
  readonly name: string;
  readonly holder: Holder;
  readonly level: ShareLevel;
}

/** A non-human user. The key is the folded name. */
export interface ServiceAccount extends Carried {
  readonly kind: "service_account";
  readonly key: string;
  /** As written. */
  readonly name: string;
  readonly description?: string;
  readonly role?: string;
  /** A team or a member: who answers for it. */
  readonly owner?: Holder;
  /** Desired only: true when the files list its keys, so that the list is complete. */
  readonly keysListed?: boolean;
  /** Desired only: it is to have no key at all. */
  readonly disabled?: boolean;
  /** Desired only: true when the files say what is shared with it. */
  readonly sharesListed?: boolean;
}

/** What the service tells of one key, live only; times are RFC 3339. */
interface KeyRecord {
  /** The service's id of whoever created it: a member, or a service account. */
  readonly createdBy?: string;
  readonly createdAt?: string;
  /** When its secret was delivered to where it is used, as muster noted it. */
  readonly deliveredAt?: string;
  readonly lastUsedAt?: string;
}

/** An older key of the same name, live while a rotation lasts. */
export interface OlderKey extends KeyRecord {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly etag?: string;
}

/**
 * A key of a service account; never the secret. The key is `ACCOUNT/NAME`, folded. Several live keys may have one
 * name while one is replaced: the newest speaks for it.
 */
export interface Key extends Carried, KeyRecord {
  readonly kind: "key";
  readonly key: string;
  /** Key of the service account. */
  readonly account: string;
  /** As written. */
  readonly name: string;
  /** Sorted, without repetition. */
  readonly scopes: readonly string[];
  /** Live only: older keys of the same name, newest first; absent where there is none. */
  readonly others?: readonly OlderKey[];
  /** Desired only: the age at which it is replaced, in milliseconds. */
  readonly rotateAfter?: number;
  /** Desired only: how long an old key lives on beside the new one, in milliseconds. */
  readonly overlap?: number;
  /** Desired only: where the secret of a new one goes; without it no new one is made. */
  readonly deliverTo?: DeliveryTarget;
}

/** Who owns a resource. The key is `RESOURCE_KIND:NAME`. */
export interface Ownership extends Carried {
  readonly kind: "ownership";
  readonly key: string;
  readonly resource: OwnedKind;
  /** The resource's unique name, or its id where the name is not unique. */
  readonly name: string;
  /** Key of the member; null when nobody owns it. */
  readonly owner: string | null;
}

/** A role of the organization that somebody holds beside their own, in any number. The key is `ROLE/HOLDER_KIND:HOLDER_KEY`. */
export interface RoleGrant extends Carried {
  readonly kind: "role_grant";
  readonly key: string;
  /** The role's name, as written. */
  readonly role: string;
  readonly holder: Holder;
}

export type Entity =
  Member | Team | TeamMembership | Role | Share | ServiceAccount | Key | Ownership | RoleGrant;
/** The entities of a kind. */
export type EntityOf<K extends Kind> = { readonly [P in Kind]: Extract<Entity, { readonly kind: P }> }[K];

/** True while somebody has access: the live states `active`; an invitation is not access yet. */
export function isInvitation(state: MemberState): boolean {
  return state === "pending" || state === "expired" || state === "failed" || state === "declined";
}
