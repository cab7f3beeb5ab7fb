/** One organization whose plan holds every verb that Planasonix can do: for tests that break each of its writes. */
import type { Declared, Live, Pair } from "../property/arbitraries.ts";

const mail = (name: string): string => `${name}@acme.example`;
const active = (name: string, role: string) => ({ email: mail(name), role, state: "active" as const });
const member = (name: string) => ({ member: mail(name), role: "member" as const });
const lead = (name: string) => ({ member: mail(name), role: "lead" as const });

const declared: Declared = {
  minAdmins: 2,
  unlisted: { members: "report", invitations: "cancel", teams: "delete" },
  members: [
    active("ana", "admin"),
    active("ben", "maintainer"),
    active("cai", "admin"),
    active("dee", "viewer"),
    active("eli", "editor"),
    { ...active("fay", "editor"), state: "deactivated" },
    { ...active("gus", "viewer"), state: "removed" },
    active("hal", "viewer"),
    active("ivy", "editor"),
    active("kim", "editor"),
    active("lee", "viewer"),
    active("nia", "viewer"),
    active("pat", "editor"),
  ],
  teams: [
    { slug: "finance", name: "Finance", previously: ["accounting"], members: [member("hal")] },
    { slug: "data", description: "Pipelines", members: [lead("hal"), member("eli")] },
    {
      slug: "platform",
      parent: "finance",
      manager: mail("eli"),
      members: [member("cai"), member("nia"), lead("lee")],
    },
    { slug: "runtime", parent: "platform" },
  ],
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
};

/** Files and live side. Nothing of it trips a guard. */
export const mixed: Pair = { declared, live };
