/** What a route answers, and GitHub's standing answers: errors, and pages with their Link header. */
import { errorShape, invalidShape, type Site } from "./shapes.ts";

export interface Reply {
  readonly status: number;
  /** Sent as JSON; a text is sent as it is, as HTML. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export const ok = (body: unknown): Reply => ({ status: 200, body });
export const created = (body: unknown): Reply => ({ status: 201, body });
export const notFound: Reply = { status: 404, body: errorShape(404, "Not Found") };
export const forbidden: Reply = {
  status: 403,
  body: errorShape(403, "Resource not accessible by integration"),
};
export const badToken: Reply = { status: 401, body: errorShape(401, "Bad credentials") };
export const invalid = (message: string): Reply => ({ status: 422, body: invalidShape(message) });

/** What GitHub says with a status when nobody says anything else. */
export function standing(status: number): Reply {
  const secondary = errorShape(
    status,
    "You have exceeded a secondary rate limit. Please wait a few minutes.",
  );
  if (status === 401) return badToken;
  if (status === 403) return forbidden;
  if (status === 404) return notFound;
  if (status === 422) return invalid("GitHub does not like this");
  if (status === 429) return { status, body: secondary, headers: { "retry-after": "1" } };
  if (status >= 500) return { status, body: "<html><body><h1>Server Error</h1></body></html>" };
  return { status, body: errorShape(status, "Something else") };
}

export interface Page {
  readonly items: readonly unknown[];
  readonly query: URLSearchParams;
  /** Below the repository: `/issues`. */
  readonly path: string;
  readonly site: Site;
  /** The field that holds the items, beside `total_count`. */
  readonly field?: string;
}

/** One page of a list; its neighbours' addresses go by the repository's id, as GitHub writes them. */
export function pageOf({ items, query, path, site, field }: Page): Reply {
  const size = Math.min(Math.max(Number(query.get("per_page") ?? "30"), 1), 100);
  const page = Math.max(Number(query.get("page") ?? "1"), 1);
  const last = Math.max(Math.ceil(items.length / size), 1);
  const shown = items.slice((page - 1) * size, page * size);
  const address = (number: number): string => {
    const next = new URLSearchParams(query);
    next.set("page", String(number));
    return `<${site.apiUrl}/repositories/${site.state.repository.id}${path}?${next.toString()}>`;
  };
  const links = [
    ...(page > 1 ? [`${address(page - 1)}; rel="prev"`] : []),
    ...(page < last ? [`${address(page + 1)}; rel="next"`, `${address(last)}; rel="last"`] : []),
  ];
  return {
    status: 200,
    body: field === undefined ? shown : { total_count: items.length, [field]: shown },
    ...(links.length === 0 ? {} : { headers: { link: links.join(", ") } }),
  };
}

/** A field of what was sent, where it is a text. */
export function textIn(body: unknown, name: string): string | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const value: unknown = Reflect.get(body, name);
  return typeof value === "string" ? value : undefined;
}
