/** The HTTP side of the embedded SCIM server: each tenant below `/scim/KEY/v2`, behind its own token. */
import { notFound, refusal, type Answer } from "./answer.ts";
import type { Fault, RouteName } from "./fault.ts";
import { ended, exchanged, type Open, type SandboxApp, type SandboxContext } from "../kit/exchange.ts";
import type { Silence } from "../kit/fault.ts";
import { bend, replace } from "./faultServer.ts";
import { conditionsOf } from "./filter.ts";
import * as groups from "./group.ts";
import { etagOf } from "./shapes.ts";
import type { Attributes, Resource, Tenant } from "./state.ts";
import * as users from "./user.ts";
import type { RequestRecord, Running } from "./world.ts";
import { jsonIn } from "../../model/jsonIn.ts";

/** Adds it to an application. */
export function addScim(app: SandboxApp, running: Running): void {
  app.all("/scim/:tenant/v2/*", (context) => exchange(running, context));
}

/** The address of a tenant on a server. */
export function addressOf(url: string, tenant: string): string {
  return `${url}/scim/${tenant}/v2`;
}

interface Asked {
  readonly method: string;
  /** Below the tenant's address, decoded once each: "Users", and an id. */
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Attributes | undefined;
  readonly ifMatch: string | undefined;
}

const endpoints = { Users: "user", Groups: "group" } as const;
const verbs: Readonly<Record<string, "make" | "patch" | "put" | "end">> = {
  POST: "make",
  PATCH: "patch",
  PUT: "put",
  DELETE: "end",
};

function routeOf({ method, parts: [endpoint = "", id] }: Pick<Asked, "method" | "parts">): RouteName | null {
  if (endpoint === "ServiceProviderConfig") return "config";
  if (endpoint !== "Users" && endpoint !== "Groups") return null;
  const noun = endpoints[endpoint];
  if (method === "GET") return id === undefined ? `${noun}s` : noun;
  const verb = verbs[method];
  const capital = endpoint === "Users" ? "User" : "Group";
  return verb === undefined || (verb === "make") !== (id === undefined) ? null : `${verb}${capital}`;
}

async function exchange(running: Running, context: SandboxContext): Promise<Response> {
  const { req } = context;
  const url = new URL(req.url);
  // Split before it is decoded: an id may hold a slash.
  const [, , key = "", , ...rest] = url.pathname.split("/");
  const text = req.method === "GET" ? "" : await req.text();
  const asked: Asked = {
    method: req.method,
    parts: rest.map(decodeURIComponent),
    query: url.searchParams,
    body: bodyOf(text),
    ifMatch: req.header("If-Match"),
  };
  const name = routeOf(asked);
  const log: Open<RequestRecord> = exchanged(context, name);
  running.requests.push(log);
  const { fault, bends } = running.faults.next(name, req.method);
  const wait = bends.reduce((sum, { amount = 0 }) => sum + amount, 0);
  if (wait > 0) await running.clock.sleep(wait);
  const tenant = running.world.tenants.get(decodeURIComponent(key));
  const allowed = tenant !== undefined && req.header("Authorization") === `Bearer ${tenant.token}`;
  const settled = answered(fault, () =>
    allowed ? handle(tenant, { ...asked, name }) : refusal(401, "The token is not known"),
  );
  const sent = typeof settled === "string" ? settled : respond(settled, new Date(running.clock.now()));
  return ended(context, log, sent);
}

function answered(fault: Fault | undefined, handled: () => Answer): Answer | Silence {
  const before = fault === undefined ? undefined : replace(fault);
  if (before !== undefined) return before;
  const made = handled();
  return fault === undefined ? made : bend(fault, made);
}

function respond({ status, body, text, headers = {} }: Answer, now: Date): Response {
  const sent = text ?? (body === undefined ? null : JSON.stringify(body));
  const type = text === undefined ? "application/scim+json" : "text/html";
  return new Response(sent, {
    status,
    headers: { date: now.toUTCString(), ...headers, ...(sent === null ? {} : { "content-type": type }) },
  });
}

function bodyOf(text: string): Attributes | undefined {
  const read = jsonIn(text);
  return typeof read === "object" && read !== null ? { ...read } : undefined;
}

function handle(tenant: Tenant, asked: Asked & { readonly name: RouteName | null }): Answer {
  const { name, parts, query, body, ifMatch } = asked;
  if (name === null) return notFound("The path");
  if (name === "config") return configOf(tenant);
  if (name === "users" || name === "groups") return list(tenant, { name, query });
  const id = parts[1] ?? "";
  if (asked.method !== "GET" && asked.method !== "DELETE" && body === undefined)
    return refusal(400, "The body is no JSON object", "invalidSyntax");
  if (asked.method === "PATCH" && !tenant.character.patch) return refusal(501, "PATCH is not implemented");
  const sent = body ?? {};
  if (name === "makeUser") return users.makeUser(tenant, sent);
  if (name === "makeGroup") return groups.makeGroup(tenant, sent);
  if (name.endsWith("ser")) {
    const user = tenant.users.get(id);
    if (user === undefined) return users.missingUser(id);
    if (isOld(tenant, user, ifMatch)) return refusal(412, "The version is another");
    return onUser(tenant, { name, user, body: sent });
  }
  const group = tenant.groups.get(id);
  if (group === undefined) return groups.missingGroup(id);
  if (isOld(tenant, group, ifMatch)) return refusal(412, "The version is another");
  switch (name) {
    case "patchGroup":
      return groups.patchGroup(tenant, group, sent);
    case "putGroup":
      return groups.putGroup(tenant, group, sent);
    case "endGroup":
      return groups.endGroup(tenant, group);
    default:
      return groups.readGroup(tenant, group);
  }
}

function onUser(
  tenant: Tenant,
  { name, user, body }: { readonly name: RouteName; readonly user: Resource; readonly body: Attributes },
): Answer {
  switch (name) {
    case "patchUser":
      return users.patchUser(tenant, user, body);
    case "putUser":
      return users.putUser(tenant, user, body);
    case "endUser":
      return users.endUser(tenant, user);
    default:
      return users.readUser(tenant, user);
  }
}

function isOld({ character }: Tenant, { version }: Resource, ifMatch: string | undefined): boolean {
  return character.etags && ifMatch !== undefined && ifMatch !== "*" && ifMatch !== etagOf(version);
}

function list(
  tenant: Tenant,
  { name, query }: { readonly name: "users" | "groups"; readonly query: URLSearchParams },
): Answer {
  const filter = query.get("filter");
  const { filters } = tenant.character;
  const conditions =
    filter === null || filters === "ignored" ? [] : filters ? conditionsOf(filter) : undefined;
  if (conditions === undefined) return refusal(400, "The filter is not understood", "invalidFilter");
  return name === "users"
    ? users.listUsers(tenant, query, conditions)
    : groups.listGroups(tenant, query, conditions);
}

function configOf({ character }: Tenant): Answer {
  if (!character.config) return notFound("The path");
  const { patch, filters, etags, pageSize, paging } = character;
  return {
    status: 200,
    body: {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
      patch: { supported: patch },
      bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
      filter: { supported: filters === true, maxResults: pageSize },
      changePassword: { supported: false },
      sort: { supported: false },
      etag: { supported: etags },
      ...(paging === "cursor" ? { pagination: { cursor: true, index: false } } : {}),
      authenticationSchemes: [],
    },
  };
}
