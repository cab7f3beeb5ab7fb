/** A request on its way to its handler, and the answers that all of them use. */
import type { Account, Organization, World } from "./state.ts";
import type { Answer } from "../kit/exchange.ts";

/** Which right a route asks for, in the words of a GitHub App's permissions. */
export type Permission =
  | "members"
  | "metadata"
  | "organization_personal_access_tokens"
  | "organization_administration"
  | "organization_custom_org_roles"
  | "organization_custom_roles"
  | "administration";

export interface Principal {
  /** Null for an app. */
  readonly account: Account | null;
  /** Scopes of a classic token; null for an app. */
  readonly scopes: readonly string[] | null;
  /** Whether it may do that in the organization. */
  readonly may: (organization: Organization, permission: Permission, to: "read" | "write") => boolean;
}

export interface Call {
  readonly world: World;
  readonly principal: Principal;
  /** Parts of the path by name. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  /** Milliseconds since the epoch, by the clock of this GitHub. */
  readonly now: number;
  readonly ownServer: boolean;
  /** No list gives more at once, whatever is asked for. */
  readonly pageSize: number;
}

/** Inside an organization. */
export interface InOrganization extends Call {
  readonly organization: Organization;
}

export type { Answer };

export const done: Answer = { status: 204 };
export const notFound: Answer = refusal(404, "Not Found");

/** A failure as GitHub writes it. */
export function refusal(status: number, message: string, errors?: readonly object[]): Answer {
  return {
    status,
    body: {
      message,
      ...(errors === undefined ? {} : { errors }),
      documentation_url: "https://docs.github.com/rest",
      status: String(status),
    },
  };
}

export function invalid(message: string, resource: string, field?: string): Answer {
  return refusal(422, "Validation Failed", [
    { message, resource, code: "unprocessable", ...(field === undefined ? {} : { field }) },
  ]);
}

/** A page of a list, with the `Link` to the next one. */
export function paged(
  { query, pageSize }: Pick<Call, "query" | "pageSize">,
  items: readonly unknown[],
  within?: (page: readonly unknown[]) => object,
): Answer {
  const size = Math.min(Math.max(Number(query.get("per_page") ?? 30) || 30, 1), pageSize);
  const page = Math.max(Number(query.get("page") ?? 1) || 1, 1);
  const slice = items.slice((page - 1) * size, page * size);
  const more = page * size < items.length;
  const body = within === undefined ? slice : within(slice);
  return {
    status: 200,
    body,
    ...(more ? { headers: { link: `<?page=${page + 1}&per_page=${size}>; rel="next"` } } : {}),
  };
}
