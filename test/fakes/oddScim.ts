/**
 * A SCIM server for tests, of another make than the sandbox: plain HTTP over maps, with ways that the standard allows, or
 * that services have all the same. Each way is a switch, so that a test says which ones it is about.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type Body = Record<string, unknown>;

export interface Ways {
  /** Resources on a page at most, whatever is asked for. */
  readonly pageSize: number;
  /** ServiceProviderConfig; null: 404 with a page of HTML. */
  readonly config: Body | null;
  /** What an answer says its body is. */
  readonly type: string;
  /** A list before it is sent. */
  readonly list: (list: Body) => unknown;
  /** A user or group before it is sent. */
  readonly shown: (resource: Body, kind: Kind, where: "list" | "alone") => Body;
  /** A user or group as it is kept of what was written. */
  readonly kept: (resource: Body, kind: Kind) => Body;
  /** Whether it does not show: in lists, among those that a filter finds, by itself. */
  readonly hides: (resource: Body, where: "list" | "filter" | "alone") => boolean;
  /** What it answers for what is not there. */
  readonly gone: 404 | 410;
  /** What it answers in place of what was asked for; undefined where it does as asked. */
  readonly objects: (asked: Request) => Objection | undefined;
  /** RFC 9865: pages go on at a cursor, and `startIndex` is not known. */
  readonly cursors: boolean;
  readonly id: (made: number) => string;
  /** Filters that it knows. */
  readonly filters: "eq" | "ignored" | number;
  /** Status and body of what it answers to a write that went well. */
  readonly wrote: Readonly<Record<"POST" | "PATCH" | "PUT" | "DELETE", { status: number; body: boolean }>>;
  readonly patch: boolean;
  /** PATCH needs the version that is there, where one is given: RFC 7644, 3.14. */
  readonly etags: boolean;
  /** Attributes that it does not keep. */
  readonly drops: readonly string[];
  /** So many reads after a write still show what was before it. */
  readonly lag: number;
  /** Takes bodies of this type only; another is answered with 415. */
  readonly takes?: string;
  /** Writes whose answer is lost, by "METHOD Kind", once each: the effect is there. */
  readonly loses: readonly string[];
  /** Every path below the first redirects to itself with a slash behind it. */
  readonly slashes: boolean;
}

export type Kind = "Users" | "Groups";

export interface Request {
  readonly method: string;
  /** Also what is no kind: "ServiceProviderConfig". */
  readonly kind: string;
  readonly id: string | undefined;
  readonly query: URLSearchParams;
  readonly body: Body;
  readonly operations: readonly Operation[];
}

