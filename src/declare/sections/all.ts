/** The table of sections: whoever asks which there are, what one looks like or where it stands, asks here. */
import * as z from "zod";
import { perName } from "../../model/perName.ts";
import type { Vocabulary } from "../../model/vocabulary.ts";
import type { Declared } from "../facts.ts";
import type { Items, ListedName, OnceName } from "../items.ts";
import { append } from "../place.ts";
import { accountSection } from "./accounts.ts";
import { idSection } from "./ids.ts";
import { memberSection } from "./members.ts";
import { organizationSection } from "./organization.ts";
import { ownershipSection } from "./ownership.ts";
import { peopleSection } from "./people.ts";
import { roleSection } from "./roles.ts";
import type { DesiredSpec, OnceSpec, SectionShape, SectionSpec } from "./section.ts";
import { teamSection } from "./teams.ts";

export type SectionName = ListedName | "organization";
/** Sections in an organization's folder. */
export type OwnSectionName = Exclude<SectionName, "people">;

/** In the order in which what is declared twice is told. */
const onceSpecs: { readonly [N in OnceName]: OnceSpec<Items[N]> } = {
  members: memberSection,
  teams: teamSection,
  roles: roleSection,
  service_accounts: accountSection,
  ownership: ownershipSection,
};
export const onceNames = Object.keys(onceSpecs) as readonly OnceName[];

/** Something of each of them. */
export function perOnce<T>(of: (name: OnceName) => T): Readonly<Record<OnceName, T>> {
  return perName(onceNames, of);
}

const listedSpecs: { readonly [N in ListedName]: SectionSpec<Items[N]> } = {
  ...onceSpecs,
  people: peopleSection,
  ids: idSection,
};

const { people, members, roles, ...others } = listedSpecs;
/** In the order in which they are listed to people. */
const shapes: { readonly [N in SectionName]: SectionShape } = {
  people,
  organization: organizationSection,
  members,
  roles,
  ...others,
};
export const sectionNames = Object.keys(shapes) as readonly SectionName[];

/** How a section looks, and where it stands. */
export function shapeOf(name: SectionName): SectionShape {
  return shapes[name];
}

/** How the entries of a section are read. */
export function sectionOf<N extends ListedName>(name: N): SectionSpec<Items[N]> {
  return listedSpecs[name];
}

/** The definition of a section whose entries stand once. */
export function onceOf<N extends OnceName>(name: N): OnceSpec<Items[N]> {
  return onceSpecs[name];
}

type OfItem<R> = <T>(spec: DesiredSpec<T>, item: T) => readonly R[];

/** Of every entry that the files declare, section by section. */
export function ofEach<R>(declared: Declared, of: OfItem<R>): R[] {
  const found: R[] = [];
  const add = <N extends OnceName>(name: N): void => {
    const table: ReadonlyMap<string, Items[N]> = declared[name];
    const spec: DesiredSpec<Items[N]> = onceOf(name);
    for (const item of table.values()) append(found, of(spec, item));
  };
  onceNames.forEach(add);
  return found;
}

/** Entries by section. */
export type Lists = { [N in ListedName]: Items[N][] };
export type OnceMaps = { readonly [N in OnceName]: Map<string, Items[N]> };

export function emptyLists(): Lists {
  return { ...perOnce((): never[] => []), people: [], ids: [] };
}

export function emptyMaps(): OnceMaps {
  return perOnce(() => new Map<string, never>());
}

/** One access file of any organization at a service. */
export function accessFileSchema(vocabulary: Vocabulary) {
  return z.strictObject(
    Object.fromEntries(sectionNames.map((name) => [name, shapeOf(name).schema(vocabulary)])),
  );
}
