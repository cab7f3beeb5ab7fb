/** Brings the lists of those who hold an organization's roles to what is live. A list that an entry leaves out stays left out. */
import { grantSections } from "../../../declare/sections/grants.ts";
import type { DeclaredGrant } from "../../../declare/items.ts";
import { grantHolders, type GrantHolder } from "../../../kinds/roleGrant/kind.ts";
import { fold } from "../../../model/text.ts";
import { grantsEntry } from "../entries.ts";
import type { Written } from "./book.ts";
import { dropEnd } from "./dates.ts";
import type { PlaceInput } from "./input.ts";

export function placeGrants(input: PlaceInput): void {
  const { book, imported, facts } = input;
  const { grants } = imported;
  if (grants === null) return;
  for (const [entry, { key, grantedTo = {} }] of book.said("roles", facts.roles)) {
    const wanted = grants.get(key);
    for (const kind of grantHolders) {
      const said = grantedTo[kind];
      if (said !== undefined)
        placeList(input, entry, { kind, said, wanted: wanted?.[grantSections[kind]] ?? [] });
    }
  }
  for (const role of grants.values())
    if (!facts.roles.has(role.key)) book.add("roles", [role.name], grantsEntry(role));
}

interface List {
  readonly kind: GrantHolder;
  readonly said: readonly DeclaredGrant[];
  readonly wanted: readonly string[];
}

function placeList(input: PlaceInput, entry: Written, { kind, said, wanted }: List): void {
  const { book } = input;
  const whose = (name: string): string => (kind === "member" ? book.who(name) : fold(name));
  const open = new Map(wanted.map((name) => [whose(name), name]));
  const list = ["granted_to", grantSections[kind]];
  for (const [index, { holder, expires }] of said.entries()) {
    const path = [...list, index];
    if (!open.delete(holder.key)) {
      book.delete(entry, path);
      continue;
    }
    dropEnd(input, entry, { path, expires, what: `the role ${entry.name} of ${holder.text}` });
  }
  for (const name of open.values()) book.append(entry, list, name);
}
