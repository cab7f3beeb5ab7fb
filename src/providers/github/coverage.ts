/** What of an organization was read to its end, with a sentence for what was not. */
import { completeCoverage, type Coverage, type KindCoverage } from "../../model/state.ts";
import type { Sight } from "./acting.ts";
import type { OwnKind } from "./capabilities.ts";
import type { Lists } from "./lists.ts";
import { fold } from "../../model/text.ts";
import { said, unreadIn } from "./translate.ts";

const whole = { complete: true } as const;

/** What was read to its end, with a sentence for what was not. */
export function coverageOf(
  { members, teams, open, failed, ofCompany }: Lists,
  { sees, roles }: { readonly sees: Sight; readonly roles: KindCoverage },
): Coverage {
  // Which of them are the company's own, and nobody's here to change, stands in a list of its own.
  const listed = unfinished([
    said("teams", teams),
    said("the company's teams", ofCompany),
    twins(teams.items),
  ]);
  const inTeams = (kind: "team_membership" | "share"): KindCoverage => {
    if (!listed.complete) return listed;
    const [reason] = teams.items.flatMap((team) => unreadIn(team)[kind] ?? []);
    return reason === undefined ? whole : { complete: false, reason, inTeams: true };
  };
  const read: Pick<Coverage, OwnKind> = {
    member: unfinished([
      said("members", members),
      said("invitations", open),
      said("failed invitations", failed),
    ]),
    team: listed,
    team_membership: inTeams("team_membership"),
    share: sees.complete ? inTeams("share") : sees,
    role_grant: roles,
  };
  // Of what GitHub has nothing of, there is nothing to be read.
  return { ...completeCoverage, ...read };
}

/** Teams are known by their slugs here, whatever the case of the letters: of two of one slug neither is told from the other. */
function twins(teams: Lists["teams"]["items"]): string | undefined {
  const seen = new Map<string, string>();
  for (const { node } of teams) {
    const other = seen.get(fold(node.slug));
    if (other !== undefined)
      return `GitHub lists two teams of one slug, ${other} and ${node.slug}, which cannot be told apart here.`;
    seen.set(fold(node.slug), node.slug);
  }
  return undefined;
}

function unfinished(reasons: readonly (string | undefined)[]): KindCoverage {
  const [reason] = reasons.flatMap((it) => it ?? []);
  return reason === undefined ? whole : { complete: false, reason };
}
