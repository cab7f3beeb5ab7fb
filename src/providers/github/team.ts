/** The verbs on teams. GitHub makes the slug of a team of its name. */
import type { Answers } from "../../io/remote/ability.ts";
import type { VerbAbout } from "../../model/shapes.ts";
import type { Team } from "../../model/entities/team.ts";
import type { Entity } from "../../model/entity.ts";
import type { JsonObject } from "../../model/json.ts";
import type { ProviderFailure } from "../../model/provider.ts";
import type { TeamFields } from "../../kinds/team/verbs.ts";
import { fold } from "../../model/text.ts";
import type { Known } from "../../io/remote/known.ts";
import { change, create, end } from "../../io/remote/steps.ts";
import { isBefore, notFound, settle, stepOn, stepToCreate, type Result } from "../../io/remote/task.ts";
import { teamSchema, viewerSchema, type TeamRow } from "./answers.ts";
import { readRows } from "./rows.ts";
import { viewerQuery } from "./queries.ts";
import { below, look, send, slugThere, write, type Session, type Task, type TaskOf } from "./session.ts";

export const teamVerbs: Answers<VerbAbout<"team">, Session> = {
  create_team: { says: "GitHub derives the slug from the name.", run: createTeam },
  rename_team: { says: "The slug follows from the name.", run: changeTeam },
  update_team: { says: "", run: changeTeam },
  delete_team: {
    says: "Only of a team that has none below it: GitHub would delete those with it.",
    run: deleteTeam,
  },
};

/** Creates a team, below its parent. Whoever makes a team as a person would stay in it: they are taken out again. */
async function createTeam(task: TaskOf<"create_team">): Result {
  const { action } = task;
  const { slug, name, description, parent, privacy, notifications } = action.after;
  const parentId = parent === undefined ? undefined : task.known.teamId(parent);
  if (parent !== undefined && parentId === undefined) return notFound(`team ${parent}`);
  const body = {
    name,
    privacy: privacy === "secret" ? "secret" : "closed",
    ...settingOf(notifications),
    ...(description === undefined ? {} : { description }),
    ...(parentId === undefined ? {} : { parent_team_id: Number(parentId) }),
  };
  const result = await create({
    ...stepToCreate(task, `team ${action.key}`),
    send: () => write(task, { method: "POST", path: below(task, "teams"), body }, teamIn(task)),
    look: () => look(task, below(task, "teams", slug), teamIn(task)),
  });
  const settled = settle(task, result);
  if (!settled.ok || settled.status !== "done" || !result.ok) return settled;
  const made = result.entity?.kind === "team" ? result.entity.slug : slug;
  return (await withoutMaker(task, made)) ?? settled;
}

/** Takes whoever the key is out of a team that it has just made. An App is nobody, and in no team. */
async function withoutMaker(task: Task, slug: string): Promise<ProviderFailure | undefined> {
  const made = task.known.get("team", task.action.key);
  const acting = await task.client.installation();
  if (!acting.ok || acting.data !== undefined || made === undefined) return undefined;
  const viewer = await task.client.query(viewerQuery, {});
  const read = viewerSchema.safeParse(viewer.ok ? viewer.data : undefined);
  if (!read.success) return undefined;
  const { login } = read.data.viewer;
  const left = await send(task, { method: "DELETE", path: below(task, "teams", slug, "memberships", login) });
  return left.ok || left.status === 404 ? undefined : left;
}

/** rename_team: the slug, by way of the name; update_team: name, description, parent, as far as they changed. */
async function changeTeam(task: TaskOf<"rename_team" | "update_team">): Result {
  const { action, known } = task;
  const team = known.get("team", action.key);
  if (team?.entity.kind !== "team") return notFound(`team ${action.key}`);
  const slug = slugThere(team);
  const fields = bodyOf(task);
  if ("kind" in fields) return fields;
  const { body } = fields;
  const result = await change({
    ...stepOnTeam(task, team),
    look: () => lookTeam(task, team),
    send: () => write(task, { method: "PATCH", path: below(task, "teams", slug), body }, teamIn(task)),
  });
  return settle(task, result);
}

/** The team where it was; or, where a rename had its effect and no answer, under its new slug: known by its number. */
async function lookTeam(task: TaskOf<"rename_team" | "update_team">, team: Known) {
  const there = await look(task, below(task, "teams", slugThere(team)), teamIn(task));
  const { action } = task;
  if (!there.ok || there.entity !== null || action.verb !== "rename_team") return there;
  const now = await look(task, below(task, "teams", action.after.slug), teamIn(task));
  return now.ok && now.entity?.id !== team.id ? there : now;
}

