/** Who counts as leaving: whose things are handed over, and whose keys are replaced. */
import { expect, it } from "vitest";
import type { MemberState } from "../../../src/model/entities/member.ts";
import { leaversOf } from "../../../src/plan/leavers.ts";
import { stateOf } from "../../fakes/planasonix.ts";
import { organizationsOf } from "../../fakes/world.ts";
import { at, filesOf, member } from "./planning.ts";

type Unlisted = "report" | "deactivate" | "remove";

/** Whether kim leaves, by what the files say of her and where she is. */
function leaves(entry: string | undefined, state: MemberState, unlisted: Unlisted = "report"): boolean {
  const members = entry === undefined ? "" : `  kim@acme.example: ${entry}`;
  const [organization] = organizationsOf(
    filesOf({ policy: `  unlisted: { members: ${unlisted} }`, members }),
  );
  if (organization === undefined) throw new Error("the files declare no organization");
  const live = stateOf([member("ana", "admin"), member("kim", "viewer", state)]);
  return leaversOf(organization, live, new Set()).some(({ key }) => key === at("kim"));
}

it.each<[string, MemberState, boolean]>([
  ["viewer", "active", false],
  ["viewer", "left", false],
  ["{ state: deactivated }", "active", true],
  ["{ state: deactivated }", "deactivated", true],
  ["{ state: removed }", "left", true],
  ["{ state: deactivated }", "pending", false],
])("whom the files name as %s, and who is %s: %s", (entry, state, expected) => {
  expect(leaves(entry, state)).toBe(expected);
});

it.each<[Unlisted, MemberState, boolean]>([
  ["report", "active", false],
  ["deactivate", "active", true],
  ["deactivate", "deactivated", false],
  ["remove", "active", true],
  ["remove", "deactivated", true],
  ["remove", "left", false],
])("whom no file names, where that is %s, and who is %s: %s", (unlisted, state, expected) => {
  expect(leaves(undefined, state, unlisted)).toBe(expected);
});
