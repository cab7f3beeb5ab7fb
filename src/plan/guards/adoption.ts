/** Blocks the first run on an organization whose connection is new or changed: somebody looks at the plan first. */
import type { Guard } from "./guard.ts";

export const adoption: Guard = ({ organization: { key, connection }, adopting }) => {
  if (!adopting) return [];
  const what = connection.scim === undefined ? "provider, id or api" : "provider, id, api or scim";
  return [{ message: `the connection of ${key} (${what}) is new or changed since the base`, numbers: {} }];
};
