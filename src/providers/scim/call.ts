/** One request to a SCIM service. */
import type { Json } from "../../model/json.ts";

export interface Call {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below the service's address, each part encoded: see `pathOf`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Json;
  /** The version that the object must still have (RFC 7644, 3.14). */
  readonly ifMatch?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A filter for one value (RFC 7644, 3.4.2.2): text stands in quotes, as in JSON. */
export function equals(attribute: string, value: string): string {
  return `${attribute} eq ${JSON.stringify(value)}`;
}
