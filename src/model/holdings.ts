/** What people hold at a service, and what is known of those who held something before. */
import type { OwnedKind } from "./entities/resource.ts";
import type { FollowUp } from "./plan.ts";
import type { KindCoverage } from "./state.ts";
import type { OpenTask } from "./task.ts";

/** Whose holdings are asked for. */
export interface HoldingsQuestion {
  /** Of the member. */
  readonly key: string;
  /** The service's. */
  readonly id: string;
  /** Their personal keys are nobody's concern. */
  readonly resourcesOnly?: true;
}

/** That somebody owned a service account themselves, and until when. */
export interface FormerOwner {
  /** The service's id of the account. */
  readonly account: string;
  /** The service's id of the person. */
  readonly person: string;
  /** RFC 3339. */
  readonly until: string;
}

/** That a connection worked at another service in somebody's name, as far as this one told, and does so no more. */
export interface FormerGrantor {
  /** The service's id of the connection. */
  readonly object: string;
  /** The other service. */
  readonly at: string;
  /** The service's id of the person. */
  readonly person: string;
}

/** That somebody's access ended. */
export interface Departure {
  /** RFC 3339; the last time, of several. */
  readonly at: string;
  /** Their address, as far as the log tells. */
  readonly email?: string;
}

/** What the service's log tells of the past. */
export interface Traces {
  readonly owners: readonly FormerOwner[];
  /** In whose name connections worked upstream; absent where the log tells of none. */
  readonly grantors?: readonly FormerGrantor[];
  /** By the service's id of the person. */
  readonly departures: ReadonlyMap<string, Departure>;
  /** What the log last called people, by the service's id; absent where it names nobody. */
  readonly addresses?: ReadonlyMap<string, string>;
  readonly coverage: KindCoverage;
}

export interface TracesRead {
  readonly ok: true;
  readonly traces: Traces;
  /** Requests it took. */
  readonly requests: number;
}

/** A resource that somebody owns. */
export interface HeldResource {
  readonly kind: OwnedKind;
  readonly id: string;
  readonly name: string;
  /** The upstream service in whose name a connection works, when its owner authorised it there. */
  readonly grant?: string;
}

/** A person's own API key; never the secret. */
export interface PersonalKey {
  readonly id: string;
  readonly name: string;
  /** RFC 3339. */
  readonly createdAt?: string;
}

/** What one person's leaving leaves to be done by hand, and what whoever sees to it should look at. */
export interface LeftBehind {
  readonly tasks: readonly Pick<OpenTask, "task" | "key" | "object" | "message">[];
  readonly hints: readonly Pick<FollowUp, "code" | "key" | "message" | "risk">[];
}

/** What one person holds. */
export interface Holdings {
  /** Absent where their leaving leaves nothing but what they hold. */
  readonly behind?: LeftBehind;
  readonly resources: readonly HeldResource[];
  readonly keys: readonly PersonalKey[];
  readonly coverage: KindCoverage;
}

/** That something works at another service in somebody's name, whoever owns it by now. */
export interface Grant {
  readonly kind: OwnedKind;
  readonly id: string;
  readonly name: string;
  /** The other service. */
  readonly at: string;
  /** The service's id of the person. */
  readonly person: string;
  /** The service names nobody: whoever owns it now stands for whoever it was. */
  readonly assumed?: true;
}

export interface HoldingsRead {
  readonly ok: true;
  /** By key of the member, for everybody who was asked for. */
  readonly holdings: ReadonlyMap<string, Holdings>;
  /** Whose grants there are, of everybody, as far as they were read; absent where they were not. */
  readonly grants?: readonly Grant[];
  /** Requests it took. */
  readonly requests: number;
}
