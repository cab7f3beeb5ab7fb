/** The world in which the demo's story begins: the organizations as they were a few changes ago. */
import type { Http } from "../io/http.ts";
import type { Member } from "../model/entities/member.ts";
import type { Entity } from "../model/entity.ts";
import { refs, renamed, type Rename } from "../kinds/kinds.ts";
import type { JsonObject } from "../model/json.ts";
import type { Organization } from "../model/organization.ts";
import { entitiesOf, stateOf, type State } from "../model/state.ts";
import { planasonix } from "../model/vocabularies/planasonix.ts";
import { fold } from "../model/text.ts";
import type { Sandbox } from "../sandbox/planasonix/start.ts";

/** The service that the story plays at. */
interface Service {
  readonly http: Http;
  readonly sandbox: Sandbox;
}

/** A control route of the sandbox: what people do at the service by hand. */
export async function byHand({ http, sandbox }: Service, path: string, body: JsonObject): Promise<void> {
  const answer = await http.request({
    method: "POST",
    url: new URL(`/sandbox/${path}`, sandbox.url),
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    timeoutMs: 5_000,
  });
  if (!answer.ok || answer.status >= 300) throw new Error(`the sandbox refused ${path}`);
}

/** A leaver's pipeline must not stall when they go: the first one owns things, and made a key for a service account. */
export async function giveLeaverThings(service: Service, { key, desired }: Organization): Promise<void> {
  const leaver = [...desired.member.values()].find((member) => member.state === "deactivated");
  if (leaver === undefined) return;
  const who = { organization: key, email: leaver.email };
  await byHand(service, "own", { ...who, resource: "pipeline", name: "churn_report" });
  await byHand(service, "own", { ...who, resource: "connection", name: "crm-prod", oauth: "Salesforce" });
  await byHand(service, "own", { ...who, resource: "schedule", name: "churn_report_weekly" });
  const [account] = desired.service_account.values();
  if (account === undefined) return;
  await byHand(service, "key", {
    organization: key,
    account: account.name,
    name: "old-runner",
    scopes: ["pipelines:run"],
    created_by: leaver.email,
  });
}

/**
 * The organization as it may have been a few changes ago: its last admin was not there yet and somebody else stood
 * in, somebody else is new too, a leaver was still there, a team had its former name, a team lead was none yet, and
 * something was not shared yet.
 */
export function asItWas(organization: Organization): State {
  const { desired } = organization;
  const admins = activeWith(desired, (role) => role === planasonix.roles.managing);
  const others = activeWith(desired, (role) => role !== planasonix.roles.managing);
  const newAdmin = admins.length > 1 ? admins.at(-1) : undefined;
  const standIn = newAdmin === undefined ? undefined : others[0];
  const newcomer = others.length > 2 ? others.at(-1) : undefined;
  const lead = [...desired.team_membership.values()].find((place) => place.role === "lead");
  const [newShare] = desired.share.keys();
  const formerly: Rename = (kind, key) =>
    kind === "team" ? fold(desired.team.get(key)?.previously?.[0] ?? key) : key;
  const absent = new Set([newAdmin?.key, newcomer?.key]);
  return stateOf(
    entitiesOf(desired).flatMap((entity): Entity[] => {
      const within = refs(entity).filter((ref) => ref.within === true);
      if ([entity, ...within].some(({ kind, key }) => kind === "member" && absent.has(key))) return [];
      if (entity.kind === "share" && entity.key === newShare) return [];
      const was = entity.key === lead?.key ? { ...lead, role: "member" as const } : earlier(entity, absent);
      const stoodIn = was.key === standIn?.key ? { ...standIn, role: planasonix.roles.managing } : was;
      return [renamed(stoodIn.kind, stoodIn, formerly)];
    }),
    desired,
  );
}

/** Nobody had left, and whoever was not there yet had nothing. */
function earlier(entity: Entity, absent: ReadonlySet<string | undefined>): Entity {
  const isAbsent = (key: string | null | undefined): boolean => typeof key === "string" && absent.has(key);
  switch (entity.kind) {
    case "member":
      return { ...entity, state: "active", role: entity.role ?? planasonix.roles.owning };
    case "team": {
      const slug = entity.previously?.[0] ?? entity.slug;
      return { ...entity, slug, ...(isAbsent(entity.manager) ? { manager: null } : {}) };
    }
    case "ownership":
      return isAbsent(entity.owner) ? { ...entity, owner: null } : entity;
    default:
      return entity;
  }
}

function activeWith(state: State, wanted: (role: string) => boolean): Member[] {
  return [...state.member.values()].filter(
    (member) => member.state === "active" && wanted(member.role ?? ""),
  );
}
