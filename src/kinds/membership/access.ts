/** What a place in a team is as an access. */
import { textOf } from "../../model/jsonFields.ts";
import { endOf, endPieces, type AccessSpec } from "../access.ts";
import { foreign, joined, own } from "../pieces.ts";

export const membershipAccess: AccessSpec<"team_membership"> = {
  meaning: ({ team, member, role, terms }, named) => ({
    team: named("team", team),
    member: named("member", member),
    role,
    ...endOf(terms),
  }),
  names: { team: "team", member: "member" },
  belongsTo: ({ fields }) => {
    const [team, member] = [textOf(fields, "team") ?? "", textOf(fields, "member") ?? ""];
    return [
      {
        kind: "member",
        key: member,
        as: "given",
        place: 2,
        rest: team,
        through: { kind: "team", key: team },
      },
      { kind: "team", key: team, as: "filled", place: 2, rest: member },
    ];
  },
  keys: ({ fields }, called) =>
    called("team", textOf(fields, "team") ?? "").flatMap((team) =>
      called("member", textOf(fields, "member") ?? "").map((member) => `${team}/${member}`),
    ),
  words: ({ fields }, teller) => {
    const [team, member] = [textOf(fields, "team") ?? "", textOf(fields, "member") ?? ""];
    const inTeam = [own(teller === "person" ? "in team " : " in team "), foreign(team)];
    return joined([
      [...(teller === "person" ? [] : [foreign(member)]), ...(teller === "team" ? [] : inTeam)],
      ...(textOf(fields, "role") === "lead" ? [[own("lead")]] : []),
      ...endPieces(fields),
    ]);
  },
};
