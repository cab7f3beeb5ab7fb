/** The words of Planasonix: what the vendor documents, and what the assumed contract adds. */
import type { Vocabulary } from "../vocabulary.ts";

export const planasonix = {
  organizationId: { pattern: "org_[A-Za-z0-9_-]{1,124}", looks: "beginning with org_" },
  // Vendor documentation, "Ids are prefixed".
  personId: { pattern: "usr_[A-Za-z0-9_-]{1,124}", looks: "beginning with usr_" },
  ids: {
    teams: { pattern: "team_[A-Za-z0-9_-]{1,123}", looks: "beginning with team_" },
    roles: { pattern: "role_[A-Za-z0-9_-]{1,123}", looks: "beginning with role_" },
    service_accounts: { pattern: "sa_[A-Za-z0-9_-]{1,123}", looks: "beginning with sa_" },
    keys: { pattern: "key_[A-Za-z0-9_-]{1,123}", looks: "beginning with key_" },
  },
  defaultAddress: "https://api.planasonix.com",
  // The vendor documents `plnx_live_...`.
  keyPattern: "plnx_(?:live|test|sandbox)_[A-Za-z0-9][A-Za-z0-9._~+/=-]*",
  roles: {
    ranks: { viewer: 1, member: 2, editor: 2, maintainer: 3, admin: 4 },
    managing: "admin",
    owning: "editor",
    interim: "editor",
    lowestLevels: ["view"],
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
    example: "pipelines:run",
  },
  shared: [
    { kind: "pipeline", section: "pipelines", levels: { view: 1, run: 2, edit: 3 } },
    // To use one stands beside to run a pipeline.
    { kind: "connection", section: "connections", levels: { view: 1, edit: 3, use: 2 } },
    { kind: "project", section: "projects", levels: { view: 1, run: 2, edit: 3 } },
  ],
  owned: [
    { kind: "pipeline", section: "pipelines" },
    // A connection holds the right to use somebody's credentials.
    { kind: "connection", section: "connections", risky: true },
    { kind: "schedule", section: "schedules" },
  ],
  onlyPeopleOwn: "At Planasonix a pipeline, a connection and a schedule belong to a member each.",
  refused: [],
  help: {
    organizationId: "org_01jq8acme",
    readingKey: "scope organization:read",
    writingKey: "organization:read, admin:organization",
    resource: "nightly_sales_sync",
  },
  deactivated: "keeps audit history",
  onLeave: "deactivate",
} as const satisfies Vocabulary;

export type SharedKind = (typeof planasonix.shared)[number]["kind"];
export type OwnedKind = (typeof planasonix.owned)[number]["kind"];
export type ResourceKind = SharedKind | OwnedKind;
type KeyOf<T> = T extends unknown ? keyof T : never;
export type ShareLevel = KeyOf<(typeof planasonix.shared)[number]["levels"]>;

export function isSharedKind(kind: unknown): kind is SharedKind {
  return planasonix.shared.some((word) => word.kind === kind);
}

export function isOwnedKind(kind: unknown): kind is OwnedKind {
  return planasonix.owned.some((word) => word.kind === kind);
}

export function isResourceKind(kind: unknown): kind is ResourceKind {
  return isSharedKind(kind) || isOwnedKind(kind);
}

export function isShareLevel(level: string): level is ShareLevel {
  return planasonix.shared.some(({ levels }) => Object.hasOwn(levels, level));
}
