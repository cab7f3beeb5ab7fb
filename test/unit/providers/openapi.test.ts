import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../../src/model/json.ts";
import { routes, type Route } from "../../../src/providers/planasonix/contract.ts";
import { openApiDocument } from "../../../src/providers/planasonix/openapi.ts";

const document = openApiDocument();

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function at(value: Json | undefined, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((part, name) => (isObject(part) ? part[name] : undefined), value);
}

function everyRef(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(everyRef);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, item]) =>
    name === "$ref" && typeof item === "string" ? [item] : everyRef(item),
  );
}

function resolve(reference: string): Json | undefined {
  return at(document, reference.replace(/^#\//, "").split("/"));
}

const operations = Object.entries(document["paths"] as JsonObject).flatMap(([path, item]) =>
  Object.entries(item as JsonObject).map(([method, value]) => ({
    path,
    method,
    operation: value as JsonObject,
  })),
);

describe("the OpenAPI document", () => {
  it("is OpenAPI 3.1 with a title, a version and a bearer scheme that everything needs", () => {
    expect(document["openapi"]).toMatch(/^3\.1\.\d+$/);
    expect(at(document, ["info", "title"])).toBeTypeOf("string");
    expect(at(document, ["info", "version"])).toBeTypeOf("string");
    expect(at(document, ["components", "securitySchemes", "bearer"])).toMatchObject({
      type: "http",
      scheme: "bearer",
    });
    expect(document["security"]).toEqual([{ bearer: [] }]);
  });

  it("has one operation for each route of the table, under the route's own name", () => {
    const found = operations.map(({ path, method, operation }) => [
      operation["operationId"],
      `${method} ${path}`,
    ]);
    const expected = Object.entries(routes).map(([name, route]) => [
      name,
      `${route.method.toLowerCase()} ${route.path}`,
    ]);
    expect(Object.fromEntries(found as [string, string][])).toEqual(
      Object.fromEntries(expected as [string, string][]),
    );
    expect(found).toHaveLength(expected.length);
  });

  it("declares each parameter of each path, once, as required", () => {
    for (const { path, operation } of operations) {
      const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const declared = (operation["parameters"] as JsonObject[]).filter((item) => item["in"] === "path");
      expect(declared.map((item) => item["name"])).toEqual(names);
      expect(declared.every((item) => item["required"] === true)).toBe(true);
    }
  });

  it("resolves every reference", () => {
    const references = everyRef(document);
    expect(references.length).toBeGreaterThan(100);
    expect(references.filter((reference) => !isObject(resolve(reference)))).toEqual([]);
  });

  it("describes a success and the usual errors of each operation, each with a description", () => {
    for (const { operation } of operations) {
      const responses = operation["responses"] as JsonObject;
      expect(Object.keys(responses).filter((status) => status.startsWith("2"))).toHaveLength(1);
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(["401", "403", "429"]));
      for (const response of Object.values(responses)) {
        const whole =
          isObject(response) && typeof response["$ref"] === "string" ? resolve(response["$ref"]) : response;
        expect(at(whole, ["description"])).toBeTypeOf("string");
      }
    }
  });

  it("has a body where the table has a request, and says who documents it", () => {
    for (const { operation } of operations) {
      const route: Route = routes[operation["operationId"] as keyof typeof routes];
      expect("requestBody" in operation).toBe(route.request !== undefined);
      expect(operation["x-documented-by-vendor"]).toBe(route.documented);
    }
    expect(
      at(operations.find((item) => item.operation["operationId"] === "profile")?.operation, [
        "x-documented-by-vendor",
      ]),
    ).toBe(true);
  });

  it("lets a version be named in each write to what is there already", () => {
    const conditional = operations.flatMap(({ method, operation }) => {
      const names = (operation["parameters"] as JsonObject[]).map((item) => item["$ref"]);
      const versioned = names.includes("#/components/parameters/IfMatch");
      expect("412" in (operation["responses"] as JsonObject)).toBe(versioned);
      expect(names.includes("#/components/parameters/IdempotencyKey")).toBe(method === "post");
      return versioned ? [[method, operation["operationId"]]] : [];
    });
    expect(conditional.filter(([method]) => method === "post")).toEqual([["post", "resendInvitation"]]);
    expect(conditional.filter(([method]) => method === "get")).toEqual([]);
    const changing = operations.filter(({ method }) => !["get", "post"].includes(method));
    expect(conditional).toHaveLength(changing.length + 1);
  });

  it("carries the schemas themselves, not empty shells", () => {
    expect(at(document, ["components", "schemas", "Member", "properties", "state", "enum"])).toEqual([
      "active",
      "deactivated",
      "left",
    ]);
    expect(at(document, ["components", "schemas", "Error", "anyOf"])).toHaveLength(2);
    const invite = operations.find((item) => item.operation["operationId"] === "invite")?.operation;
    const schema = at(invite, ["requestBody", "content", "application/json", "schema"]);
    expect(at(schema, ["required"])).toEqual(["email", "role"]);
    expect(at(schema, ["additionalProperties"])).toBe(false);
  });

  it("survives a round trip through JSON and never changes", () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
    expect(JSON.stringify(openApiDocument())).toBe(JSON.stringify(document));
  });
});
