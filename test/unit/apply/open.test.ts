/** What a run leaves open, so that the next one does not take it for somebody else's doing. */
import { describe, expect, it } from "vitest";
import { runFinished } from "../../../src/apply/events.ts";
import { withheldCodes } from "../../../src/model/plan.ts";
import { filesOf, planOf } from "../plan/planning.ts";

describe("what was withheld", () => {
  it("stays open unless the files or a policy decide on it", () => {
    const plan = planOf(filesOf(), { entities: [] });
    const withheld = withheldCodes.map((code) => ({
      ...{ code, verb: "invite" as const, kind: "member" as const, key: code, id: code },
      ...{ message: "", waits_for: [], source: null },
    }));
    const occasion = { at: "2026-11-02T09:00:00.000Z", run: "run-1", organization: "acme" };
    const finished = runFinished(occasion, {
      plan: { ...plan, withheld },
      outcomes: [],
      stopped: undefined,
    });
    expect(finished.open.map((item) => item.key).sort()).toEqual([
      "depends",
      "no_seat",
      "no_successor",
      "not_targeted",
      "quota",
      "unreviewed",
      "waiting",
    ]);
  });
});
