/** The section `ids`: by which ids at the service members and teams are known, whatever they are called there. */
import type { Diagnostic } from "../model/diagnostic.ts";
import { fold } from "../model/text.ts";
import type { DeclaredMember, DeclaredTeam, ListedId } from "./facts.ts";
import { mappingOf, referenceTo } from "./fields.ts";
import { idsSchema } from "./idsSchema.ts";
import { addOnce } from "./named.ts";
import type { MappingNode } from "./nodes.ts";
import type { Place, SourceFile } from "./place.ts";
import { checkShape, entryOf } from "./shape.ts";

/** The one file of an organization's folder in which ids stand. */
export const idsFile = "ids.yaml";

const kinds = { members: "member", teams: "team" } as const;

/** The ids that the section lists, when nothing is wrong with it. */
export function readIds(
  file: SourceFile,
  section: MappingNode,
): { readonly items: readonly ListedId[]; readonly diagnostics: readonly Diagnostic[] } {
  const at = { file, offset: section.start };
  const checked = checkShape(idsSchema, { file, node: section, at, what: () => "`ids`" });
  if (!checked.ok) return { items: [], diagnostics: checked.diagnostics };
  const items = (["members", "teams"] as const).flatMap((list) => {
    const value = entryOf(section, list)?.value;
    if (value === undefined) return [];
    return mappingOf(value).entries.flatMap(({ key, value: id }): ListedId[] =>
      id.kind === "scalar"
        ? [
            {
              kind: kinds[list],
              name: { text: key.text, key: fold(key.text), at: { file, offset: key.start } },
              id: referenceTo(file, id.text, id),
            },
          ]
        : [],
    );
  });
  return { items, diagnostics: [] };
}

interface Named {
  readonly members: ReadonlyMap<string, DeclaredMember>;
  readonly teams: ReadonlyMap<string, DeclaredTeam>;
}

/** The members and teams with the ids that the section gives them. Two lines for one of them are an error. */
export function withIds(
  { members, teams }: Named,
  ids: readonly ListedId[],
  diagnostics: Diagnostic[],
): Named {
  if (ids.length === 0) return { members, teams };
  return {
    members: given(members, idsByKey(ids, "member", diagnostics)),
    teams: given(teams, idsByKey(ids, "team", diagnostics)),
  };
}

interface Line {
  readonly key: string;
  readonly at: Place;
  readonly line: ListedId;
}

function idsByKey(
  ids: readonly ListedId[],
  kind: ListedId["kind"],
  diagnostics: Diagnostic[],
): ReadonlyMap<string, Line> {
  const map = new Map<string, Line>();
  addOnce({
    map,
    items: ids
      .filter((line) => line.kind === kind)
      .map((line) => ({ key: line.name.key, at: line.name.at, line })),
    code: "duplicate-id",
    name: ({ line }) => line.name.text,
    diagnostics,
  });
  return map;
}

function given<T extends { readonly key: string }>(
  items: ReadonlyMap<string, T>,
  ids: ReadonlyMap<string, Line>,
): ReadonlyMap<string, T> {
  return new Map(
    [...items].map(([key, item]) => {
      const listedId = ids.get(key)?.line.id;
      return [key, listedId === undefined ? item : { ...item, listedId }];
    }),
  );
}
