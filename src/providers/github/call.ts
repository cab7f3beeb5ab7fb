/** One request over REST. */
import type { JsonObject } from "../../model/json.ts";

export interface Call {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below the API's address, each part encoded: see `pathOf`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: JsonObject;
  /** Ends a running request at once. */
  readonly signal?: AbortSignal | undefined;
}
