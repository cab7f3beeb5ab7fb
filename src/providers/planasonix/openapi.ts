/** The contract as an OpenAPI 3.1 document, made of the same table that the client and the sandbox use. */
import * as z from "zod";
import { planasonix } from "../../model/vocabularies/planasonix.ts";
import type { Json, JsonObject } from "../../model/json.ts";
import {
  auditEventSchema,
  connectionSchema,
  errorSchema,
  invitationSchema,
  maxPageSize,
  memberSchema,
  newServiceAccountKeySchema,
  metaSchema,
  organizationSchema,
  ownedSchema,
  personalKeySchema,
  profileSchema,
  projectSchema,
  roleSchema,
  routes,
  scopes,
  serviceAccountKeySchema,
  serviceAccountSchema,
  shareSchema,
  teamMembershipSchema,
  teamSchema,
  type Route,
  type RouteName,
} from "./contract.ts";

/** The document. Each operation says in `x-documented-by-vendor` whether the vendor documents it or muster assumes it. */
export function openApiDocument(): JsonObject {
  return {
    openapi: "3.1.0",
    info: {
      title: "Planasonix organization administration, as muster assumes it",
      version: "1",
      description:
        "The vendor documents the base address, the key, the shape of answers and errors, and the profile. " +
        "Operations with x-documented-by-vendor: false are muster's assumption.",
    },
    servers: [{ url: planasonix.defaultAddress }],
    security: [{ bearer: [] }],
    paths: paths(),
    components: {
      securitySchemes: {
        bearer: {
          type: "http",
          scheme: "bearer",
          description: `An API key. Reading needs the scope ${scopes.read}, writing ${scopes.write}.`,
        },
      },
      schemas: Object.fromEntries([...namedSchemas].map(([schema, name]) => [name, schemaOf(schema)])),
      parameters: sharedParameters,
      headers: sharedHeaders,
      responses: sharedResponses,
    },
  };
}

/** What answers are made of, by the name that `$ref`s use. */
const namedSchemas = new Map<z.ZodType, string>([
  [profileSchema, "Profile"],
  [organizationSchema, "Organization"],
  [memberSchema, "Member"],
  [invitationSchema, "Invitation"],
  [teamSchema, "Team"],
  [teamMembershipSchema, "TeamMembership"],
  [roleSchema, "Role"],
  [shareSchema, "Share"],
  [serviceAccountSchema, "ServiceAccount"],
  [serviceAccountKeySchema, "ServiceAccountKey"],
  [newServiceAccountKeySchema, "NewServiceAccountKey"],
  [personalKeySchema, "PersonalKey"],
  [ownedSchema, "OwnedResource"],
  [connectionSchema, "Connection"],
  [projectSchema, "Project"],
  [auditEventSchema, "AuditEvent"],
  [metaSchema, "Meta"],
  [errorSchema, "Error"],
]);

const text: JsonObject = { type: "string" };
const wholeNumber: JsonObject = { type: "integer" };

const sharedParameters: JsonObject = {
  XOrganizationId: { name: "X-Organization-ID", in: "header", required: false, schema: text },
  Limit: {
    name: "limit",
    in: "query",
    required: false,
    schema: { type: "integer", minimum: 1, maximum: maxPageSize },
  },
  Cursor: {
    name: "cursor",
    in: "query",
    required: false,
    description: "next_cursor of the page before.",
    schema: text,
  },
  IfMatch: {
    name: "If-Match",
    in: "header",
    required: false,
    description: "The version that is to be changed; 412 when the object has another one by now.",
    schema: text,
  },
  IdempotencyKey: {
    name: "Idempotency-Key",
    in: "header",
    required: false,
    description: "The same key gives one effect and the same answer.",
    schema: text,
  },
};

const sharedHeaders: JsonObject = {
  ETag: { description: "Version of the object.", schema: text },
  XRequestId: { description: "The service's id of the request.", schema: text },
  XRateLimitLimit: { description: "Requests in a whole budget.", schema: wholeNumber },
  XRateLimitRemaining: { description: "Requests left.", schema: wholeNumber },
  XRateLimitReset: { description: "When the budget is whole again, epoch seconds.", schema: wholeNumber },
  RetryAfter: { description: "Seconds, or an HTTP date.", schema: text },
};

const usualHeaders: JsonObject = {
  "X-Request-Id": ref("headers", "XRequestId"),
  "X-RateLimit-Limit": ref("headers", "XRateLimitLimit"),
  "X-RateLimit-Remaining": ref("headers", "XRateLimitRemaining"),
  "X-RateLimit-Reset": ref("headers", "XRateLimitReset"),
};

