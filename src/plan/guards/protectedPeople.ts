/** Blocks whatever a protected person would lose: role, state, what an invitation brings, a place in a team, a team to manage, a share, a key, what they own. */
import { addressOf } from "../../model/record.ts";
import type { Draft } from "../../kinds/draft.ts";
import { losers } from "../../kinds/verbs.ts";
import type { Guard } from "./guard.ts";

export const protectedPeople: Guard = (input) => {
  const people = new Set(input.settings.protected);
  if (people.size === 0) return [];
  return input.drafts.flatMap((draft) =>
    losers(draft, input)
      .filter((member) => people.has(addressOf(member)))
      .map((member) => ({
        message: `${member} is protected (guards.protected) and would lose something: ${nameOf(draft)}`,
        numbers: {},
      })),
  );
};

function nameOf({ verb, kind, key }: Draft): string {
  const what = verb === "transfer" && kind === "service_account" ? "transfer service account" : verb;
  return `${what.replaceAll("_", " ")} ${key}`;
}
