/** The shape of the section `ids`: what members and teams are known by at the service, beside the files that name them. */
import * as z from "zod";
import { memberId } from "./peopleSchema.ts";
import { email, slug } from "./schemaWords.ts";

/** The id of a team. */
export const teamId = z
  .string()
  .regex(/^team_[A-Za-z0-9_-]{1,123}$/, "must be the team's id at the service, beginning with team_");

export const idsSchema = z
  .strictObject({
    members: z
      .record(email, memberId)
      .optional()
      .describe("Id at the service by member (key of `people` or e-mail)."),
    teams: z.record(slug, teamId).optional().describe("Id at the service by team's slug."),
  })
  .describe("Ids at the service: what is renamed there is the same still. Only in ids.yaml.");