/** What is under the slug of a team is another one where its number is: somebody renamed both since they were read. */
function stepOnTeam(task: TaskOf<"rename_team" | "update_team" | "delete_team">, team: Known) {
  const step = stepOn(task, `team ${task.action.key}`, team);
  const asBefore = isTeamBefore(task, team);
  const isIt = ({ id }: Entity): boolean => id === team.id;
  return {
    ...step,
    isBefore: (entity: Entity) => isIt(entity) && asBefore(entity),
    isAfter: (entity: Entity) => isIt(entity) && step.isAfter(entity),
  };
}

/** As before; or called by its slug, as a new slug of this run has left it: GitHub makes the one of the other. */
function isTeamBefore(
  task: TaskOf<"rename_team" | "update_team" | "delete_team">,
  team: Known,
): (entity: Entity) => boolean {
  const asBefore = isBefore(task, team);
  const { name }: Partial<TeamFields> = task.action.before;
  return (entity) =>
    asBefore(entity) ||
    (typeof name === "string" &&
      entity.kind === "team" &&
      entity.name === entity.slug &&
      asBefore({ ...entity, name }));
}

function bodyOf({
  action,
  known,
}: TaskOf<"rename_team" | "update_team">): { readonly body: JsonObject } | ProviderFailure {
  if (action.verb === "rename_team") return { body: { name: action.after.slug } };
  const { name, description, parent, privacy, notifications } = action.after;
  const parentId = parent === undefined || parent === null ? null : known.teamId(parent);
  if (parentId === undefined) return notFound(`team ${parent ?? ""}`);
  return {
    body: {
      ...(name === undefined ? {} : { name }),
      ...(description === undefined ? {} : { description: description ?? "" }),
      ...(typeof privacy === "string" ? { privacy: privacy === "secret" ? "secret" : "closed" } : {}),
      ...settingOf(notifications),
      ...(parent === undefined ? {} : { parent_team_id: parentId === null ? null : Number(parentId) }),
    },
  };
}

function settingOf(notifications: string | null | undefined): JsonObject {
  return typeof notifications === "string"
    ? { notification_setting: notifications === "on" ? "notifications_enabled" : "notifications_disabled" }
    : {};
}

/** The teams right below one. */
export function readTeamsBelow(task: Task, slug: string) {
  return readRows(task.client, below(task, "teams", slug, "teams"), teamSchema);
}

/** Deletes a team. GitHub deletes those below it with it, so that it is left alone while there are any. */
async function deleteTeam(task: TaskOf<"delete_team">): Result {
  const { action, known } = task;
  const team = known.get("team", action.key);
  if (team?.entity.kind !== "team") return notFound(`team ${action.key}`);
  const slug = slugThere(team);
  const children = await readTeamsBelow(task, slug);
  if (!children.ok && children.status !== 404) return children;
  if (children.ok && (children.items.length > 0 || children.broken !== undefined)) {
    const message = `Teams stand below ${slug}, and GitHub would delete them with it. It was left alone: move them first, and plan again.`;
    return { ok: false, kind: "give_up", code: "not_empty", message };
  }
  const result = await end({
    ...stepOnTeam(task, team),
    look: () => look(task, below(task, "teams", slug), teamIn(task)),
    send: () => send(task, { method: "DELETE", path: below(task, "teams", slug) }),
  });
  return settle(task, result);
}

/** How a team is read. */
function teamIn(task: Task) {
  return { schema: teamSchema, entityOf: (row: TeamRow) => teamOf(task, row) };
}

/** A team as GitHub has it, under the key that the files use. */
function teamOf({ known }: Task, row: TeamRow): Team {
  const parent = row.parent ?? null;
  return {
    kind: "team",
    key: known.team(String(row.id)) ?? fold(row.slug),
    slug: row.slug,
    name: row.name,
    description: row.description ?? "",
    parent: parent === null ? null : (known.team(String(parent.id)) ?? fold(parent.slug)),
    ...(row.privacy === undefined ? {} : { privacy: row.privacy === "secret" ? "secret" : "visible" }),
    ...(row.notification_setting === undefined
      ? {}
      : { notifications: row.notification_setting === "notifications_enabled" ? "on" : "off" }),
    id: String(row.id),
  };
}
