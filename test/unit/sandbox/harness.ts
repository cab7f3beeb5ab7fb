/** A small seeded organization over real HTTP, and short ways to ask it things. */
import { afterEach } from "vitest";
import type { Clock } from "../../../src/model/provider.ts";
import type { SandboxOrganization, SandboxState } from "../../../src/sandbox/planasonix/state.ts";
import { startSandbox, type Sandbox, type SandboxOptions } from "../../../src/sandbox/planasonix/start.ts";

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: { data?: unknown; meta?: unknown; code?: string; message?: string };
}

export interface Ask {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly token?: string | null;
}

export interface Server extends Sandbox {
  /** Asks by `METHOD PATH`; a path without a leading slash is below the first organization. */
  ask(line: string, ask?: Ask): Promise<Reply>;
  control(line: string, body?: unknown): Promise<Reply>;
  /** The data of a reply that must be a success. */
  data(line: string, ask?: Ask): Promise<Record<string, unknown>>;
}

const open: Sandbox[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((sandbox) => sandbox.close()));
});

export const start = Date.parse("2026-11-21T12:00:00Z");

/** A clock that stands still unless it is told to sleep. */
export function stillClock(): Clock & { at: number } {
  return {
    at: start,
    now() {
      return this.at;
    },
    sleep(ms) {
      this.at += ms;
      return Promise.resolve();
    },
  };
}

export function acme(changes: Partial<SandboxOrganization> = {}): SandboxOrganization {
  const member = (name: string, role: string, state: "active" | "deactivated" = "active") => ({
    ...{ id: `usr_${name}`, email: `${name}@acme.example`, display_name: name, role, state },
  });
  return {
    key: "acme",
    id: "org_acme",
    name: "Acme",
    members: [
      member("ana", "admin"),
      member("lee", "editor"),
      member("rob", "viewer"),
      member("old", "viewer", "deactivated"),
    ],
    invitations: [],
    teams: [
      {
        id: "team_biz",
        slug: "business",
        name: "Business",
        description: null,
        parent_id: null,
        manager_id: null,
      },
      {
        id: "team_fin",
        slug: "Finance",
        name: "Finance",
        description: "",
        parent_id: "team_biz",
        manager_id: "usr_lee",
      },
    ],
    memberships: [{ team_id: "team_fin", member_id: "usr_lee", role: "lead" }],
    ...changes,
  };
}

/** The same with something of every kind. */
export function richAcme(changes: Partial<SandboxOrganization> = {}): SandboxOrganization {
  return acme({
    roles: [
      {
        id: "role_ops",
        name: "Pipeline-Operator",
        built_in: false,
        base: "viewer",
        permissions: ["pipelines:run"],
      },
    ],
    pipelines: [
      { id: "pl_sales", name: "nightly_sales_sync", owner_id: "usr_lee" },
      { id: "pl_twin1", name: "twin", owner_id: null },
      { id: "pl_twin2", name: "twin", owner_id: null },
    ],
    connections: [{ id: "con_wh", name: "warehouse-readonly", owner_id: "usr_ana" }],
    schedules: [{ id: "sch_daily", name: "daily", owner_id: "usr_ana" }],
    projects: [{ id: "prj_rev", name: "revenue" }],
    shares: [
      {
        id: "shr_1",
        resource_type: "pipeline",
        resource_id: "pl_sales",
        grantee_type: "team",
        grantee_id: "team_fin",
        level: "edit",
      },
      {
        id: "shr_2",
        resource_type: "project",
        resource_id: "prj_rev",
        grantee_type: "member",
        grantee_id: "usr_rob",
        level: "view",
      },
    ],
    service_accounts: [
      {
        id: "sa_ci",
        name: "CI-dbt",
        description: "Deploys",
        role: "pipeline-operator",
        owner_type: "team",
        owner_id: "team_fin",
      },
    ],
    service_account_keys: [
      {
        id: "key_ci",
        service_account_id: "sa_ci",
        name: "github-actions",
        scopes: ["pipelines:run"],
        created_by: "usr_rob",
      },
    ],
    personal_keys: [{ id: "key_rob", name: "laptop", created_by: "usr_rob" }],
    ...changes,
  });
}

/** The audit log without what every event has: action and target. */
export function deeds(server: Server): string[] {
  return (server.dump().organizations[0]?.audit ?? []).map((event) => `${event.action} ${event.target}`);
}

export function stateOf(...organizations: SandboxOrganization[]): SandboxState {
  return { version: 1, organizations };
}

export async function serve(options: Partial<SandboxOptions> = {}): Promise<Server> {
  const sandbox = await startSandbox({ seed: stateOf(acme()), clock: stillClock(), ...options });
  open.push(sandbox);
  const [first] = sandbox.organizations;
  const send = async (
    line: string,
    { body, headers = {}, token = first?.token ?? null }: Ask,
  ): Promise<Reply> => {
    const [method = "GET", path = ""] = line.split(" ");
    const url = sandbox.url + (path.startsWith("/") ? path : `/api/organizations/${first?.id ?? ""}/${path}`);
    const response = await fetch(url, {
      method,
      redirect: "manual",
      headers: { ...headers, ...(token === null ? {} : { Authorization: `Bearer ${token}` }) },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === "" ? {} : (JSON.parse(text) as Reply["body"]),
    };
  };
  return {
    ...sandbox,
    ask: (line, ask = {}) => send(line, ask),
    control: (line, body) => send(line.replace(" ", " /sandbox/"), { body, token: null }),
    data: async (line, ask = {}) => {
      const reply = await send(line, ask);
      if (reply.status >= 300) throw new Error(`${line}: ${reply.status} ${JSON.stringify(reply.body)}`);
      return reply.body.data as Record<string, unknown>;
    },
  };
}

/** Status and code of a reply, for comparing with a refusal. */
export function refusal(reply: Reply): [number, string | undefined] {
  return [reply.status, reply.body.code];
}
