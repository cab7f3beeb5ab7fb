/** What an exchange comes to, and failures as the standard writes them (RFC 7644, 3.12). */

import type { Answer } from "../kit/exchange.ts";

export type { Answer };

export function refusal(status: number, detail: string, scimType?: string): Answer {
  return {
    status,
    body: {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
      status: String(status),
      detail,
      ...(scimType === undefined ? {} : { scimType }),
    },
  };
}

export const done: Answer = { status: 204 };

export function notFound(what: string): Answer {
  return refusal(404, `${what} is not known`);
}
