/**
 * Planning without asking anybody: what the base's files say stands for what is live. Shows what a change of the
 * files amounts to, as far as files alone can tell.
 */
import { kindOf } from "../kinds/kinds.ts";
import { kinds, type Entity } from "../model/entity.ts";
import type { Organization } from "../model/organization.ts";
import type { Plan } from "../model/plan.ts";
import type { Reader } from "../model/provider.ts";
import { canOwn, rolesIn } from "../model/role.ts";
import { entitiesOf, stateOf, type Resource, type State } from "../model/state.ts";

const nobody = { id: "offline", name: "nobody (offline)", scopes: [] } as const;

/**
 * A Reader whose live organization is as the base's files say, everybody having accepted; empty where the base has
 * no such organization. Whatever resource either side names is taken to be there.
 */
export function offlineReader(base: Organization | undefined, head: Organization): Reader {
  const state = base === undefined ? stateOf([], head.desired) : asLive(base, head);
  return {
    readActing: () => Promise.resolve({ ok: true, acting: nobody, requests: 0 }),
    readState: () => Promise.resolve({ ok: true, state, acting: nobody, requests: 0 }),
    readHoldings: unknownHoldings,
  };
}

/** Nobody knows what leavers own: a note on the plan says so, and their leaving is shown for what it is. */
export const unknownHoldings: Reader["readHoldings"] = (people) =>
  Promise.resolve({
    ok: true,
    holdings: new Map(
      people.map(({ key }) => [key, { resources: [], keys: [], coverage: { complete: true } }]),
    ),
    requests: 0,
  });

/** The plan with what a reader must know of it: what it could not see. `desired` is what the files say. */
export function withOfflineNotes(plan: Plan, desired: State): Plan {
  const roles = rolesIn(desired);
  const leavers = plan.actions.some(({ verb }) => verb === "deactivate" || verb === "remove");
  const lowered = plan.actions.some(
    ({ verb, after }) => verb === "demote" && !canOwn(String(after?.["role"]), roles),
  );
  const notes = [
    ...(leavers
      ? [
          "what leavers own is not known offline: what is handed over, revoked or left to do by hand is missing here",
        ]
      : []),
    ...(lowered
      ? [
          "what people own who come to have a role that may not is not known offline: what is handed over is missing here",
        ]
      : []),
  ];
  return notes.length === 0 ? plan : { ...plan, notes: [...plan.notes, ...notes] };
}

/** What would be live by an organization's files alone. */
export function liveByFiles(organization: Organization): State {
  return asLive(organization, organization);
}

function asLive(base: Organization, head: Organization): State {
  const { desired } = base;
  const entities = entitiesOf(desired).flatMap((entity) => liveEntity(entity, desired));
  return stateOf(entities, { ...desired, resources: resourcesNamed([base, head]) });
}

/** A declared entity as a service would have it, or nothing. */
function liveEntity({ source: _, ...entity }: Entity, desired: State): Entity[] {
  // What the files know by an id is the one with that id.
  const live = { ...entity, id: entity.declaredId ?? `offline:${entity.kind}:${entity.key}` } as Entity;
  const { byFiles } = kindOf(live.kind);
  return byFiles === undefined ? [live] : [byFiles(live, desired) ?? []].flat();
}

/** The resources that the files speak of, each under the one name that they have for it. */
function resourcesNamed(organizations: readonly Organization[]): Resource[] {
  const named = organizations.flatMap(({ desired }) =>
    kinds.flatMap((kind) => {
      const { resources } = kindOf(kind);
      if (resources === undefined) return [];
      return [...desired[kind].values()].flatMap((entity) => resources(entity, desired.vocabulary));
    }),
  );
  return [...new Map(named.map(({ kind, name }) => [`${kind} ${name}`, { kind, id: name, name }])).values()];
}
