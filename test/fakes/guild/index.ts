/** The provider of a service that nobody has, over real HTTP: what the author of a provider has to write, and no more. */
import type { Service, ServiceOptions } from "../../../src/io/provider.ts";
import type { Capabilities } from "../../../src/model/capability.ts";
import { membershipKey } from "../../../src/kinds/membership/kind.ts";
import type { Entity } from "../../../src/model/entity.ts";
import { handleIn } from "../../../src/model/handle.ts";
import type { Json } from "../../../src/model/json.ts";
import type { Action } from "../../../src/model/plan.ts";
import type { Acting, ProviderFailure, Reader, Receipt, Writer } from "../../../src/model/provider.ts";
import { stateOf, type State } from "../../../src/model/state.ts";
import { fold } from "../../../src/model/text.ts";
import type { Guild } from "./server.ts";
import { guild } from "./vocabulary.ts";

const yes = (sentence: string) => ({ can: "yes", sentence }) as const;

const capabilities: Capabilities = {
  member: {
    invite: yes("Takes somebody in at once."),
    promote: yes("Makes a captain."),
    demote: yes("Makes a sailor."),
    remove: yes("Puts somebody ashore."),
  },
  team: { create_team: yes("Makes a crew.") },
  team_membership: {
    join_team: yes("Puts somebody into a crew."),
    leave_team: yes("Takes somebody out of a crew."),
  },
  role: {},
  share: {},
  service_account: {},
  key: {},
  ownership: {},
  role_grant: {},
};

type Answer = { readonly ok: true; readonly data: unknown } | ProviderFailure;

/** One call, signed by the app whose number and secret the key holds. */
async function call(
  { http, address, token, organizationId }: ServiceOptions,
  method: "GET" | "POST" | "PATCH" | "DELETE",
  { path, body }: { readonly path: string; readonly body?: Json },
): Promise<Answer> {
  const { app, secret } = JSON.parse(token) as { readonly app: string; readonly secret: string };
  const answer = await http.request({
    method,
    url: new URL(`${address.pathname.replace(/\/$/, "")}/guilds/${organizationId}${path}`, address),
    headers: { authorization: `App ${app}:${secret}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    timeoutMs: 5_000,
  });
  if (!answer.ok)
    return { ok: false, kind: "stop", code: answer.code, message: "The guild cannot be reached." };
  if (answer.status < 300)
    return { ok: true, data: answer.text === null || answer.text === "" ? null : JSON.parse(answer.text) };
  const message = `The guild refuses ${method} ${path} (${answer.status}).`;
  return {
    ok: false,
    kind: answer.status === 401 ? "stop" : "give_up",
    code: "refused",
    message,
    status: answer.status,
  };
}

const acting = ({ token }: ServiceOptions): Acting => {
  const { app } = JSON.parse(token) as { readonly app: string };
  return { id: app, name: `app ${app}`, scopes: app === "1" ? ["read"] : ["read", "write"] };
};

function entitiesIn({ members, crews }: Guild): Entity[] {
  const called = new Map(members.map(({ id, login }) => [id, fold(login)]));
  return [
    ...members.map(({ id, login, role }): Entity => ({
      kind: "member",
      key: fold(login),
      email: login,
      handleKind: "login",
      role,
      state: "active",
      id: String(id),
    })),
    ...crews.flatMap(({ id, slug, name, members: inside }): Entity[] => [
      { kind: "team", key: fold(slug), slug, name, id: String(id) },
      ...inside.map((member): Entity => {
        const key = called.get(member) ?? "";
        return {
          kind: "team_membership",
          key: membershipKey(fold(slug), key),
          team: fold(slug),
          member: key,
          role: "member",
        };
      }),
    ]),
  ];
}

function reader(options: ServiceOptions): Reader {
  return {
    readActing: () => Promise.resolve({ ok: true, acting: acting(options), requests: 0 }),
    readState: async () => {
      const answer = await call(options, "GET", { path: "" });
      if (!answer.ok) return answer;
      const state = stateOf(entitiesIn(answer.data as Guild), { vocabulary: guild });
      return { ok: true, state, acting: acting(options), requests: 1 };
    },
    readHoldings: (people) =>
      Promise.resolve({
        ok: true,
        holdings: new Map(
          people.map(({ key }) => [key, { resources: [], keys: [], coverage: { complete: true } }]),
        ),
        requests: 0,
      }),
  };
}

function writer(options: ServiceOptions, live: State): Writer {
  return {
    execute: async (action): Promise<Receipt | ProviderFailure> => {
      const answer = await request(options, live, action);
      return answer.ok ? { ok: true, status: "done" } : answer;
    },
  };
}

function request(options: ServiceOptions, live: State, action: Action): Promise<Answer> {
  const member = (key: string): string => live.member.get(key)?.id ?? key;
  switch (action.verb) {
    case "invite": {
      const { role } = action.after;
      return call(options, "POST", { path: "/members", body: { login: handleIn(action.after) ?? "", role } });
    }
    case "promote":
    case "demote": {
      const { role } = action.after;
      return call(options, "PATCH", { path: `/members/${member(action.key)}`, body: { role } });
    }
    case "remove":
      return call(options, "DELETE", { path: `/members/${member(action.key)}` });
    case "create_team": {
      const { slug, name } = action.after;
      return call(options, "POST", { path: "/crews", body: { slug, name } });
    }
    case "join_team":
    case "leave_team": {
      const { team, member: who } = action.after ?? action.before;
      const method = action.verb === "join_team" ? "POST" : "DELETE";
      return call(options, method, { path: `/crews/${team}/${member(who)}` });
    }
    default:
      return Promise.resolve({ ok: false, kind: "give_up", code: "unsupported", message: "A guild cannot." });
  }
}

export const service: Service = {
  capabilities,
  reader,
  writer,
  canManage: ({ scopes }) => scopes?.includes("write") !== false,
  canWrite: ({ scopes }) => scopes?.includes("write") !== false,
  readRouteOverrides: () => ({ ok: false, message: "A guild's paths are the same everywhere." }),
};
