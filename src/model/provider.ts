/** What a provider offers to the rest: a Reader that cannot write, and a Writer that does one action at a time. */
import type { Action, Verb } from "./plan.ts";
import type { Capabilities } from "./capability.ts";
import type { HoldingsQuestion, HoldingsRead, TracesRead } from "./holdings.ts";
import type { JsonObject } from "./json.ts";
import type { Holder } from "./entities/holder.ts";
import type { ResourceKind } from "./entities/resource.ts";
import type { KindCoverage, Resource, State } from "./state.ts";
import type { DeliveryTarget } from "./target.ts";

/**
 * An expected failure of a service.
 * - `retry_after`: the service asks to wait; the same call may succeed after `waitMs`.
 * - `give_up`: this call will not succeed as it is; others may.
 * - `stop`: nothing else will succeed either (a revoked key, an unreachable service).
 */
export interface ProviderFailure {
  readonly ok: false;
  readonly kind: "retry_after" | "give_up" | "stop";
  /** The service's code, or muster's own: `unreachable`, `timeout`, `not_json`, `redirect`, `stale` ... */
  readonly code: string;
  /** What happened, at which request, and what to do next. Never holds a secret. */
  readonly message: string;
  /** HTTP status, when there was an answer. */
  readonly status?: number;
  readonly requestId?: string;
  /** For `retry_after`: milliseconds. */
  readonly waitMs?: number;
  /** True when the call may have had its effect although no success was seen. */
  readonly effectUnknown?: boolean;
  /** No more of these will succeed today; others may. */
  readonly exhausts?: readonly Verb[];
  /** The service's id of a new key whose secret is in its place, although not all could be done. */
  readonly delivered?: string;
}

/** Who the key acts as. */
export interface Acting {
  /** The service's id. */
  readonly id: string;
  /** Key of the member it is, when it acts as a person of the organization. */
  readonly member?: string;
  /** For showing. */
  readonly name: string;
  /** The key's scopes; undefined when the service lists none, which counts as a key that can write. */
  readonly scopes?: readonly string[];
}

/** What the files speak of beyond what is always read. */
export interface ReadScope {
  /** Kinds of resources whose whole lists are needed, since the files name some of them. */
  readonly resources: readonly ResourceKind[];
  /** Which of them the files name, for a service that has too many to list. */
  readonly named?: readonly { readonly kind: ResourceKind; readonly name: string }[];
  /** Of which roles, by name, it is asked who of a kind holds them beside their own; `all` of every role of everybody. */
  readonly grants?: "all" | readonly { readonly role: string; readonly holder: Holder["kind"] }[];
  /** What the files call people by, other than an address, for a service at which such a name passes on. As written. */
  readonly handles?: readonly string[];
  /** Those of them whom the files know by an id. */
  readonly known?: readonly { readonly handle: string; readonly id: string }[];
}

/** Seats of the organization; absent where it has no limit or says nothing. */
export interface Seats {
  readonly total: number;
  /** Active members and pending invitations. */
  readonly used: number;
}

/** How many of some verbs the service still lets through today. */
export interface Quota {
  readonly verbs: readonly Verb[];
  readonly left: number;
  /** Half a sentence for what is over it: "GitHub lets 50 invitations through in a day". */
  readonly says: string;
}

/** What two clocks said at one moment. Milliseconds since the epoch. */
export interface Moments {
  readonly service: number;
  readonly local: number;
}

export interface LiveRead {
  readonly ok: true;
  readonly state: State;
  /** When it was read, by both clocks; absent where the service does not say. */
  readonly moments?: Moments;
  readonly seats?: Seats;
  readonly quotas?: readonly Quota[];
  /** What is there that no file can speak of, as half sentences for people. */
  readonly beside?: readonly string[];
  /** The organization's number, where its id can pass on to another. */
  readonly account?: string;
  readonly acting: Acting;
  /** What the service does in this organization, where that is less than it does elsewhere. */
  readonly capabilities?: Capabilities;
  /** Requests it took. */
  readonly requests: number;
}

