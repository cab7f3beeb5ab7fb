/** Where a service that answers REST answers GraphQL. */

/** GraphQL stands below the REST address, and beside `/v3` at a server of one's own. */
export function graphqlAddress(api: URL): URL {
  const url = new URL(api);
  const base = url.pathname.replace(/\/$/, "");
  url.pathname = base.endsWith("/api/v3") ? base.replace(/\/v3$/, "/graphql") : `${base}/graphql`;
  return url;
}
