/** The world in which the demo's story begins: the organizations as they were a few changes ago. */
import type { Http } from "../io/http.ts";
import type { Entity, Holder, Member, TeamMembership } from "../model/entity.ts";
import { shareKey } from "../kinds/share/kind.ts";
import type { JsonObject } from "../model/json.ts";
import type { Organization } from "../model/organization.ts";
import { entitiesOf, stateOf, type State } from "../model/state.ts";
import { planasonix } from "../model/vocabularies/planasonix.ts";
import { fold } from "../model/text.ts";
import type { Sandbox } from "../sandbox/planasonix/start.ts";

/** The service that the story plays at. */
export interface Service {
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
  const absent = new Set([newAdmin?.key, newcomer?.key]);
  return stateOf(
    entitiesOf(desired).flatMap((entity): Entity[] => {
      switch (entity.kind) {
        case "member":
          if (absent.has(entity.key)) return [];
          if (entity.key === standIn?.key) return [{ ...entity, role: planasonix.roles.managing }];
          return [{ ...entity, state: "active" as const, role: entity.role ?? planasonix.roles.owning }];
        case "team": {
          const former = entity.previously?.[0];
          if (former === undefined) return [withoutAbsentManager(entity, absent)];
          return [withoutAbsentManager({ ...entity, key: fold(former), slug: former }, absent)];
        }
        case "team_membership":
          if (absent.has(entity.member)) return [];
          return [
            {
              ...entity,
              ...formerTeam(entity, desired),
              role: entity.key === lead?.key ? "member" : entity.role,
            },
          ];
        case "share": {
          if (entity.key === newShare) return [];
          if (entity.holder.kind === "member" && absent.has(entity.holder.key)) return [];
          const share = { ...entity, holder: formerHolder(entity.holder, desired) };
          return [{ ...share, key: shareKey(share) }];
        }
        case "service_account":
          return [
            entity.owner === undefined ? entity : { ...entity, owner: formerHolder(entity.owner, desired) },
          ];
        case "ownership":
          return [absent.has(entity.owner ?? undefined) ? { ...entity, owner: null } : entity];
        case "role":
        case "role_grant":
        case "key":
          return [entity];
      }
    }),
    desired,
  );
}

function formerHolder(holder: Holder, desired: State): Holder {
  if (holder.kind !== "team") return holder;
  return { kind: "team", key: fold(desired.team.get(holder.key)?.previously?.[0] ?? holder.key) };
}

function formerTeam({ team, member }: TeamMembership, desired: State): { team: string; key: string } {
  const former = fold(desired.team.get(team)?.previously?.[0] ?? team);
  return { team: former, key: `${former}/${member}` };
}

function withoutAbsentManager<T extends { readonly manager?: string | null }>(
  team: T,
  absent: ReadonlySet<string | undefined>,
): T {
  return typeof team.manager === "string" && absent.has(team.manager) ? { ...team, manager: null } : team;
}

function activeWith(state: State, wanted: (role: string) => boolean): Member[] {
  return [...state.member.values()].filter(
    (member) => member.state === "active" && wanted(member.role ?? ""),
  );
}