export interface Objection {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export const plainWays: Ways = {
  pageSize: 100,
  config: { patch: { supported: true }, filter: { supported: true, maxResults: 100 } },
  type: "application/scim+json",
  list: (list) => list,
  shown: (resource) => resource,
  kept: (resource) => resource,
  hides: () => false,
  gone: 404,
  objects: () => undefined,
  cursors: false,
  id: (made) => `id-${made}`,
  filters: "eq",
  wrote: {
    POST: { status: 201, body: true },
    PATCH: { status: 200, body: true },
    PUT: { status: 200, body: true },
    DELETE: { status: 204, body: false },
  },
  patch: true,
  etags: false,
  drops: [],
  lag: 0,
  loses: [],
  slashes: false,
};

export interface OddScim {
  readonly api: string;
  readonly users: Map<string, Body>;
  readonly groups: Map<string, Body>;
  /** "METHOD path" of each request. */
  readonly requests: string[];
  close(): Promise<void>;
}

class Refused extends Error {
  constructor(readonly status: number) {
    super(String(status));
  }
}

/** Starts it on loopback. */
export async function startOddScim(given: Partial<Ways> = {}): Promise<OddScim> {
  const ways: Ways = { ...plainWays, ...given };
  const kept = { Users: new Map<string, Body>(), Groups: new Map<string, Body>() };
  const requests: string[] = [];
  const losing = new Set(ways.loses);
  let made = 0;
  let before: { Users: Map<string, Body>; Groups: Map<string, Body>; left: number } | undefined;
  /** What reads are answered from. */
  const seen = (): Record<Kind, Map<string, Body>> => {
    if (before === undefined || before.left <= 0) return kept;
    before.left -= 1;
    return before;
  };
  const shown = (kind: Kind, resource: Body, where: "list" | "alone" = "alone"): Body => {
    const { version, ...rest } = resource;
    const groups = [...(before?.left ? before : kept).Groups.values()].filter((group) =>
      membersIn(group).some(({ value }) => value === resource["id"]),
    );
    const inside = groups.map((group) => ({ value: group["id"], display: group["displayName"] }));
    return ways.shown(
      {
        ...rest,
        ...(kind === "Users" ? { groups: inside } : {}),
        ...(ways.etags ? { meta: { version: `W/"${String(version)}"` } } : {}),
      },
      kind,
      where,
    );
  };
  const keep = (kind: Kind, id: string, body: Body): Body => {
    const fields = Object.entries(body).filter(([name]) => !ways.drops.includes(name));
    const { schemas: _, groups: __, meta: ___, ...rest } = Object.fromEntries(fields);
    const resource: Body = {
      ...ways.kept(rest, kind),
      id,
      version: Number(kept[kind].get(id)?.["version"] ?? 0) + 1,
    };
    kept[kind].set(id, resource);
    return resource;
  };
  const list = (kind: Kind, query: URLSearchParams): unknown => {
    const filter = query.get("filter");
    if (filter !== null && typeof ways.filters === "number") throw new Refused(ways.filters);
    const all = [...seen()[kind].values()].filter(
      (resource) =>
        !ways.hides(resource, filter === null ? "list" : "filter") &&
        (filter === null || ways.filters === "ignored" || matches(resource, filter)),
    );
    if (ways.cursors) return byCursor(kind, all, query);
    const start = Math.max(1, Number(query.get("startIndex") ?? 1));
    const count = Math.min(ways.pageSize, Number(query.get("count") ?? ways.pageSize));
    const Resources = all
      .slice(start - 1, start - 1 + count)
      .map((resource) => shown(kind, resource, "list"));
    return ways.list({
      totalResults: all.length,
      startIndex: start,
      itemsPerPage: Resources.length,
      Resources,
    });
  };
  const byCursor = (kind: Kind, all: readonly Body[], query: URLSearchParams): unknown => {
    const start = Number((query.get("cursor") ?? "").replace("at", ""));
    const end = start + Math.min(ways.pageSize, Number(query.get("count") ?? ways.pageSize));
    return ways.list({
      itemsPerPage: end - start,
      Resources: all.slice(start, end).map((resource) => shown(kind, resource, "list")),
      ...(end < all.length ? { nextCursor: `at${end}` } : {}),
    });
  };
  const answered = (method: keyof Ways["wrote"], body?: Body): Answer => {
    const { status, body: has } = ways.wrote[method];
    return { status, ...(has && body !== undefined ? { body } : {}) };
  };
  const one = ({ method, kind, id, body, ifMatch }: Asked): Answer => {
    const resource = (method === "GET" ? seen() : kept)[kind].get(id);
    if (resource === undefined || (method === "GET" && ways.hides(resource, "alone")))
      throw new Refused(ways.gone);
    if (ways.etags && ifMatch !== undefined && ifMatch !== `W/"${String(resource["version"])}"`)
      throw new Refused(412);
    if (method === "GET") return { status: 200, body: shown(kind, resource) };
    if (method === "DELETE") {
      kept[kind].delete(id);
      return answered(method, {});
    }
    if (method === "PUT") return answered(method, shown(kind, keep(kind, id, body)));
    if (method !== "PATCH" || !ways.patch) throw new Refused(501);
    return answered(method, shown(kind, keep(kind, id, patched(resource, body))));
  };
  const answer = (request: IncomingMessage, body: Body): Answer => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://127.0.0.1");
    const [, , kind, id] = pathname.split("/");
    const method = request.method ?? "GET";
    const objection = ways.objects({
      method,
      kind: kind ?? "",
      id,
      query: searchParams,
      body,
      operations: (body["Operations"] ?? []) as readonly Operation[],
    });
    if (objection !== undefined) return objection;
    if (kind === "ServiceProviderConfig") {
      if (ways.config === null) throw new Refused(404);
      return { status: 200, body: ways.config };
    }
    if (kind !== "Users" && kind !== "Groups") throw new Refused(404);
    if (method !== "GET") {
      if (ways.takes !== undefined && request.headers["content-type"] !== ways.takes && method !== "DELETE")
        throw new Refused(415);
      before = { Users: new Map(kept.Users), Groups: new Map(kept.Groups), left: ways.lag };
    }
    if (id !== undefined) {
      const ifMatch = request.headers["if-match"];
      return one({ method, kind, id: decodeURIComponent(id), body, ifMatch });
    }
    if (method === "GET") return { status: 200, body: list(kind, searchParams) };
    const name = kind === "Users" ? "userName" : "displayName";
    const taken = [...kept[kind].values()].some((it) => folded(it[name]) === folded(body[name]));
    if (method !== "POST" || taken) throw new Refused(taken ? 409 : 405);
    made += 1;
    return answered("POST", shown(kind, keep(kind, ways.id(made), body)));
  };
  const server = createServer((request, response) => {
    requests.push(`${request.method ?? ""} ${request.url ?? ""}`);
    const [path = "", query = ""] = (request.url ?? "").split("?");
    if (ways.slashes && !path.endsWith("/")) {
      response.writeHead(308, { location: `${path}/${query === "" ? "" : `?${query}`}` }).end();
      return;
    }
    void read(request).then((body) => {
      try {
        const done = answer(request, body);
        const kind = `${request.method ?? ""} ${request.url?.split("/")[2] ?? ""}`;
        if (losing.delete(kind)) response.destroy();
        else send(response, ways, done);
      } catch (problem) {
        if (!(problem instanceof Refused)) throw problem;
        response.writeHead(problem.status, { "content-type": "text/html" }).end("<h1>No</h1>");
      }
    });
  });
  const port = await listening(server);
  return {
    api: `http://127.0.0.1:${port}/scim`,
    users: kept.Users,
    groups: kept.Groups,
    requests,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

type Answer = Objection;

interface Asked {
  readonly method: string;
  readonly kind: Kind;
  readonly id: string;
  readonly body: Body;
  readonly ifMatch: string | undefined;
}

function send(response: ServerResponse, { type }: Ways, { status, body, headers = {} }: Answer): void {
  response.writeHead(status, {
    ...headers,
    ...(body === undefined ? {} : { "content-type": type }),
    // Where it is, seen from here (RFC 9110, 10.2.2).
    ...(status === 201 ? { location: "Users/1" } : {}),
    connection: "close",
  });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)),
  );
}

