/** Teams: as the service tells them, and the verbs on them. */
import type { Answers } from "../../io/remote/ability.ts";
import type { VerbAbout } from "../../model/shapes.ts";
import { carried, nameOr } from "./translate.ts";
import type { Team } from "../../model/entities/team.ts";
import type { Entity } from "../../model/entity.ts";
import type { Known, Names } from "../../io/remote/known.ts";
import type { JsonObject } from "../../model/json.ts";
import type { ProviderFailure } from "../../model/provider.ts";
import type { TeamFields } from "../../kinds/team/verbs.ts";
import { fold } from "../../model/text.ts";
import type { ApiTeam } from "./contract.ts";
import {
  idempotencyKey,
  isBefore,
  notFound,
  settle,
  stepToCreate,
  type Result,
} from "../../io/remote/task.ts";
import { find, write, type Session, type Task, type TaskOf } from "./session.ts";
import { create, type Seen } from "../../io/remote/steps.ts";
import { given } from "../../model/given.ts";
import { changeOne, endOne } from "./object.ts";

export const teamVerbs: Answers<VerbAbout<"team">, Session> = {
  create_team: { says: "Creates a team, below a parent team if one is named.", run: createTeam },
  rename_team: { says: "Changes the slug; the team keeps its id and its members.", run: changeTeam },
  update_team: { says: "Changes name, description, parent or manager.", run: changeTeam },
  delete_team: {
    says: "Deletes a team that has no child teams; its memberships go with it.",
    run: deleteTeam,
  },
};

/** Creates a team, below its parent. */
async function createTeam(task: TaskOf<"create_team">): Result {
  const { action } = task;
  const { after } = action;
  const references = referencesOf(task, after);
  if ("ok" in references) return references;
  const { slug, name, description } = after;
  const body = { slug, name, ...given({ description }), ...references };
  const result = await create({
    ...stepToCreate(task, `team ${action.key}`),
    send: () =>
      write(task, { route: "createTeam", body, idempotencyKey: idempotencyKey(task) }, teamFrom(task)),
    look: () => findTeam(task, slug),
  });
  return settle(task, result);
}

/** rename_team: the slug; update_team: name, description, parent, manager, as far as they changed. */
async function changeTeam(task: TaskOf<"rename_team" | "update_team">): Result {
  const { action, known } = task;
  const after: TeamFields = action.after;
  const team = known.get("team", action.key);
  if (team === undefined) return notFound(`team ${action.key}`);
  const references = referencesOf(task, after);
  if ("ok" in references) return references;
  const { slug, name, description } = after;
  const body: JsonObject = {
    ...(action.verb === "rename_team" ? { slug } : {}),
    ...given({ name, description }),
    ...references,
  };
  const isBefore = isTeamBefore(task, team);
  return settle(task, await changeOne(task, { ...placeOf(task), change: "changeTeam", body, isBefore }));
}

/** As before; or without the manager whose access this run has ended already, and with it what they managed. */
function isTeamBefore(task: TaskOf<"rename_team" | "update_team">, team: Known): (entity: Entity) => boolean {
  const asBefore = isBefore(task, team);
  const { manager }: TeamFields = task.action.before;
  if (typeof manager !== "string") return asBefore;
  const person = task.known.get("member", manager)?.entity;
  const hasLeft = person?.kind !== "member" || person.state !== "active";
  return (entity) =>
    asBefore(entity) ||
    (hasLeft && entity.kind === "team" && entity.manager === null && asBefore({ ...entity, manager }));
}

/** Deletes a team; its memberships go with it. */
async function deleteTeam(task: TaskOf<"delete_team">): Result {
  return settle(task, await endOne(task, { ...placeOf(task), end: "deleteTeam" }));
}

function placeOf(task: Task) {
  const { key } = task.action;
  const known = task.known.get("team", key);
  return { name: `team ${key}`, known, show: "team", entityOf: teamFrom(task) } as const;
}

const teamFrom =
  ({ known }: Task) =>
  (data: ApiTeam): Entity =>
    teamOf(data, known, known.team(data.id));

/** The team of a slug. */
function findTeam(task: Task, slug: string): Promise<Seen | ProviderFailure> {
  const isIt = (item: ApiTeam): boolean => fold(item.slug) === fold(slug);
  return find(task, { route: "teams", query: { slug }, isIt }, teamFrom(task));
}

/** Parent and manager by id, as far as the action names them; or the failure that names whom nobody knows. */
function referencesOf({ known }: Task, after: TeamFields): ProviderFailure | JsonReferences {
  const references: { parent_id?: string | null; manager_id?: string | null } = {};
  if (after.parent !== undefined) {
    const id = after.parent === null ? null : known.teamId(after.parent);
    if (id === undefined) return notFound(`team ${after.parent ?? ""}`);
    references.parent_id = id;
  }
  if (after.manager !== undefined) {
    const id = after.manager === null ? null : known.memberId(after.manager);
    if (id === undefined) return notFound(`member ${after.manager ?? ""}`);
    references.manager_id = id;
  }
  return references;
}

type JsonReferences = { readonly parent_id?: string | null; readonly manager_id?: string | null };

/** A team. `key` is given where the files call it otherwise than the service does. */
export function teamOf(api: ApiTeam, names: Names, key: string = fold(api.slug)): Team {
  return {
    kind: "team",
    key,
    slug: api.slug,
    name: api.name,
    description: api.description ?? "",
    parent: nameOr(api.parent_id, (id) => names.team(id)),
    manager: nameOr(api.manager_id, (id) => names.member(id)),
    ...carried(api),
  };
}
