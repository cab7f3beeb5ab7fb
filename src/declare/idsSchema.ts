/** The shape of the section `ids`: by what the things that the files name are known at the service, beside those files. */
import type { IdList } from "../model/idList.ts";
import * as z from "zod";
import { memberId } from "./peopleSchema.ts";
import { email, serviceId, slug } from "./schemaWords.ts";

const idOf = (prefix: string, noun: string) =>
  serviceId(noun, { pattern: `${prefix}[A-Za-z0-9_-]{1,123}`, prefix });

const keyName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\/[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
    "must be the name of a service account and that of its key, with a slash between them",
  );

/** By list of the section. */
export const idSchemas = {
  members: memberId,
  teams: idOf("team_", "team"),
  roles: idOf("role_", "role"),
  service_accounts: idOf("sa_", "service account"),
  keys: idOf("key_", "key"),
} as const satisfies Record<IdList, z.ZodType>;

export const idsSchema = z
  .strictObject({
    members: z
      .record(email, idSchemas.members)
      .optional()
      .describe("Id at the service by member (key of `people` or e-mail)."),
    teams: z.record(slug, idSchemas.teams).optional().describe("Id at the service by team's slug."),
    roles: z.record(slug, idSchemas.roles).optional().describe("Id at the service by custom role's name."),
    service_accounts: z
      .record(slug, idSchemas.service_accounts)
      .optional()
      .describe("Id at the service by service account's name."),
    keys: z
      .record(keyName, idSchemas.keys)
      .optional()
      .describe("Id at the service by ACCOUNT/NAME of a service account's key."),
  })
  .describe("Ids at the service: what is renamed there is the same still. Only in ids.yaml.");
