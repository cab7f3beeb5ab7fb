/**
 * Of what the files are the word: where they manage less than before, whoever or whatever is left out stays, and no action
 * says so. Nor does one say that a stopped account may work again, as long as its keys live.
 */
import type { ServiceAccount } from "../model/entities/account.ts";
import type { Team } from "../model/entities/team.ts";
import type { Organization } from "../model/organization.ts";
import { changed, listed, type Found } from "./ruleChange.ts";
import type { Names } from "./termNames.ts";

/** What differs, of what was there before; what it does counts at once, and stands in the plan itself. */
export function listRules(
  before: Organization | undefined,
  { desired }: Organization,
  { keyBefore }: Pick<Names, "keyBefore">,
): Found[] {
  if (before === undefined) return [];
  const was = before.desired;
  const sides = <K extends "team" | "member" | "service_account">(kind: K) => ({
    was: was[kind],
    is: desired[kind],
    keyBefore: (key: string) => keyBefore(kind, key),
  });
  return [
    ...between(sides("team"), (old, team) => [
      ...changed(`members of ${team.slug}`, managedOf(old), managedOf(team), false),
      ...changed(`ignore of ${team.slug}`, listed(old.ignored ?? []), listed(team.ignored ?? []), false),
      ...leftAlone(`shares of ${team.slug}`, old.sharesListed, team.sharesListed),
    ]),
    ...between(sides("member"), (old, member) =>
      // With whoever leaves it ends.
      member.state === "active"
        ? leftAlone(`shares of ${member.email}`, old.sharesListed, member.sharesListed)
        : [],
    ),
    ...between(sides("service_account"), (old, account) => [
      ...changed(`state of ${account.name}`, stateOf(old), stateOf(account), false),
      ...leftAlone(`shares of ${account.name}`, old.sharesListed, account.sharesListed),
      ...leftAlone(`keys of ${account.name}`, old.keysListed, account.keysListed),
    ]),
  ];
}

interface BothSides<E> {
  readonly was: ReadonlyMap<string, E>;
  readonly is: ReadonlyMap<string, E>;
  /** By what key the base knows what has this one now. */
  readonly keyBefore: (key: string) => string;
}

/** Of those that both have, under whatever name, each change at the place where it is declared now. */
function between<E extends { readonly source?: NonNullable<Found["source"]> }>(
  { was, is, keyBefore }: BothSides<E>,
  rules: (old: E, now: E) => readonly Found[],
): Found[] {
  return [...is].flatMap(([key, now]) => {
    const old = was.get(keyBefore(key));
    if (old === undefined) return [];
    const { source } = now;
    return rules(old, now).map((change) => ({ ...change, ...(source === undefined ? {} : { source }) }));
  });
}

/** A list that is there now does what it does in the plan; one that is gone does nothing, and that is what must be said. */
function leftAlone(setting: string, was: boolean | undefined, is: boolean | undefined): Found[] {
  return was === true && is !== true ? changed(setting, "listed", "left alone", false) : [];
}

function managedOf({ membersFrom, membersListed, leadsListed }: Team): string {
  if (membersFrom !== undefined) return `from ${membersFrom}`;
  if (membersListed === true) return "all managed";
  return leadsListed === true ? "leads managed" : "only who is listed managed";
}

function stateOf({ disabled }: ServiceAccount): string {
  return disabled === true ? "disabled" : "active";
}
