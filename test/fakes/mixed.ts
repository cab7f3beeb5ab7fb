/** One organization whose plan holds every verb that Planasonix can do: for tests that break each of its writes. */
import type { Declared, Live, Pair } from "../property/arbitraries.ts";

/** Writes of its plan when nothing goes wrong; a test keeps this true. */
export const writeCount = 44;

const mail = (name: string): string => `${name}@acme.example`;
const active = (name: string, role: string) => ({ email: mail(name), role, state: "active" as const });
const member = (name: string) => ({ member: mail(name), role: "member" as const });
const lead = (name: string) => ({ member: mail(name), role: "lead" as const });

const declared: Declared = {
  minAdmins: 2,
  unlisted: {
    members: "report",
    invitations: "cancel",
    teams: "delete",
    roles: "delete",
    service_accounts: "delete",
    keys: "revoke",
    shares: "unshare",
  },
  successor: mail("ana"),
  members: [
    active("ana", "admin"),
    active("ben", "maintainer"),
    active("cai", "admin"),
    active("dee", "viewer"),
    { ...active("eli", "editor"), shares: [{ resource: "connection", name: "crm", level: "use" }] },
    { ...active("fay", "editor"), state: "deactivated" },
    { ...active("gus", "viewer"), state: "removed" },
    active("hal", "viewer"),
    { ...active("ivy", "editor"), shares: [{ resource: "pipeline", name: "nightly", level: "view" }] },
    active("kim", "editor"),
    active("lee", "viewer"),
    active("nia", "viewer"),
    active("pat", "editor"),
  ],
  teams: [
    {
      slug: "finance",
      name: "Finance",
      previously: ["accounting"],
      members: [member("hal")],
      shares: [{ resource: "project", name: "alpha", level: "edit" }],
    },
    {
      slug: "data",
      description: "Pipelines",
      members: [lead("hal"), member("eli")],
      shares: [{ resource: "pipeline", name: "nightly", level: "edit" }],
    },
    {
      slug: "platform",
      parent: "finance",
      manager: mail("eli"),
      members: [member("cai"), member("nia"), lead("lee")],
    },
    { slug: "runtime", parent: "platform" },
  ],
  roles: [
    { name: "auditor", base: "viewer", permissions: ["pipelines:run"] },
    { name: "operator", base: "viewer", permissions: ["pipelines:run", "pipelines:write"] },
  ],
  accounts: [
    {
      name: "loader",
      description: "Loads things",
      role: "auditor",
      owner: "data",
      shares: [{ resource: "pipeline", name: "hourly", level: "run" }],
    },
    {
      name: "deployer",
      description: "Deploys things",
      role: "operator",
      owner: "platform",
      // Their old owner could have copied it, and leaves: it goes, since replacing it has tests of its own.
      keys: [],
    },
  ],
  ownership: [{ resource: "pipeline", name: "hourly", owner: mail("cai") }],
};

const live: Live = {
  members: [
    active("ana", "admin"),
    active("ben", "admin"),
    active("cai", "editor"),
    active("dee", "maintainer"),
    { ...active("eli", "viewer"), state: "deactivated" },
    active("fay", "editor"),
    active("gus", "viewer"),
    active("hal", "viewer"),
    active("ivy", "editor"),
    active("pat", "member"),
  ],
  invitations: [
    { email: mail("kim"), role: "viewer", state: "pending", sent: 1, places: [] },
    {
      email: mail("lee"),
      role: "viewer",
      state: "expired",
      sent: 1,
      places: [{ team: "data", role: "member" }],
    },
    { email: mail("mia"), role: "viewer", state: "pending", sent: 1, places: [] },
  ],
  teams: [
    { slug: "accounting", name: "Accounting", description: null, parent: null, manager: null },
    { slug: "data", name: "data", description: null, parent: null, manager: null },
    { slug: "legacy", name: "legacy", description: null, parent: null, manager: null },
    { slug: "older", name: "older", description: null, parent: "legacy", manager: null },
    { slug: "runtime", name: "runtime", description: null, parent: "accounting", manager: mail("dee") },
  ],
  memberships: [
    { team: "accounting", ...member("hal") },
    { team: "data", ...member("hal") },
    { team: "data", ...member("ivy") },
    { team: "legacy", ...member("fay") },
  ],
  roles: [
    { name: "operator", base: "viewer", permissions: ["pipelines:run"] },
    { name: "former", base: "member", permissions: [] },
  ],
  accounts: [
    {
      name: "deployer",
      description: null,
      role: "operator",
      owner: { kind: "member", key: mail("fay") },
    },
    { name: "old-bot", description: null, role: "former", owner: { kind: "team", key: "legacy" } },
  ],
  keys: [
    { account: "deployer", name: "main", scopes: ["pipelines:run"], createdBy: mail("fay") },
    { account: "old-bot", name: "main", scopes: ["pipelines:run"], createdBy: null },
  ],
  resources: [
    { kind: "pipeline", id: "pl_nightly", name: "nightly", owner: mail("fay") },
    { kind: "pipeline", id: "pl_hourly", name: "hourly", owner: mail("ben") },
    { kind: "connection", id: "con_crm", name: "crm", owner: mail("fay"), oauth: "Salesforce" },
    { kind: "schedule", id: "sch_daily", name: "daily", owner: mail("fay") },
    { kind: "project", id: "prj_alpha", name: "alpha", owner: null },
  ],
  shares: [
    { kind: "project", id: "prj_alpha", holder: { kind: "team", key: "accounting" }, level: "view" },
    { kind: "pipeline", id: "pl_nightly", holder: { kind: "member", key: mail("ivy") }, level: "edit" },
    { kind: "project", id: "prj_alpha", holder: { kind: "member", key: mail("ivy") }, level: "view" },
  ],
  personalKeys: [{ member: mail("fay"), name: "laptop" }],
  // Three are invited again, invited or come back, so that one of them waits for somebody who goes.
  freeSeats: 2,
};

/** Files and live side. Nothing of it trips a guard. */
export const mixed: Pair = { declared, live };
