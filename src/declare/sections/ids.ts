/** The section `ids`: by what the things that the files name are known at the service, whatever they are called there. */
import { idLists, kindOfList, type IdList } from "../../model/idList.ts";
import { fold } from "../../model/text.ts";
import type { Vocabulary } from "../../model/vocabulary.ts";
import * as z from "zod";
import type { ListedId } from "../items.ts";
import { mappingOf, referenceTo } from "../fields.ts";
import { idsFile } from "../fileNames.ts";
import type { MappingNode } from "../node.ts";
import { perService, type ServiceFile } from "../wordedFile.ts";
import { checkShape, entryOf } from "../shape.ts";
import type { Read, SectionSpec } from "./section.ts";
import { email, serviceId, slug } from "../schemaWords.ts";

const keyName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\/[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
    "must be the name of a service account and that of its key, with a slash between them",
  );

/** By list of the section. */
function idSchemas({ personId, ids }: Vocabulary) {
  return {
    members: serviceId("person", personId),
    teams: serviceId("team", ids.teams),
    roles: serviceId("role", ids.roles),
    service_accounts: serviceId("service account", ids.service_accounts),
    keys: serviceId("key", ids.keys),
  } satisfies Record<IdList, z.ZodType>;
}

const idsSchema = perService((vocabulary) => {
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
});

declare module "../items.ts" {
  interface Items {
    readonly ids: ListedId;
  }
}

export const idSection: SectionSpec<ListedId> = {
  schema: (vocabulary) => idsSchema(vocabulary).optional(),
  home: idsFile,
  isAlone: true,
  blocks: 2,
  read: readIds,
};

/** The ids that the section lists, when nothing is wrong with it. */
function readIds(file: ServiceFile, section: MappingNode): Read<ListedId> {
  const at = { file, offset: section.start };
  const checked = checkShape(idsSchema(file.vocabulary), { file, node: section, at, what: () => "`ids`" });
  if (!checked.ok) return { items: [], diagnostics: checked.diagnostics };
  const items = idLists.flatMap((list) => {
    const value = entryOf(section, list)?.value;
    if (value === undefined) return [];
    return mappingOf(value).entries.flatMap(({ key, value: id }): ListedId[] =>
      id.kind === "scalar"
        ? [
            {
              kind: kindOfList[list],
              name: { text: key.text, key: fold(key.text), at: { file, offset: key.start } },
              id: referenceTo(file, id.text, id),
            },
          ]
        : [],
    );
  });
  return { items, diagnostics: [] };
}
