/** Changes of teams as verbs. */
import type { ChangeOf } from "../../model/change.ts";
import type { Team } from "../../model/entity.ts";
import type { NewTeamFields, TeamFields } from "../../model/shapes.ts";
import type { Unlisted } from "../../model/organization.ts";
import { teamFields } from "./verbs.ts";
import { unmanaged, type Step, type StepContext, type StepOf } from "../step.ts";
import { given } from "../../model/given.ts";

/** The steps for a change of a team. Its manager is set apart from the rest: a manager must be a member first. */
export function teamSteps(change: ChangeOf<Team>, { unlisted }: StepContext): Step[] {
  const { before, after } = change;
  if (after === null) return [deletionStep(before, unlisted)];
  const { slug, manager } = after;
  if (before === null) {
    const creation: Step = { verb: "create_team", before, after: creationFields(after) };
    return typeof manager === "string"
      ? [creation, { verb: "update_team", before: { slug, manager: null }, after: { slug, manager } }]
      : [creation];
  }
  const managers = change.fields.filter((field) => field === "manager");
  const others = change.fields.filter((field) => field !== "manager");
  return [others, managers]
    .filter((fields) => fields.length > 0)
    .map((fields) => ({
      verb: "update_team",
      before: fieldsOf(before, fields, slug),
      after: fieldsOf(after, fields, slug),
    }));
}

function deletionStep(before: Team, unlisted: Unlisted): Step {
  const { slug, name = slug } = before;
  const step: Step = { verb: "delete_team", before: { slug, name }, after: null };
  return unlisted.teams === "delete" ? step : unmanaged(step, `team ${slug} is live, but stands in no file`);
}

/** The former and the new slug of a team that keeps everything else. */
export function renameStep(former: string, slug: string): StepOf<"rename_team"> {
  return { verb: "rename_team", before: { slug: former }, after: { slug } };
}

function creationFields(team: Team): NewTeamFields {
  return {
    slug: team.slug,
    name: team.name ?? team.slug,
    ...given({ description: team.description }),
    ...(typeof team.parent === "string" ? { parent: team.parent } : {}),
    ...given({ privacy: team.privacy, notifications: team.notifications }),
  };
}

function fieldsOf(team: Team, fields: readonly string[], slug: string): TeamFields {
  const named = teamFields.filter((field) => fields.includes(field));
  return { slug, ...Object.fromEntries(named.map((field) => [field, team[field] ?? null])) };
}
