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

/** A path of parts that somebody named; ids may hold anything, and are encoded once. */
export function pathOf(...parts: readonly string[]): string {
  return parts.map((part) => `/${encodeURIComponent(part)}`).join("");
}

/** A filter for one value (RFC 7644, 3.4.2.2): text stands in quotes, as in JSON. */
export function equals(attribute: string, value: string): string {
  return `${attribute} eq ${JSON.stringify(value)}`;
}