/** What the key says of itself. */
export interface ActingRead {
  readonly ok: true;
  /** Without `member`: nobody else was asked for. */
  readonly acting: Acting;
  /** Requests it took. */
  readonly requests: number;
}

export interface Reader {
  /** Asks who the key is and what it may do, and nothing else. */
  readActing(): Promise<ActingRead | ProviderFailure>;
  /**
   * Reads everything that the files can speak of. A read that did not finish says so in the State's
   * coverage; it is never "nobody there". Fails when the organization could not be read at all.
   */
  readState(scope: ReadScope): Promise<LiveRead | ProviderFailure>;
  /**
   * What these people own, and their personal keys; for those only who leave, or may not own things any more. What
   * could not be read to the end is `complete: false`, never "owns nothing". Grants are read where somebody leaves, or
   * where that is asked for. `deep`: what takes a request for each thing that is there is looked for as well.
   */
  readHoldings(
    people: readonly HoldingsQuestion[],
    also?: { readonly grants?: true; readonly deep?: true },
  ): Promise<HoldingsRead | ProviderFailure>;
  /**
   * What the service's own log tells, from a moment on (RFC 3339), of who owned service accounts and who left. Absent
   * where a service keeps none. A log that the key may not read is `complete: false`, never "nobody left".
   */
  readTraces?(since: string): Promise<TracesRead | ProviderFailure>;
  /** What the service calls everything of these kinds. Absent where names tell things apart, and none has an id beside. */
  readNames?(kinds: readonly ResourceKind[]): Promise<NamesRead | ProviderFailure>;
  /** What the service's own log tells of who changed what, from a moment on (RFC 3339). Absent where a service keeps none. */
  readHands?(since: string): Promise<HandsRead | ProviderFailure>;
}

export interface NamesRead {
  readonly ok: true;
  readonly resources: readonly Resource[];
  /** Requests it took. */
  readonly requests: number;
}

/** Somebody's deed at the service, as its log has it. */
export interface Hand {
  /** RFC 3339. */
  readonly at: string;
  readonly actor: string;
  /** In the service's words. */
  readonly action: string;
  /** What it happened to: how it is called, and the service's id of it where the log has one. */
  readonly target: string;
  readonly targetId?: string;
}

export interface HandsRead {
  readonly ok: true;
  /** Oldest first. */
  readonly hands: readonly Hand[];
  readonly coverage: KindCoverage;
}

export interface Receipt {
  readonly ok: true;
  /** `already`: it was so before the call. */
  readonly status: "done" | "already";
  readonly requestId?: string;
}

/** What earlier runs did, as the journal tells it. */
export interface EarlierDeeds {
  /** When the action with this id was last done, in milliseconds since the epoch. */
  doneAt(action: string): number | undefined;
  /** The id of a key of that name whose secret came to its place, which could not be noted, and what was asked for then. */
  delivered(key: string): { readonly id: string; readonly after: JsonObject | null } | undefined;
}

/** A failure with the code `stale` means: the object is no longer what the plan's "before" says. */
export interface Writer {
  /** Does one action. Never replays a POST blindly: after a lost answer its effect is looked up first. */
  execute(action: Action, signal?: AbortSignal): Promise<Receipt | ProviderFailure>;
  /**
   * Which of the actions that come next, from the first on, go out in one request: `execute` of the first then does them
   * all, and answers each by itself. Absent where every action is a request of its own.
   */
  gather?(actions: readonly Action[]): readonly Action[];
  /** Whether it is known what became of an action that was gathered, so that `execute` asks nobody. */
  isAnswered?(action: Action): boolean;
}

/** The machine's clock and chance, handed in so that tests can set them. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after so many milliseconds, or at once when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
export type Random = () => number;

/** Delivers secrets to where the environment outside the files allows it. */
export interface Deliverer {
  /** Whether a secret could be delivered there now: asked before a key is made. Sends no secret. */
  check(target: DeliveryTarget, signal?: AbortSignal): Promise<{ readonly ok: true } | ProviderFailure>;
  /** Delivers; the same target may be delivered to again. */
  deliver(
    target: DeliveryTarget,
    secret: string,
    signal?: AbortSignal,
  ): Promise<{ readonly ok: true } | ProviderFailure>;
}
