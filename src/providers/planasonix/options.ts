/** What a Planasonix reader or writer is handed. */
import type { Http } from "../../io/http.ts";
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
  /** For one request; 30,000 unless told. */
  readonly timeoutMs?: number;
  /** The longest wait that the client takes upon itself; 60,000 unless told. Longer ones come out as `retry_after`. */
  readonly maxWaitMs?: number;
}

/** Other paths for a deployment that needs them; methods stay. */
export type RouteOverrides = Readonly<Partial<Record<RouteName, string>>>;
