/** Blocks whatever a protected person would lose: role, state, invitation, or a place in a team. */
import type { Draft } from "../draft.ts";
import type { Guard, GuardInput } from "./guard.ts";

export const protectedPeople: Guard = (input) => {
  const people = new Set(input.organization.policy.guards.protected);
  return input.drafts.flatMap((draft) =>
    draft.loss === null
      ? []
      : losersOf(draft, input)
          .filter((member) => people.has(member))
          .map((member) => ({
            message: `${member} is protected (guards.protected) and would lose something: ${draft.verb.replaceAll("_", " ")} ${draft.key}`,
            numbers: {},
          })),
  );
};

function losersOf(draft: Draft, { live }: GuardInput): string[] {
  switch (draft.kind) {
    case "member":
      return [draft.key];
    case "team_membership":
      return [draft.key.slice(draft.key.indexOf("/") + 1)];
    case "team":
      return [...live.team_membership.values()]
        .filter((item) => item.team === draft.key)
        .map((item) => item.member);
  }
}
