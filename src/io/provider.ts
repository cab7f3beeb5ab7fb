/** What each provider's folder is to the rest of muster: how one live organization of that service is read and written. */
import type { Http } from "./http.ts";
import type { Capabilities } from "../model/capability.ts";
import type { Deliverer } from "../model/provider.ts";
import type { Acting, Clock, EarlierDeeds, Random, Reader, Writer } from "../model/provider.ts";
import type { JsonObject } from "../model/json.ts";
import type { ScimSettings } from "../model/scim.ts";
import type { State } from "../model/state.ts";

/** What a reader or writer of one organization is handed. */
export interface ServiceOptions {
  readonly organizationId: string;
  /** Its number at the service, where the files give one: of one that has another nothing else is asked. */
  readonly account?: string;
  /** Already checked: see `checkAddress` in io/hosts.ts. May end in a base path such as `/v1`. */
  readonly address: URL;
  /** The organization's key. Never appears in a failure. */
  readonly token: string;
  readonly http: Http;
  readonly clock: Clock;
  readonly random: Random;
  /** Differs from run to run, so that idempotency keys do. */
  readonly runNonce: string;
  /** Other paths for a deployment that needs them; methods stay. */
  readonly routeOverrides?: RouteOverrides;
  /** Delivers the secrets of new keys; without it none is made. */
  readonly deliver?: Deliverer;
  /** Told of each new secret before anything else is done with it: it must appear in no output. */
  readonly hide?: (secret: string) => void;
  /** Of an organization that is reached by SCIM. */
  readonly scim?: ScimSettings;
  /** The same object for all organizations of one run: what speaks for the same account there keeps one pace. Alone unless given. */
  readonly together?: object;
  /** For one request; 30,000 unless told. */
  readonly timeoutMs?: number;
  /** The longest wait that the client takes upon itself; 60,000 unless told. Longer ones come out as `retry_after`. */
  readonly maxWaitMs?: number;
}

/** Paths by the name of the route. */
export type RouteOverrides = Readonly<Partial<Record<string, string>>>;

/** What is to be known of a key's rights, by the names that the service gives them. */
export interface KeyAdvice {
  readonly lacks: readonly string[];
  readonly beyond: readonly string[];
  /** Nobody lists its rights: what that means, as a sentence. */
  readonly unlisted?: string;
}

/** The services that there is a folder for: each folder's `index.ts` says so of itself, by the name that files give the service. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- filled by the folders
export interface Services {}

export interface Service {
  /** The widest that there is. */
  readonly capabilities: Capabilities;
  /** What of it is left by what the files say. Absent where that says nothing. */
  capabilitiesBy?(scim: ScimSettings): Capabilities;
  reader(options: ServiceOptions): Reader;
  /** A writer for a live state that was read, under the names that the files use; what `earlier` runs did may not stand in it yet. */
  writer(options: ServiceOptions, live: State, earlier?: EarlierDeeds): Writer;
  /** Whether a key may do more than read. */
  canWrite(acting: Acting): boolean;
  /** Whether a key may do what plans ask for; one whose scopes the service does not list counts as one that may. */
  canManage(acting: Acting): boolean;
  /** What a key lacks of what the files ask for, and has beyond it; absent where a key's rights have no names. */
  adviseOn?(acting: Acting, asks: { readonly shares: boolean; readonly grants: boolean }): KeyAdvice;
  /** Other paths from the text of a file, or why it holds none. */
  readRouteOverrides(
    text: string,
  ):
    | { readonly ok: true; readonly overrides: RouteOverrides }
    | { readonly ok: false; readonly message: string };
  /** The OpenAPI document of the API that muster assumes; absent where the service publishes its own. */
  contract?(): Promise<JsonObject>;
}
