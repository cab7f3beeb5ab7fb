/** Permissions of roles and scopes of keys are words of the service: a slip would give nothing, or something else. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { isKnown, knownPermissions, slipOf } from "../../model/permission.ts";
import type { Facts } from "../facts.ts";
import { errorAt, quoted, warningAt, type Place } from "../place.ts";

/** Errors for words within two letters of a known one. */
export function checkPermissions(facts: Facts): Diagnostic[] {
  return wordsIn(facts).flatMap(({ word, what, at }) => {
    const meant = slipOf(word, facts.vocabulary);
    if (meant === undefined) return [];
    const message = `${quoted(word)} in ${what} is no permission that muster knows.`;
    return [errorAt(at, { code: "unknown-permission", message, hint: `Did you mean ${meant}?` })];
  });
}

/** Warnings for all other words that are not known. */
export function warnOfUnknownPermissions(facts: Facts): Diagnostic[] {
  return wordsIn(facts)
    .filter(({ word }) => !isKnown(word, facts.vocabulary) && slipOf(word, facts.vocabulary) === undefined)
    .map(({ word, what, at }) => {
      const message = `${quoted(word)} in ${what} is no permission that muster knows: it is taken for one that manages users.`;
      const hint = `Known are: ${knownPermissions(facts.vocabulary).join(", ")}.`;
      return warningAt(at, { code: "unknown-permission", message, hint });
    });
}

interface Word {
  readonly word: string;
  /** Where it stands: "the role ops". */
  readonly what: string;
  readonly at: Place;
}

function wordsIn({ roles, service_accounts: serviceAccounts }: Facts): Word[] {
  return [
    ...[...roles.values()].flatMap(({ name, permissions = [], at }) =>
      permissions.map((word) => ({ word, what: `the role ${name}`, at })),
    ),
    ...[...serviceAccounts.values()].flatMap((account) =>
      (account.keys ?? []).flatMap((key) =>
        key.scopes.map(({ text, at }) => ({
          word: text,
          what: `the key ${key.name} of ${account.name}`,
          at,
        })),
      ),
    ),
  ];
}
