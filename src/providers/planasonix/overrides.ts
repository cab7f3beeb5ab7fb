/** Reads the path overrides of a deployment (JSON, from outside the access files) and checks them against the table of routes. */
import { nearest } from "../../model/text.ts";
import { routes, type RouteName } from "./contract.ts";
import type { RouteOverrides } from "./options.ts";
import { jsonIn } from "../../model/jsonIn.ts";

/** The overrides that a JSON text holds, or what is wrong with it. */
export function readRouteOverrides(
  text: string,
):
  | { readonly ok: true; readonly overrides: RouteOverrides }
  | { readonly ok: false; readonly message: string } {
  const no = (message: string) => ({ ok: false, message }) as const;
  const value = jsonIn(text);
  if (value === undefined) return no("The path overrides are not JSON.");
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    return no("The path overrides must be a JSON object of route names and paths.");
  }
  const overrides: Partial<Record<RouteName, string>> = {};
  for (const [name, path] of Object.entries(value)) {
    if (!isRouteName(name)) {
      const near = nearest(name, Object.keys(routes));
      return no(`No route is called "${name}"${near === undefined ? "" : `; did you mean "${near}"?`}`);
    }
    if (typeof path !== "string") return no(`The path of "${name}" must be a text.`);
    const problem = problemOf(name, path);
    if (problem !== null) return no(`The path of "${name}" ${problem}`);
    overrides[name] = path;
  }
  return { ok: true, overrides };
}

function isRouteName(name: string): name is RouteName {
  return Object.hasOwn(routes, name);
}

/** A path without its placeholders could turn a DELETE of one thing into a DELETE of all of them. */
function problemOf(name: RouteName, path: string): string | null {
  if (!/^(\/[A-Za-z0-9._~{}-]+)+$/.test(path) || path.includes(".."))
    return "must look like /api/thing/{id}.";
  const wanted = placeholders(routes[name].path).filter((item) => item !== "{org}");
  const missing = wanted.filter((item) => !placeholders(path).includes(item));
  if (missing.length > 0) return `lacks ${missing.join(" and ")}.`;
  const unknown = placeholders(path).filter((item) => item !== "{org}" && !wanted.includes(item));
  return unknown.length > 0 ? `has ${unknown.join(" and ")}, which this route does not fill in.` : null;
}

function placeholders(path: string): string[] {
  return path.match(/\{[^}]*\}/g) ?? [];
}
