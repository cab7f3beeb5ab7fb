/** The ids at the service by which files know what is live, as far as these files name it. */
import { idLists, type IdList } from "../../model/idList.ts";
import type { Entity } from "../../model/entity.ts";
import { hasShape, type Vocabulary } from "../../model/vocabulary.ts";
import type { People } from "../../declare/facts.ts";
import type { Imported } from "./imported.ts";
import { mapped } from "./names.ts";

/** The id of a live object, where it is one that files can hold. */
export function idOf(
  list: IdList,
  { id }: Pick<Entity, "id">,
  { ids, personId }: Vocabulary,
): { readonly id?: string } {
  const shape = list === "members" ? personId : ids[list];
  return id !== undefined && hasShape(shape, id) ? { id } : {};
}

/** The same without ids that people.yaml has for the organization: whose they are stands there, and it is never edited. */
export function withoutPersonalIds(imported: Imported, people: People, org: string): Imported {
  const personal = new Set(
    [...people.byKey.values()].flatMap(({ ids }) =>
      ids.flatMap(({ organization, id }) => (organization.text === org ? [id.text] : [])),
    ),
  );
  if (personal.size === 0) return imported;
  return {
    ...imported,
    members: mapped(imported.members, ({ id, ...member }) => {
      const own = people.byEmail.get(member.key)?.ids.some(({ organization }) => organization.text === org);
      return id === undefined || own === true || personal.has(id) ? member : { ...member, id };
    }),
  };
}

/** A line of the section `ids`. */
export interface IdLine {
  readonly key: string;
  /** As the files call it. */
  readonly name: string;
  readonly id: string;
}

/** A line for everything that has an id, list by list. */
export function idLinesOf({ members, teams, roles, accounts }: Imported): Record<IdList, IdLine[]> {
  const all = [...accounts.values()];
  return {
    members: lines(members.values(), ({ email }) => email),
    teams: lines(teams.values(), ({ slug }) => slug),
    roles: lines(roles.values(), ({ name }) => name),
    service_accounts: lines(all, ({ name }) => name),
    keys: all.flatMap((account) => lines(account.keys ?? [], ({ name }) => `${account.name}/${name}`)),
  };
}

/** The lists that have lines, as pairs of a name and an id. */
export function filledLists(
  lines: Readonly<Record<IdList, readonly IdLine[]>>,
): (readonly [IdList, readonly (readonly [string, string])[]])[] {
  return idLists.flatMap((list) =>
    lines[list].length === 0 ? [] : [[list, lines[list].map(({ name, id }) => [name, id] as const)] as const],
  );
}

function lines<T extends { readonly key: string; readonly id?: string }>(
  items: Iterable<T>,
  nameOf: (item: T) => string,
): IdLine[] {
  return [...items].flatMap((item) =>
    item.id === undefined ? [] : [{ key: item.key, name: nameOf(item), id: item.id }],
  );
}
