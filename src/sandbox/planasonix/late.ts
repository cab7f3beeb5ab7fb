/** What was created and shows up late: missing from lists, counts and its own address for some reads, or for some time. */
import type { RouteName } from "../../providers/planasonix/contract.ts";
import { refuse, type Refusal } from "./refusal.ts";
import type { Answer } from "./respond.ts";

/** Where what a route creates is read: its list, its own address if it has one, and its name among the organization's counts. */
interface Shows {
  readonly list: RouteName;
  readonly one?: RouteName;
  readonly usage: string;
}

const creating = {
  invite: { list: "invitations", one: "invitation", usage: "invitations" },
  createTeam: { list: "teams", one: "team", usage: "teams" },
  putTeamMembership: { list: "teamMemberships", one: "teamMembership", usage: "team_memberships" },
  createRole: { list: "roles", one: "role", usage: "roles" },
  share: { list: "shares", one: "oneShare", usage: "shares" },
  createServiceAccount: { list: "serviceAccounts", one: "serviceAccount", usage: "service_accounts" },
  createServiceAccountKey: { list: "serviceAccountKeys", usage: "service_account_keys" },
} as const satisfies Partial<Record<RouteName, Shows>>;

/** True for the routes that create something. */
export function isCreating(name: RouteName): name is keyof typeof creating {
  return Object.hasOwn(creating, name);
}

interface Hidden extends Shows {
  readonly id: string;
  /** How many reads still miss it. */
  reads: number;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** What is hidden at a server. */
export interface Late {
  /** Hides what that answer made, from so many reads or until then. */
  hide(name: RouteName, answer: Answer, how: { readonly reads?: number; readonly until?: number }): void;
  /** The answer to a GET as it looks without what is hidden; counts as a read of what it would have shown. */
  shown(name: RouteName, answer: Answer | Refusal, now: number): Answer | Refusal;
}

/** Nothing is hidden yet. */
export function createLate(): Late {
  let hidden: readonly Hidden[] = [];
  return {
    hide(name, { body }, { reads = 0, until = 0 }) {
      const id = idIn(dataOf(body));
      if (isCreating(name) && id !== undefined) hidden = [...hidden, { ...creating[name], id, reads, until }];
    },
    shown(name, answer, now) {
      if (!answer.ok || hidden.length === 0) return answer;
      hidden = hidden.filter((item) => item.reads > 0 || item.until > now);
      if (name === "organization") return withoutCounts(answer, hidden);
      const here = hidden.filter((item) => item.list === name || item.one === name);
      const ids = new Set(here.map(({ id }) => id));
      const data = dataOf(answer.body);
      const missed = (Array.isArray(data) ? data : [data]).flatMap((item) => {
        const id = idIn(item);
        return id !== undefined && ids.has(id) ? [id] : [];
      });
      for (const item of here) if (missed.includes(item.id)) item.reads -= 1;
      if (missed.length === 0) return answer;
      return Array.isArray(data)
        ? withoutItems(answer, data, new Set(missed))
        : refuse(404, "not_found", "There is no such thing.");
    },
  };
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function dataOf(body: unknown): unknown {
  return fieldsOf(body)["data"];
}

function idIn(data: unknown): string | undefined {
  const { id, team_id, member_id } = fieldsOf(data);
  if (typeof id === "string") return id;
  return typeof team_id === "string" && typeof member_id === "string" ? `${team_id}/${member_id}` : undefined;
}

function withoutItems(answer: Answer, data: readonly unknown[], ids: ReadonlySet<string>): Answer {
  const left = data.filter((item) => !ids.has(idIn(item) ?? ""));
  const meta = fieldsOf(fieldsOf(answer.body)["meta"]);
  const { total } = meta;
  const counted = typeof total === "number" ? { total: total - (data.length - left.length) } : {};
  return { ...answer, body: { ...answer.body, data: left, meta: { ...meta, ...counted } } };
}

function withoutCounts(answer: Answer, hidden: readonly Hidden[]): Answer {
  const data = fieldsOf(dataOf(answer.body));
  const usage = { ...fieldsOf(data["usage"]) };
  for (const item of hidden) {
    const count = usage[item.usage];
    if (typeof count === "number") usage[item.usage] = count - 1;
  }
  return { ...answer, body: { ...answer.body, data: { ...data, usage } } };
}
