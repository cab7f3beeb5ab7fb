/** What is done about teams: made, renamed, placed, deleted. */
import type { ChangeOf } from "../../model/change.ts";
import type { Team } from "../../model/entities/team.ts";
import { given } from "../../model/given.ts";
import type { Unlisted } from "../../model/organization.ts";
import { object, optional, orNull, text } from "../../model/shape.ts";
import type { Altered, Ended, Made, VerbOf } from "../../model/shapes.ts";
import { firstOf } from "../lookup.ts";
import { joined, labelled, moved, movedField } from "../pieces.ts";
import { altered, ended, made } from "../sides.ts";
import { unmanaged, type Step, type StepContext, type StepOf } from "../step.ts";
import type { KindVerbs, VerbSpecs } from "../verb.ts";
import { teamLoss } from "./loss.ts";
import { childrenObstacle, managerObstacle, ownedAccountsObstacle, parentObstacle } from "./needs.ts";

type NewTeamFields = {
  readonly slug: string;
  readonly name: string;
  readonly description?: string;
  readonly parent?: string;
  readonly privacy?: string;
  readonly notifications?: string;
};
/** Its slug, and the fields that change. */
export type TeamFields = {
  readonly slug: string;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly parent?: string | null;
  readonly manager?: string | null;
  readonly privacy?: string | null;
  readonly notifications?: string | null;
};
type DeletedTeam = { readonly slug: string; readonly name: string };
type SlugFields = { readonly slug: string };

declare module "../../model/shapes.ts" {
  interface VerbShapes {
    readonly team: {
      readonly create_team: Made<"team", NewTeamFields>;
      readonly rename_team: Altered<"team", SlugFields>;
      readonly update_team: Altered<"team", TeamFields>;
      readonly delete_team: Ended<"team", DeletedTeam>;
    };
  }
}

/** What of a team can be altered. */
const teamFields = ["name", "description", "parent", "manager", "privacy", "notifications"] as const;

const newTeam = object<NewTeamFields>({
  slug: text,
  name: text,
  description: optional(text),
  parent: optional(text),
  privacy: optional(text),
  notifications: optional(text),
});
const textOrNull = optional(orNull(text));
const someOfTeam = object<TeamFields>({
  slug: text,
  name: textOrNull,
  description: textOrNull,
  parent: textOrNull,
  manager: textOrNull,
  privacy: textOrNull,
  notifications: textOrNull,
});

const verbs: VerbSpecs<VerbOf<"team">> = {
  create_team: {
    sides: { team: made(newTeam) },
    words: { sign: "+", infinitive: "create team", noun: "team", toDo: "to create", done: "created" },
    phase: 1,
    loss: null,
    risk: "low",
    creates: true,
    needs: parentObstacle,
    detail: ({ after }) =>
      joined(
        [
          labelled("", after, "name"),
          labelled("below ", after, "parent"),
          labelled("description ", after, "description"),
          labelled("", after, "privacy"),
          labelled("notifications ", after, "notifications"),
        ],
        "; ",
      ),
  },
  rename_team: {
    sides: { team: altered(object<SlugFields>({ slug: text })) },
    words: { sign: "~", infinitive: "rename team", noun: "team", toDo: "to rename", done: "renamed" },
    phase: 1,
    loss: null,
    risk: "low",
    detail: ({ before, after }) => moved(before, after, "slug"),
  },
  update_team: {
    sides: { team: altered(someOfTeam) },
    words: { sign: "~", infinitive: "update team", noun: "team", toDo: "to update", done: "updated" },
    // Its manager is set once people have joined: a manager must be a member first.
    phase: ({ after }) => ("manager" in after ? 4 : 1),
    loss: null,
    risk: "low",
    needs: (draft, lookup, edge) => {
      edge(lookup.find("create_team", draft.key));
      edge(lookup.find("rename_team", draft.key));
      return firstOf(parentObstacle(draft, lookup, edge), managerObstacle(draft, lookup, edge));
    },
    detail: ({ before, after }) =>
      joined(
        teamFields.map((field) => movedField(before, after, field)),
        "; ",
      ),
  },
  delete_team: {
    sides: { team: ended(object<DeletedTeam>({ slug: text, name: text })) },
    words: { sign: "-", infinitive: "delete team", noun: "team", toDo: "to delete", done: "deleted" },
    phase: 9,
    loss: "team",
    risk: "high",
    needs: (draft, lookup, edge) =>
      firstOf(childrenObstacle(draft, lookup, edge), ownedAccountsObstacle(draft, lookup, edge)),
    detail: ({ before }) => labelled("", before, "name"),
  },
};

export const teamVerbs: KindVerbs<"team"> = {
  verbs,
  compared: teamFields,
  restsOn: ["team"],
  steps,
  loss: teamLoss,
  unclear: "rename_team",
  twoOfOne: { made: "create_team", ended: "delete_team" },
};

/** The steps for a change of a team. Its manager is set apart from the rest: a manager must be a member first. */
function steps(change: ChangeOf<Team>, { unlisted }: StepContext): Step[] {
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
