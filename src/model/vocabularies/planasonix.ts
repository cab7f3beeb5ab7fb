/** The words of Planasonix: what the vendor documents, and what the assumed contract adds. */
import type { Vocabulary } from "../vocabulary.ts";

export const planasonix = {
  organizationId: { pattern: "org_[A-Za-z0-9_-]{1,124}", prefix: "org_" },
  // Vendor documentation, "Ids are prefixed".
  personId: { pattern: "usr_[A-Za-z0-9_-]{1,124}", prefix: "usr_" },
  defaultAddress: "https://api.planasonix.com",
  // The vendor documents `plnx_live_...`.
  keyPattern: "plnx_(?:live|test|sandbox)_[A-Za-z0-9][A-Za-z0-9._~+/=-]*",
  roles: {
    ranks: { viewer: 1, member: 2, editor: 2, maintainer: 3, admin: 4 },
    managing: "admin",
    owning: "editor",
  },
  permissions: {
    managing: "admin:organization",
    known: {
      "pipelines:read": { harmless: true, forLowest: true },
      "pipelines:run": { harmless: true, forLowest: false, opens: "run" },
      "pipelines:write": { harmless: true, forLowest: false, opens: "edit" },
      "connections:read": { harmless: true, forLowest: false, opens: "use" },
      "connections:write": { harmless: false, forLowest: false },
      "organization:read": { harmless: true, forLowest: true },
      "admin:organization": { harmless: false, forLowest: false },
    },
    harmlessWildcards: ["pipelines:*", "connections:*"],
  },
} as const satisfies Vocabulary;
