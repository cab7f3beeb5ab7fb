/** Who holds the live organization's roles beside their own, as far as files can say it. */
import { quoted } from "../../declare/place.ts";
import { roleName } from "../../declare/schemaWords.ts";
import { compareText, fold } from "../../model/text.ts";
import type { State } from "../../model/state.ts";
import type { ImportedGrants, ImportedMember, ImportedTeam, LeftOut } from "./imported.ts";
import { objectionTo } from "./sayable.ts";

interface There {
  readonly live: State;
  readonly members: ReadonlyMap<string, Pick<ImportedMember, "email" | "state">>;
  readonly teams: ReadonlyMap<string, Pick<ImportedTeam, "slug">>;
}

/** By role, folded, those that anybody holds; null where that could not be read: then the files stay as they are. */
export function importGrants({ live, members, teams }: There): {
  readonly grants: ReadonlyMap<string, ImportedGrants> | null;
  readonly leftOut: readonly LeftOut[];
} {
  const { coverage } = live;
  if (!coverage.role_grant.complete)
    return {
      grants: null,
      leftOut: [{ what: "who holds organization roles", why: coverage.role_grant.reason }],
    };
  const grants = new Map<string, ImportedGrants>();
  const leftOut: LeftOut[] = [];
  for (const { role, holder } of live.role_grant.values()) {
    const key = fold(role);
    const what = `the role ${quoted(role)} of ${holder.kind === "team" ? `the team ${holder.key}` : holder.key}`;
    const objection = objectionTo(roleName(live.vocabulary), role);
    const name = holder.kind === "team" ? teams.get(holder.key)?.slug : activeIn(members, holder.key)?.email;
    if (objection !== undefined || name === undefined) {
      const why =
        objection === undefined
          ? "whoever holds it is not in the files"
          : `its name cannot stand there: ${objection}`;
      leftOut.push({ what, why });
      continue;
    }
    const before = grants.get(key) ?? { key, name: role, teams: [], members: [] };
    grants.set(
      key,
      holder.kind === "team"
        ? { ...before, teams: [...before.teams, name].sort(compareText) }
        : { ...before, members: [...before.members, name].sort(compareText) },
    );
  }
  return { grants, leftOut };
}

function activeIn(members: There["members"], key: string): Pick<ImportedMember, "email"> | undefined {
  const member = members.get(key);
  return member?.state === "active" ? member : undefined;
}
