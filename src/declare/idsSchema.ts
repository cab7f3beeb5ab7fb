/** The shape of the section `ids`: by what the things that the files name are known at the service, beside those files. */
import type { IdList } from "../model/idList.ts";
import type { Vocabulary } from "../model/vocabulary.ts";
import * as z from "zod";
import { email, serviceId, slug } from "./schemaWords.ts";

const keyName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\/[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
    "must be the name of a service account and that of its key, with a slash between them",
  );

/** By list of the section. */
export function idSchemas({ personId, ids }: Vocabulary) {
  return {
    members: serviceId("person", personId),
    teams: serviceId("team", ids.teams),
    roles: serviceId("role", ids.roles),
    service_accounts: serviceId("service account", ids.service_accounts),
    keys: serviceId("key", ids.keys),
  } satisfies Record<IdList, z.ZodType>;
}

export function idsSchema(vocabulary: Vocabulary) {
  const id = idSchemas(vocabulary);
  return z
    .strictObject({
      members: z
        .record(email, id.members)
        .optional()
        .describe("Id at the service by member (key of `people` or e-mail)."),
      teams: z.record(slug, id.teams).optional().describe("Id at the service by team's slug."),
      roles: z.record(slug, id.roles).optional().describe("Id at the service by custom role's name."),
      service_accounts: z
        .record(slug, id.service_accounts)
        .optional()
        .describe("Id at the service by service account's name."),
      keys: z
        .record(keyName, id.keys)
        .optional()
        .describe("Id at the service by ACCOUNT/NAME of a service account's key."),
    })
    .describe("Ids at the service: what is renamed there is the same still. Only in ids.yaml.");
}
