/** Changes of teams as verbs. */
import type { Change } from "../../model/change.ts";
import type { Team } from "../../model/entity.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Unlisted } from "../../model/organization.ts";
import { unmanaged, type Step } from "../step.ts";

/** The steps for a change of a team. Its manager is set apart from the rest: a manager must be a member first. */
export function teamSteps(change: Change, unlisted: Unlisted): Step[] {
  const before = change.before as Team | null;
  const after = change.after as Team | null;
  if (after === null) return before === null ? [] : [deletionStep(before, unlisted)];
  if (before === null) {
    const manager: Step[] =
      typeof after.manager === "string"
        ? [
            {
              verb: "update_team",
              before: { slug: after.slug, manager: null },
              after: { slug: after.slug, manager: after.manager },
            },
          ]
        : [];
    return [{ verb: "create_team", before: null, after: creationFields(after) }, ...manager];
  }
  const changed = change.op === "update" ? change.fields : [];
  return [changed.filter((field) => field !== "manager"), changed.filter((field) => field === "manager")]
    .filter((fields) => fields.length > 0)
    .map((fields) => ({
      verb: "update_team" as const,
      before: fieldsOf(before, fields, after.slug),
      after: fieldsOf(after, fields, after.slug),
    }));
}

function deletionStep(before: Team, unlisted: Unlisted): Step {
  const step: Step = {
    verb: "delete_team",
    before: { slug: before.slug, name: before.name ?? before.slug },
    after: null,
  };
  return unlisted.teams === "delete"
    ? step
    : unmanaged(step, `team ${before.slug} is live, but stands in no file`);
}

/** The former and the new slug of a team that keeps everything else. */
export function renameStep(former: string, slug: string): Step {
  return { verb: "rename_team", before: { slug: former }, after: { slug } };
}

function creationFields(team: Team): JsonObject {
  return {
    slug: team.slug,
    name: team.name ?? team.slug,
    ...(team.description === undefined ? {} : { description: team.description }),
    ...(typeof team.parent === "string" ? { parent: team.parent } : {}),
  };
}

function fieldsOf(team: Team, fields: readonly string[], slug: string): JsonObject {
  const values: Record<string, string | null> = { slug };
  for (const field of fields) {
    if (field === "name" || field === "description" || field === "parent" || field === "manager") {
      values[field] = team[field] ?? null;
    }
  }
  return values;
}
