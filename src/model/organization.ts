/** A declared organization: how it is reached, the policy on it, and what should be true in it. */
import type { Source } from "./diagnostic.ts";
import type { GuardName } from "./guard.ts";
import type { EndingAccess } from "./plan.ts";
import type { ScimSettings } from "./scim.ts";
import type { State } from "./state.ts";
import type { ProviderName } from "./vocabularies/all.ts";

export type { ProviderName };

/** Which live organization the files speak of. The key to it comes from elsewhere. */
export interface Connection {
  readonly provider: ProviderName;
  /** The organization's id at the service. */
  readonly id: string;
  /** Base address, when the files give one. */
  readonly api?: string;
  /** The service's number of the organization, where its id can pass on to another: nothing else is asked of one that has another. */
  readonly account?: string;
  /** Of an organization that is reached by SCIM. */
  readonly scim?: ScimSettings;
}

/** What happens to things that are live and in no file. */
export interface Unlisted {
  readonly members: "report" | "deactivate" | "remove";
  readonly invitations: "report" | "cancel";
  readonly teams: "report" | "delete";
  readonly roles: "report" | "delete";
  readonly service_accounts: "report" | "delete";
  readonly keys: "report" | "revoke";
  readonly shares: "report" | "unshare";
  /** How long members whom single sign-on let in are left alone, in milliseconds; absent where the files do not say. */
  readonly grace?: number;
}

export interface GuardSettings {
  readonly minAdmins: number;
  /** A fraction: 0.25 is 25%. */
  readonly maxLoss: number;
  readonly maxChanges: number;
  /** Keys of members. */
  readonly protected: readonly string[];
}

/** How people sign in. */
interface SingleSignOn {
  /** Only people of these domains, and guests, can sign in; invited people of these domains join at their first login. */
  readonly enforced: boolean;
  /** Folded, sorted. */
  readonly domains: readonly string[];
}

/** Whose members are guests, and for how long one may be let in. */
interface GuestPolicy {
  /** Folded, sorted. */
  readonly domains: readonly string[];
  readonly maxDays?: number;
  /** Keys of members who may let guests in beside those who manage users, sorted; absent where nobody is listed. */
  readonly approvers?: readonly string[];
}

export interface Policy {
  readonly unlisted: Unlisted;
  readonly onLeave: "deactivate" | "remove";
  readonly drift: "report" | "correct";
  /** Key of the member who receives what a leaver held, when nobody nearer is named. */
  readonly successor?: string;
  readonly sso?: SingleSignOn;
  readonly guests?: GuestPolicy;
  readonly guards: GuardSettings;
  readonly waivers: readonly Waiver[];
  /** Tasks that somebody did by hand; absent where there are none. */
  readonly settled?: readonly Settled[];
}

/** Somebody's word that a task of a leaving is done. */
export interface Settled {
  /** Id of the task. */
  readonly task: string;
  /** Key of the member who says so. */
  readonly by: string;
  readonly reason: string;
  readonly source: Source;
}

/** A guard that the reviewed files lift once, in the open. */
export interface Waiver {
  readonly guard: GuardName;
  /** The first UTC day on which it no longer holds: YYYY-MM-DD. */
  readonly until: string;
  readonly reason: string;
  readonly source: Source;
}

/** By what a person of people.yaml is known; as written. */
export interface PersonIdentity {
  /** The folded key of `people`. */
  readonly key: string;
  readonly email: string;
  /** In the order of the file. */
  readonly previously: readonly string[];
  /** The id at this organization's service. */
  readonly id?: string;
  readonly login?: string;
  readonly account?: string;
  /** Addresses of now and before, where the service calls them by something else. */
  readonly addresses?: readonly string[];
  readonly source: Source;
}

/** One folder below `access/`, read and found valid. */
export interface Organization {
  /** The folder's name. */
  readonly key: string;
  readonly name?: string;
  readonly connection: Connection;
  readonly policy: Policy;
  readonly desired: State;
  /** The people of people.yaml who are named here as members, sorted by key. */
  readonly people: readonly PersonIdentity[];
  /** What should be true if no date in the files had come; absent where none has. */
  readonly undated?: State;
  /**
   * The team memberships, shares and service accounts whose end has come: taken away wherever they are live, whatever
   * `unlisted` says. Absent where there is none.
   */
  readonly ended?: State;
  /** Of which roles the files say who of a kind holds them beside their own: `ROLE/HOLDER_KIND`. Absent where of none. */
  readonly grantsListed?: ReadonlySet<string>;
  /** What ends within 14 days, by day; absent where nothing does. */
  readonly ending?: readonly EndingAccess[];
  /** Where `organization` stands. */
  readonly source: Source;
  /** Where its id does. */
  readonly idAt?: Source;
  /** Where each setting does, by its path below `organization`: `guards.max_loss`. */
  readonly settingsAt?: ReadonlyMap<string, Source>;
}

export const defaultGuards: GuardSettings = { minAdmins: 2, maxLoss: 0.25, maxChanges: 200, protected: [] };
export const defaultUnlisted: Unlisted = {
  members: "report",
  invitations: "report",
  teams: "report",
  roles: "report",
  service_accounts: "report",
  keys: "report",
  shares: "report",
};
