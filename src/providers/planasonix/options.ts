/** What a Planasonix reader or writer is handed. */
import type { Http } from "../../io/http.ts";
import type { Deliverer } from "../../model/deliver.ts";
import type { Clock, Random } from "../../model/provider.ts";
import type { RouteName } from "./contract.ts";

export interface PlanasonixOptions {
  readonly organizationId: string;
  /** Already checked: see `checkAddress` in io/hosts.ts. May end in a base path such as `/v1`. */
  readonly address: URL;
  /** The organization's key. Never appears in a failure. */
  readonly token: string;
  readonly http: Http;
  readonly clock: Clock;
  readonly random: Random;
  /** Differs from run to run, so that idempotency keys do. */
  readonly runNonce: string;
  readonly routeOverrides?: RouteOverrides;
  /** Delivers the secrets of new keys; without it none is made. */
  readonly deliver?: Deliverer;
  /** Told of each new secret before anything else is done with it: it must appear in no output. */
  readonly hide?: (secret: string) => void;
  /** For one request; 30,000 unless told. */
  readonly timeoutMs?: number;
  /** The longest wait that the client takes upon itself; 60,000 unless told. Longer ones come out as `retry_after`. */
  readonly maxWaitMs?: number;
}

/** Other paths for a deployment that needs them; methods stay. */
export type RouteOverrides = Readonly<Partial<Record<RouteName, string>>>;
