/** What goes with somebody who leaves: told where no line of its own tells it. */
import { describe, expect, it } from "vitest";
import { admins, at, filesOf, member, planOf, share, team } from "./planning.ts";

const place = (slug: string, name: string) => ({
  kind: "team_membership" as const,
  key: `${slug}/${at(name)}`,
  team: slug,
  member: at(name),
  role: "member" as const,
});
const kim = { kind: "member", key: at("kim") } as const;
const live = {
  entities: [
    ...admins,
    member("kim", "editor"),
    team("ops"),
    team("data"),
    place("ops", "kim"),
    place("data", "kim"),
    share("pipeline", "sales", kim, "run"),
  ],
  resources: [{ kind: "pipeline" as const, id: "pl_sales", name: "sales" }],
};
const takesOf = (entry: string, from: typeof live, rest = "") => {
  const plan = planOf(filesOf({ members: `  kim@acme.example: ${entry}`, rest }), from);
  return plan.actions.find(({ kind }) => kind === "member")?.takes;
};
const all = {
  places: { count: 2, names: ["data", "ops"] },
  shares: { count: 1, names: ["pipeline sales (run)"] },
};

describe("what goes with somebody who leaves", () => {
  it.each(["{ state: deactivated }", "{ state: removed }"])("%s: their places and shares", (entry) => {
    expect(takesOf(entry, live)).toEqual(all);
  });

  it("is nothing for whoever was deactivated before, and nothing that has a line of its own", () => {
    const gone = { ...live, entities: [...admins, member("kim", "editor", "deactivated")] };
    expect(takesOf("{ state: removed }", gone)).toBeUndefined();
    const listed = planOf(
      filesOf({
        members: "  kim@acme.example: { state: deactivated }",
        rest: "teams:\n  ops: { members: [] }",
      }),
      live,
    );
    const verbs = listed.actions.map(({ verb, key }) => `${verb} ${key}`);
    const told = listed.actions.find(({ verb }) => verb === "deactivate")?.takes?.places?.names ?? [];
    for (const slug of ["ops", "data"])
      expect([slug, told.includes(slug)]).toEqual([slug, !verbs.includes(`leave_team ${slug}/${at("kim")}`)]);
  });
});

describe("what would go with a deletion that somebody has to decide on", () => {
  const withheldTeams = (policy: string) =>
    planOf(
      filesOf({ policy, members: `  kim@acme.example: editor`, rest: "teams:\n  operations: { name: ops }" }),
      {
        ...live,
        entities: [...live.entities, share("pipeline", "sales", { kind: "team", key: "ops" }, "view")],
      },
    ).withheld.filter(({ verb }) => verb === "delete_team");

  it("stands with what looks like a rename, and not with what is merely told", () => {
    const [ops, data] = [
      {
        code: "probable_rename",
        key: "ops",
        takes: {
          members: { count: 1, names: [at("kim")] },
          shares: { count: 1, names: ["pipeline sales (view)"] },
        },
      },
      { code: "unmanaged", key: "data" },
    ];
    const reported = withheldTeams("  unlisted: { teams: report }");
    expect(reported.find(({ key }) => key === "ops")).toMatchObject(ops);
    expect(reported.find(({ key }) => key === "data")).toMatchObject(data);
    expect(reported.find(({ key }) => key === "data")?.takes).toBeUndefined();
    expect(withheldTeams("  unlisted: { teams: delete }")).toMatchObject([ops]);
  });
});
