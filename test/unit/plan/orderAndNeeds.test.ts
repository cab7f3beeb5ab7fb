/** What comes first in a plan: promotions that losses need, roles before keys, and the own key last. */
import { describe, expect, it } from "vitest";
import type { Kind } from "../../../src/model/entity.ts";
import type { Draft } from "../../../src/kinds/draft.ts";
import { inOrder } from "../../../src/plan/order.ts";
import { account, admins, filesOf, member, needsOf, planOf, team } from "./planning.ts";

function draft(kind: Kind, of: Pick<Draft, "verb" | "key" | "phase">): Draft {
  return {
    id: `${of.verb} ${of.key}`,
    kind,
    before: null,
    after: null,
    source: null,
    loss: null,
    ...of,
  } as unknown as Draft;
}
const ordered = (drafts: readonly Draft[], needs: ReadonlyMap<string, readonly string[]> = new Map()) =>
  inOrder(drafts, needs).map(({ id }) => id);

describe("inOrder", () => {
  it("puts the key of whoever acts behind all else of the last phase", () => {
    const own = draft("key", { verb: "revoke_key", key: "bot/a", phase: 9 });
    const other = draft("member", { verb: "demote", key: "zoe", phase: 9 });
    expect(ordered([own, other])).toEqual(["demote zoe", "revoke_key bot/a"]);
    expect(ordered([other, own])).toEqual(["demote zoe", "revoke_key bot/a"]);
  });

  it("lowers access from the outside in, whatever the keys", () => {
    const phase = 7;
    const drafts = [
      draft("member", { verb: "demote", key: "a", phase }),
      draft("role", { verb: "update_role", key: "b", phase }),
      draft("team_membership", { verb: "leave_team", key: "c", phase }),
      draft("share", { verb: "unshare", key: "d", phase }),
      draft("team_membership", { verb: "change_team_role", key: "e", phase }),
      draft("share", { verb: "change_share", key: "f", phase }),
    ];
    const expected = ["change_share f", "change_team_role e", "unshare d", "leave_team c", "update_role b"];
    expect(ordered(drafts)).toEqual([...expected, "demote a"]);
  });

  it("goes by phase, then kind, then key, and puts what is needed first", () => {
    const early = draft("team", { verb: "update_team", key: "z", phase: 3 });
    const late = draft("key", { verb: "create_key", key: "a", phase: 6 });
    const same = draft("key", { verb: "create_key", key: "b", phase: 6 });
    expect(ordered([same, late, early])).toEqual(["update_team z", "create_key a", "create_key b"]);
    const needs = new Map([
      [early.id, [same.id, "of another plan"]],
      [same.id, [late.id]],
    ]);
    expect(ordered([same, late, early], needs)).toEqual(["create_key a", "create_key b", "update_team z"]);
  });

  it("puts all that is needed first in the order of the plan, however it is listed", () => {
    const first = draft("team", { verb: "create_team", key: "a", phase: 1 });
    const needed = ["b", "c", "d"].map((key) => draft("team", { verb: "update_team", key, phase: 4 }));
    const expected = ["update_team b", "update_team c", "update_team d", "create_team a"];
    const ids = needed.map(({ id }) => id);
    for (const listed of [ids, [...ids].reverse(), ["of another plan", ...ids.slice(1), ids[0] ?? ""]])
      expect(ordered([first, ...needed], new Map([[first.id, listed]]))).toEqual(expected);
  });

  it("ranks verbs only where access is lowered, and two of one thing by verb", () => {
    const role = draft("role", { verb: "update_role", key: "z", phase: 3 });
    const team = draft("team", { verb: "update_team", key: "a", phase: 3 });
    expect(ordered([team, role])).toEqual(["update_role z", "update_team a"]);
    const made = draft("member", { verb: "reactivate", key: "a", phase: 3 });
    const raised = draft("member", { verb: "promote", key: "a", phase: 3 });
    expect(ordered([raised, made])).toEqual(["reactivate a", "promote a"]);
    expect(ordered([made, raised])).toEqual(["reactivate a", "promote a"]);
  });

  it("refuses a circle", () => {
    const one = draft("team", { verb: "update_team", key: "a", phase: 3 });
    const two = draft("team", { verb: "update_team", key: "b", phase: 3 });
    const circle = new Map([
      [one.id, [two.id]],
      [two.id, [one.id]],
    ]);
    expect(() => ordered([one, two], circle)).toThrow("circle of needs");
  });
});

describe("the loss of an admin", () => {
  const filesWith = (...lines: readonly string[]) => ({
    "acme/organization.yaml": `organization:\n  provider: planasonix\n  id: org_01acme\n  guards: { min_admins: 2 }\nmembers:\n${lines.map((line) => `  ${line}\n`).join("")}`,
  });

  it("waits for what fills up the minimum and for what takes its place", () => {
    const plan = planOf(
      filesWith("ana@acme.example: editor", "kim@acme.example: admin", "lee@acme.example: admin"),
      { entities: [member("ana", "admin"), member("kim", "editor"), member("lee", "editor")] },
    );
    expect(needsOf(plan, "demote", "ana").sort()).toEqual(["promote kim", "promote lee"]);
  });

  it("rather waits for a promotion than for somebody who needs a seat to come back", () => {
    const plan = planOf(
      filesWith(
        "ada@acme.example: admin",
        "ana@acme.example: editor",
        "ben@acme.example: admin",
        "kim@acme.example: admin",
      ),
      { entities: [...admins, member("ada", "admin", "deactivated"), member("kim", "editor")] },
    );
    expect(needsOf(plan, "demote", "ana")).toEqual(["promote kim"]);
  });

  it("needs nothing while there are more than the minimum", () => {
    const plan = planOf(
      filesWith("ana@acme.example: editor", "ben@acme.example: admin", "kim@acme.example: admin"),
      { entities: [...admins, member("kim", "admin")] },
    );
    expect(needsOf(plan, "demote", "ana")).toEqual([]);
  });
});

describe("a new key", () => {
  const files = filesOf({
    rest: [
      "teams:\n  ops: { members: [] }",
      "service_accounts:",
      "  ci: { role: maintainer, owner: ops, keys: { gha: { scopes: [pipelines:run], deliver_to: { github_secret: acme/dbt/KEY } } } }",
    ].join("\n"),
  });

  it("is made when its account has the role that it will have", () => {
    const ci = account("ci", "editor", { kind: "team", key: "ops" });
    const plan = planOf(files, { entities: [...admins, team("ops"), ci] });
    expect(needsOf(plan, "create_key", "ci/gha")).toEqual(["update_service_account ci"]);
  });

  it("is made when its account is there", () => {
    const plan = planOf(files, { entities: [...admins, team("ops")] });
    expect(needsOf(plan, "create_key", "ci/gha")).toEqual(["create_service_account ci"]);
  });
});
