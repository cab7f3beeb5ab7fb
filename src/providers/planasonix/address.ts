/** Where a route lies at one deployment: base address, base path, overridden paths, filled-in ids. Never leaves the checked origin. */
import type { PlanasonixOptions } from "./options.ts";
import { routes, type RouteName } from "./contract.ts";

interface Target {
  readonly url: URL;
  /** For messages: method and path, no query. */
  readonly label: string;
}

interface TargetRequest {
  readonly route: RouteName;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
}

/** The target, or half a sentence on why there is none. */
export function targetOf(
  options: Pick<PlanasonixOptions, "address" | "organizationId" | "routeOverrides">,
  request: TargetRequest,
): Target | { readonly problem: string } {
  const { address } = options;
  const values: Readonly<Record<string, string>> = { ...request.params, org: options.organizationId };
  const template = options.routeOverrides?.[request.route] ?? routes[request.route].path;
  let unfilled = false;
  const path = template.replace(/\{([^}]*)\}/g, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    // An empty id, "." or ".." would make it the path of something else.
    if (value === undefined || /^\.{0,2}$/.test(value)) unfilled = true;
    return encodeURIComponent(value ?? "");
  });
  if (unfilled || !path.startsWith("/")) return { problem: `the path ${template} cannot be filled in` };
  const full = `${address.pathname.replace(/\/+$/, "")}${path}`;
  const url = new URL(`${address.origin}${full}`);
  if (url.origin !== address.origin || url.pathname !== full)
    return { problem: `the path ${template} is not usable` };
  for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.set(name, value);
  return { url, label: `${routes[request.route].method} ${url.pathname}` };
}
