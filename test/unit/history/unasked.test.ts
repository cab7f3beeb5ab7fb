/** What journals hold and no commit asks for: found, and nothing that is a step on the way to what the files say. */
import { describe, expect, it } from "vitest";
import { declare } from "../../../src/declare/read.ts";
import type { Deed } from "../../../src/history/applied.ts";
import { underLastKeys } from "../../../src/history/lastKeys.ts";
import { newTimeline } from "../../../src/history/timeline.ts";
import { unaskedIn } from "../../../src/history/unasked.ts";
import { treeOf } from "../../fakes/world.ts";

const text = (rob: string, members: string): string => `organization: { provider: planasonix, id: org_1 }
members:
  ana@acme.example: admin
  ben@acme.example: admin
${rob}teams:
  data: { members: [${members}] }
`;
const robs = "  rob@acme.example: editor\n";
const days: readonly (readonly [string, string])[] = [
  ["2026-01-01", text(robs, "rob@acme.example")],
  ["2026-02-01", text(robs.replace("editor", "viewer"), "rob@acme.example")],
  ["2026-03-01", text("  rob@acme.example: { state: deactivated }\n", "ana@acme.example")],
];

function unasked(...deeds: readonly Partial<Deed>[]): string[] {
  const timeline = newTimeline();
  for (const [today, yaml] of days) {
    const at = `${today}T00:00:00.000Z`;
    const commit = { id: today, at, author: "", authorEmail: "", subject: "", pullRequest: null };
    const tree = treeOf({ "acme/organization.yaml": yaml });
    const { organizations, diagnostics } = declare({ tree, label: "access", today });
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    timeline.declare({ at, commit, by: "commit" }, organizations);
  }
  return unaskedIn(underLastKeys(deeds.map(wholeOf), timeline), timeline, "2026-12-31").map(
    ({ at, key, isEnd }) => `${at} ${key} ${String(isEnd)}`,
  );
}

const wholeOf = (deed: Partial<Deed>): Deed => ({
  ...{ at: "2026-01-05", run: "r", organization: "acme", kind: "member", key: "rob@acme.example" },
  ...{ before: null, after: null, outcome: "done" },
  ...deed,
});

const active = (role: string) => ({ role, state: "active" });
const place = { team: "data", role: "member" };

describe("a deed that no commit asks for", () => {
  it.each<[string, Partial<Deed>]>([
    ["lets in whom no commit names", { key: "eve@acme.example", after: active("editor") }],
    ["gives a role that no commit gives", { before: active("editor"), after: active("admin") }],
    ["ends the access of somebody who stays", { key: "ana@acme.example", before: active("admin") }],
    [
      "puts somebody into a team into which no commit puts them",
      {
        kind: "team_membership",
        key: "data/ben@acme.example",
        after: { ...place, member: "ben@acme.example" },
      },
    ],
  ])("%s", (_, deed) => {
    expect(unasked(deed)).toHaveLength(1);
    // Nothing is known of a time before the files.
    expect(unasked({ ...deed, at: "2025-12-31" })).toEqual([]);
  });

  it("is found under the former key of its organization, by the service's id, and of one that no commit names", () => {
    const eve = { key: "eve@acme.example", after: active("editor") };
    const former = { organization: "former", organizationId: "org_1" };
    expect(unasked({ ...eve, ...former })).toHaveLength(1);
    expect(unasked({ ...former, after: active("editor") })).toEqual([]);
    expect(unasked({ after: active("editor"), organization: "other", organizationId: "org_2" })).toHaveLength(
      1,
    );
    const two = { organizations: () => ["a", "b"], idOf: () => "same" };
    const deed = { ...wholeOf({ organization: "former", organizationId: "same" }) };
    expect(underLastKeys([deed], two)).toEqual([]);
    expect(underLastKeys([{ ...deed, organization: "b" }], two)).toHaveLength(1);
  });

  it.each<[string, Partial<Deed>]>([
    ["what a commit gives, early or late", { before: active("editor"), after: active("viewer") }],
    [
      "a step on the way to another role",
      { at: "2026-02-05", before: active("editor"), after: active("none") },
    ],
    ["a step on the way out", { at: "2026-03-05", before: active("viewer"), after: active("none") }],
    [
      "an end that a commit asks for later",
      { before: active("editor"), after: { role: null, state: "removed" } },
    ],
    ["the end of whom no file names", { key: "old@acme.example", before: active("admin") }],
    ["who leads a team", { kind: "team", key: "data", before: { manager: null }, after: { manager: "x" } }],
  ])("is none that is %s", (_, deed) => {
    expect(unasked(deed)).toEqual([]);
  });
});
