/** What the reader's tests stand on: an organization as a scripted server tells of it. */
import { afterEach, expect } from "vitest";
import type { Http } from "../../../src/io/http.ts";
import type { ResourceKind } from "../../../src/model/entities/resource.ts";
import type { Kind } from "../../../src/model/entity.ts";
import type { LiveRead, ProviderFailure } from "../../../src/model/provider.ts";
import { planasonixReader } from "../../../src/providers/planasonix/read.ts";
import type { Sandbox } from "../../../src/sandbox/planasonix/start.ts";
import {
  canary,
  optionsFor,
  orgId,
  plainHttp,
  scripted,
  type Reply,
  type Scripted,
  type Seen,
} from "./bench.ts";

export const open: { server?: Scripted | undefined; sandbox?: Sandbox | undefined; http?: Http | undefined } =
  {};
afterEach(async () => {
  await open.http?.close();
  await open.server?.close();
  await open.sandbox?.close();
  open.server = open.sandbox = open.http = undefined;
});

export const member = (id: string, email: string, more = {}) => ({
  id: `usr_${id}`,
  email,
  role: "viewer",
  state: "active",
  ...more,
});
export const world = {
  profile: {
    id: "usr_ana",
    email: "ana@acme.example",
    display_name: "Ana",
    organization_id: orgId,
    scopes: ["organization:read"],
  },
  organization: { id: orgId, name: "Acme" } as object,
  members: [
    member("ana", "Ana@acme.example", { role: "Admin", etag: '"7"' }),
    member("bo", "bo@acme.example", { state: "left" }),
  ],
  invitations: [] as object[],
  teams: [
    {
      id: "team_f",
      slug: "Finance",
      name: "Finance",
      description: null,
      parent_id: null,
      manager_id: "usr_ana",
    },
    { id: "team_p", slug: "payroll", name: "Payroll", description: "pays", parent_id: "team_f" },
  ] as object[],
  memberships: [{ team_id: "team_f", member_id: "usr_ana", role: "lead", etag: '"1"' }] as object[],
  roles: [{ id: "role_v", name: "viewer", built_in: true, base: null, permissions: [] }] as object[],
  shares: [] as object[],
  accounts: [] as object[],
  keys: [] as object[],
  pipelines: [] as object[],
  connections: [] as object[],
  schedules: [] as object[],
  projects: [] as object[],
  /** Given with every list of resources. */
  resourceMeta: {},
};
export type World = typeof world;

function replyOf(live: World, request: Seen): Reply {
  const path = request.path.split("?")[0] ?? "";
  if (path === "/api/user/profile") return { json: { data: live.profile } };
  if (path === `/api/organizations/${orgId}`) return { json: { data: live.organization } };
  const lists: Record<string, readonly object[]> = {
    members: live.members,
    invitations: live.invitations,
    teams: live.teams,
    "team-memberships": live.memberships,
    roles: live.roles,
    shares: live.shares,
    "service-accounts": live.accounts,
    "service-account-keys": live.keys,
  };
  const resources: Record<string, readonly object[]> = {
    "/api/pipelines": live.pipelines,
    "/api/connections": live.connections,
    "/api/schedules": live.schedules,
    "/api/projects": live.projects,
  };
  const ofKind = resources[path];
  if (ofKind !== undefined) return { json: { data: ofKind, meta: live.resourceMeta } };
  const name = path.replace(`/api/organizations/${orgId}/`, "");
  return { json: { data: lists[name] ?? [], meta: {} } };
}

export async function read(
  live: Partial<World>,
  change: (request: Seen, reply: Reply) => Reply = (_, reply) => reply,
  resources: readonly ResourceKind[] = [],
): Promise<{ result: LiveRead | ProviderFailure; seen: readonly Seen[] }> {
  const server = await scripted((request) => change(request, replyOf({ ...world, ...live }, request)));
  const http = plainHttp();
  Object.assign(open, { server, http });
  const result = await planasonixReader(optionsFor(server.address, { http })).readState({ resources });
  expect(JSON.stringify(result)).not.toContain(canary);
  return { result, seen: server.seen };
}

export async function whole(
  live: Partial<World>,
  change?: (request: Seen, reply: Reply) => Reply,
  resources?: readonly ResourceKind[],
): Promise<LiveRead> {
  const { result } = await read(live, change, resources);
  if (!result.ok) throw new Error(result.message);
  return result;
}

export const incomplete = (result: LiveRead): Kind[] =>
  Object.entries(result.state.coverage).flatMap(([kind, item]) => (item.complete ? [] : [kind as Kind]));
