/** Which entries of an organization name which others: what a change of one can mean for. */
import type {
  DeclaredMember,
  DeclaredOwnership,
  DeclaredRole,
  DeclaredServiceAccount,
  DeclaredTeam,
  People,
  Reference,
} from "../facts.ts";
import { resolved } from "../persons.ts";

/** An entry by kind and key: `member rob@acme.example`. */
export type ItemName = string;

export function kindAndKey(item: ItemName): readonly [kind: string, key: string] {
  const cut = item.indexOf(" ");
  return [item.slice(0, cut), item.slice(cut + 1)];
}

export interface Naming {
  /** The entries that name this one. */
  namers(item: ItemName): ReadonlySet<ItemName>;
  /** From now on the entry names these, and no others. */
  set(item: ItemName, named: readonly ItemName[]): void;
}

const nobody: ReadonlySet<ItemName> = new Set();

export function newNaming(): Naming {
  const namers = new Map<ItemName, Set<ItemName>>();
  const named = new Map<ItemName, readonly ItemName[]>();
  return {
    namers: (item) => namers.get(item) ?? nobody,
    set(item, now) {
      const before = named.get(item) ?? [];
      const { head, tail } = inCommon(before, now);
      for (const other of before.slice(head, before.length - tail)) {
        if (now.includes(other)) continue;
        const list = namers.get(other);
        list?.delete(item);
        if (list?.size === 0) namers.delete(other);
      }
      if (now.length === 0) named.delete(item);
      else named.set(item, now);
      for (const other of now.slice(head, now.length - tail)) {
        const list = namers.get(other) ?? new Set();
        namers.set(other, list);
        list.add(item);
      }
    },
  };
}

/** How many are the same at the beginning and at the end. */
function inCommon(
  before: readonly ItemName[],
  now: readonly ItemName[],
): { readonly head: number; readonly tail: number } {
  const most = Math.min(before.length, now.length);
  let head = 0;
  while (head < most && before[head] === now[head]) head++;
  let tail = 0;
  while (tail < most - head && before.at(-1 - tail) === now.at(-1 - tail)) tail++;
  return { head, tail };
}

/** Names of those whom lists name: of a list that changes, most stay the same ones. */
const memberNames = new WeakMap<Reference, ItemName>();

function memberNamed(reference: Reference): ItemName {
  const name = memberNames.get(reference) ?? `member ${reference.key}`;
  memberNames.set(reference, name);
  return name;
}

export function namedByMember(
  { successor, approvedBy, person }: DeclaredMember,
  people: People,
): readonly ItemName[] {
  const behind = person?.successor;
  return [
    ...(successor === undefined ? [] : [`member ${successor.key}`]),
    ...(approvedBy === undefined ? [] : [`member ${approvedBy.key}`]),
    ...(behind === undefined ? [] : [`member ${resolved(behind, people).key}`]),
  ];
}

export function namedByTeam({
  parent,
  manager,
  include = [],
  members = [],
}: DeclaredTeam): readonly ItemName[] {
  return [
    ...(parent ? [`team ${parent.key}`] : []),
    ...(manager ? [`member ${manager.key}`] : []),
    ...include.map(({ key }) => `team ${key}`),
    ...members.map(({ member }) => memberNamed(member)),
  ];
}

/** Whoever holds it. */
export function namedByRole({
  grantedTo: { team = [], member = [] } = {},
}: DeclaredRole): readonly ItemName[] {
  return [
    ...team.map(({ holder }) => `team ${holder.key}`),
    ...member.map(({ holder }) => `member ${holder.key}`),
  ];
}

/** An owner is a team or a member. */
export function namedByAccount({ owner }: DeclaredServiceAccount): readonly ItemName[] {
  return owner === undefined ? [] : [`team ${owner.key}`, `member ${owner.key}`];
}

export function namedByOwnership({ owner }: DeclaredOwnership): readonly ItemName[] {
  return [`member ${owner.key}`];
}