async function read(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  return text === "" ? {} : (JSON.parse(text) as Body);
}

function folded(value: unknown): string {
  return typeof value === "string" ? value.toLowerCase() : "";
}

interface Place {
  readonly value: unknown;
}

function membersIn(resource: Body): Place[] {
  const { members } = resource;
  return Array.isArray(members) ? (members as Place[]) : [];
}

/** Filters by `eq`, joined by `and`. */
function matches(resource: Body, filter: string): boolean {
  return filter.split(" and ").every((part) => {
    const [, name = "", value = ""] = /^([\w.]+) eq "(.*)"$/.exec(part) ?? [];
    return folded(resource[name]) === value.toLowerCase();
  });
}

export interface Operation {
  readonly op: string;
  readonly path?: string;
  readonly value?: unknown;
}

function patched(resource: Body, { Operations }: Body): Body {
  const result = { ...resource };
  for (const { op, path, value } of Operations as readonly Operation[]) {
    const [, name = "", only] = /^(\w+)(?:\[value eq "(.*)"\])?$/.exec(path ?? "") ?? [];
    if (op === "replace") Object.assign(result, path === undefined ? value : { [name]: value });
    else result[name] = withValues(result[name], { op, only, value });
  }
  return result;
}

function withValues(
  now: unknown,
  { op, only, value }: { op: string; only: string | undefined; value: unknown },
): unknown[] {
  const there = (Array.isArray(now) ? now : []) as Place[];
  const given = (Array.isArray(value) ? value : []) as Place[];
  const values = new Set(only === undefined ? given.map((it) => it.value) : [only]);
  const others = there.filter((it) => !values.has(it.value));
  return op === "add" ? [...others, ...given] : others;
}