const sharedResponses: JsonObject = {
  BadRequest: errorResponse("The body is not JSON, or the cursor is none of this list."),
  Unauthorized: errorResponse("The key is missing, malformed or revoked."),
  Forbidden: errorResponse("The key lacks the scope, or a policy forbids it."),
  NotFound: errorResponse("There is no such object."),
  Conflict: errorResponse("It conflicts with the current state."),
  PreconditionFailed: errorResponse("The object changed since the version in If-Match."),
  Unprocessable: errorResponse("The request is not valid."),
  TooManyRequests: errorResponse("Too many requests.", { "Retry-After": ref("headers", "RetryAfter") }),
};

function errorResponse(description: string, headers: JsonObject = {}): JsonObject {
  return {
    description,
    headers: { ...usualHeaders, ...headers },
    content: jsonContent(ref("schemas", "Error")),
  };
}

function ref(kind: "schemas" | "parameters" | "headers" | "responses", name: string): JsonObject {
  return { $ref: `#/components/${kind}/${name}` };
}

function jsonContent(schema: JsonObject): JsonObject {
  return { "application/json": { schema } };
}

/** What goes over the wire, which is the input side of each schema. */
function schemaOf(schema: z.ZodType): JsonObject {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: "input" });
  return JSON.parse(JSON.stringify(rest)) as JsonObject;
}

function paths(): JsonObject {
  const byPath: Record<string, Record<string, Json>> = {};
  for (const [name, route] of Object.entries(routes) as [RouteName, Route][]) {
    const operations = (byPath[route.path] ??= {});
    operations[route.method.toLowerCase()] = operation(name, route);
  }
  return byPath;
}

function operation(name: RouteName, route: Route): JsonObject {
  return {
    operationId: name,
    summary: route.summary,
    "x-documented-by-vendor": route.documented,
    parameters: parameters(route),
    ...(route.request === undefined
      ? {}
      : { requestBody: { required: true, content: jsonContent(schemaOf(route.request)) } }),
    responses: responses(route),
  };
}

function parameters(route: Route): Json[] {
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    schema: text,
  }));
  const filters = (route.filters ?? []).map((name) => ({ name, in: "query", required: false, schema: text }));
  const lists = route.answers === "list" ? [ref("parameters", "Limit"), ref("parameters", "Cursor")] : [];
  return [...inPath, ref("parameters", "XOrganizationId"), ...lists, ...filters, ...conditions(route)];
}

function conditions(route: Route): Json[] {
  if (route.method === "GET") return [];
  const once = route.method === "POST" ? [ref("parameters", "IdempotencyKey")] : [];
  return hasVersion(route) ? [...once, ref("parameters", "IfMatch")] : once;
}

/** A write to what is there already: a POST that has a body creates something. */
function hasVersion({ method, request }: Route): boolean {
  return method !== "GET" && (method !== "POST" || request === undefined);
}

function responses(route: Route): JsonObject {
  const writes = route.method !== "GET";
  return {
    ...success(route),
    ...(route.answers === "list" || route.request !== undefined
      ? { "400": ref("responses", "BadRequest") }
      : {}),
    "401": ref("responses", "Unauthorized"),
    "403": ref("responses", "Forbidden"),
    "404": ref("responses", "NotFound"),
    ...(writes ? { "409": ref("responses", "Conflict") } : {}),
    ...(hasVersion(route) ? { "412": ref("responses", "PreconditionFailed") } : {}),
    ...(writes || route.answers === "list" ? { "422": ref("responses", "Unprocessable") } : {}),
    "429": ref("responses", "TooManyRequests"),
  };
}

/** A POST that has a body creates something. */
function success(route: Route): JsonObject {
  const description = route.summary;
  if (route.answers === "none" || route.response === undefined) {
    return { "204": { description, headers: usualHeaders } };
  }
  const item = ref("schemas", namedSchemas.get(route.response) ?? "");
  const data = route.answers === "list" ? { type: "array", items: item } : item;
  const meta: JsonObject = route.answers === "list" ? { meta: ref("schemas", "Meta") } : {};
  const schema = { type: "object", required: ["data", ...Object.keys(meta)], properties: { data, ...meta } };
  const etag: JsonObject = route.answers === "one" ? { ETag: ref("headers", "ETag") } : {};
  const status = route.method === "POST" && route.request !== undefined ? "201" : "200";
  return { [status]: { description, headers: { ...usualHeaders, ...etag }, content: jsonContent(schema) } };
}
