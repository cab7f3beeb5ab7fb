/** Blocks the first run on an organization whose connection is new or changed: somebody looks at the plan first. */
import type { Guard } from "./guard.ts";

export const adoption: Guard = ({ organization, adopting }) =>
  adopting
    ? [
        {
          message: `the connection of ${organization.key} (provider, id or api) is new or changed since the base`,
          numbers: {},
        },
      ]
    : [];
