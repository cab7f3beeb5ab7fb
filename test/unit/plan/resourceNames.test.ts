/** A resource whose name several have: the one that is meant is named by its id. */
import { expect, it } from "vitest";
import { actions, admins, filesOf, member, planOf, withheld } from "./planning.ts";

it("is shared as soon as the files name it by the id that the sentence tells", () => {
  const live = {
    entities: [...admins, member("lee", "editor")],
    resources: [
      { kind: "pipeline", id: "pl_1", name: "weekly", owner: null },
      { kind: "pipeline", id: "pl_2", name: "weekly", owner: null },
    ] as const,
  };
  const sharing = (name: string) =>
    filesOf({ members: `  lee@acme.example: { role: editor, shares: { pipelines: { ${name}: view } } }` });
  const unclear = planOf(sharing("weekly"), live);
  expect(withheld(unclear)).toEqual(["ambiguous share pipeline:weekly/member:lee"]);
  expect(unclear.withheld[0]?.message).toBe(
    "2 pipelines are called weekly (pl_1, pl_2); name the one that is meant by its id",
  );
  const clear = planOf(sharing("pl_2"), live);
  expect([actions(clear), withheld(clear)]).toEqual([["share pipeline:pl_2/member:lee"], []]);
});
