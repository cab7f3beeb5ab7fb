/** What the files name, with the ids at the service that the section `ids` gives it. */
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Declared } from "./facts.ts";
import type { DeclaredServiceAccount, ListedId } from "./items.ts";
import { addOnce } from "./named.ts";
import type { Place } from "./place.ts";

/** What the files name, with the ids that the section gives it. Two lines for one thing are an error. */
export function withIds(named: Declared, ids: readonly ListedId[], diagnostics: Diagnostic[]): Declared {
  if (ids.length === 0) return named;
  const lines = (kind: ListedId["kind"]): Lines => idsByKey(ids, kind, diagnostics);
  return {
    ...named,
    members: given(named.members, lines("member")),
    teams: given(named.teams, lines("team")),
    roles: given(named.roles, lines("role")),
    service_accounts: givenKeys(given(named.service_accounts, lines("service_account")), lines("key")),
  };
}

interface Line {
  readonly key: string;
  readonly at: Place;
  readonly line: ListedId;
}

type Lines = ReadonlyMap<string, Line>;

function idsByKey(ids: readonly ListedId[], kind: ListedId["kind"], diagnostics: Diagnostic[]): Lines {
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
  ids: Lines,
): ReadonlyMap<string, T> {
  if (ids.size === 0) return items;
  return new Map(
    [...items].map(([key, item]) => {
      const listedId = ids.get(key)?.line.id;
      return [key, listedId === undefined ? item : { ...item, listedId }];
    }),
  );
}

function givenKeys(
  accounts: ReadonlyMap<string, DeclaredServiceAccount>,
  ids: Lines,
): ReadonlyMap<string, DeclaredServiceAccount> {
  if (ids.size === 0) return accounts;
  return new Map(
    [...accounts].map(([name, account]) => {
      if (account.keys === undefined) return [name, account];
      const keys = account.keys.map((key) => {
        const listedId = ids.get(`${name}/${key.key}`)?.line.id;
        return listedId === undefined ? key : { ...key, listedId };
      });
      return [name, { ...account, keys }];
    }),
  );
}
