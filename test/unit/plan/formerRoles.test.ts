/** The roles of those who leave or have left: the role of their entry, or what is left of one that is deleted. */
import { describe, expect, it } from "vitest";
import { actions, admins, filesOf, holds, member, needsOf, planOf, role, withheld } from "./planning.ts";

const kim = member("kim", "editor");
const entry = (fields: string, policy = "") =>
  filesOf({ policy, members: `  kim@acme.example: editor\n  lee@acme.example: { ${fields} }` });

describe("a role beside state: deactivated", () => {
  it("is given once the access has ended, and at once to who is gone already", () => {
    const files = entry("state: deactivated, role: viewer");
    const leaving = planOf(files, { entities: [...admins, kim, member("lee", "editor")] });
    expect(actions(leaving)).toEqual(["deactivate lee", "demote lee"]);
    expect(needsOf(leaving, "demote", "lee")).toEqual(["deactivate lee"]);
    const gone = planOf(files, { entities: [...admins, kim, member("lee", "editor", "deactivated")] });
    expect(actions(gone)).toEqual(["demote lee"]);
    const same = planOf(files, { entities: [...admins, kim, member("lee", "viewer", "deactivated")] });
    expect(actions(same)).toEqual([]);
  });

  it("is another of the same rank, too, and never a higher one", () => {
    const custom = [role("reader", "viewer", ["a:read"]), role("looker", "viewer", ["b:read"])];
    const files = entry("state: deactivated, role: looker");
    const rest =
      "roles:\n  reader: { base: viewer, permissions: [a:read] }\n  looker: { base: viewer, permissions: [b:read] }\n";
    const declared = { "acme/organization.yaml": `${files["acme/organization.yaml"] ?? ""}${rest}` };
    const to = (live: string) =>
      actions(
        planOf(declared, { entities: [...admins, kim, member("lee", live, "deactivated"), ...custom] }),
      );
    expect(to("reader")).toEqual(["change_role lee"]);
    expect(to("viewer")).toEqual([]);
    expect(to("admin")).toEqual(["demote lee"]);
  });

  it("is compared with what the role that they have is about to be", () => {
    const custom = [role("reader", "viewer", ["a:read"])];
    const files = entry("state: deactivated, role: looker");
    const roles = (reader: string) =>
      `roles:\n  reader: { base: viewer, permissions: [${reader}] }\n  looker: { base: viewer, permissions: [b:read] }\n`;
    const to = (reader: string, state: "active" | "deactivated") =>
      actions(
        planOf(
          { "acme/organization.yaml": `${files["acme/organization.yaml"] ?? ""}${roles(reader)}` },
          { entities: [...admins, kim, member("lee", "reader", state), ...custom] },
        ),
      );
    const [made, changed] = ["create_role looker", "update_role reader"];
    // Another, of the same reach by the end of this plan; and one that allows more than that.
    expect(to("b:read", "deactivated")).toEqual([made, changed, "change_role lee"]);
    expect(to("b:read", "active")).toEqual([made, changed, "deactivate lee", "change_role lee"]);
    expect(to("", "deactivated")).toEqual([made, changed]);
  });

  it("says nothing of who is removed, or was never there", () => {
    const removed = entry("state: removed, role: viewer");
    const live = { entities: [...admins, kim, member("lee", "editor")] };
    expect(actions(planOf(removed, live))).toEqual(["remove lee"]);
    const left = { entities: [...admins, kim, member("lee", "editor", "left")] };
    expect(actions(planOf(entry("state: deactivated, role: viewer"), left))).toEqual([]);
    expect(
      actions(planOf(entry("state: deactivated, role: viewer"), { entities: [...admins, kim] })),
    ).toEqual([]);
  });

  it("counts where the entry says so itself, and not where a date has ended it", () => {
    const live = { entities: [...admins, kim, member("lee", "editor")] };
    expect(actions(planOf(entry("role: viewer, expires: 2026-11-01"), live))).toEqual(["deactivate lee"]);
  });

  it("waits until what the old role may own is somebody else's", () => {
    const files = entry('state: deactivated, role: viewer, at_once: "x", successor: kim@acme.example');
    const holdings = { lee: holds("pipeline:nightly") };
    const plan = planOf(files, { entities: [...admins, kim, member("lee", "editor")], holdings });
    expect(actions(plan)).toEqual(["deactivate lee", "transfer pipeline:nightly", "demote lee"]);
    expect(needsOf(plan, "demote", "lee").sort()).toEqual(["deactivate lee", "transfer pipeline:nightly"]);
  });

  it.each(["active", "deactivated"] as const)("says who is missing to receive it (%s)", (state) => {
    const files = entry('state: deactivated, role: viewer, at_once: "x"');
    const holdings = { lee: holds("pipeline:nightly") };
    const plan = planOf(files, { entities: [...admins, kim, member("lee", "editor", state)], holdings });
    expect(withheld(plan)).toEqual(["no_successor demote lee", "no_successor transfer pipeline:nightly"]);
    for (const { message } of plan.withheld) expect(message).toContain("nobody is there to receive");
  });

  it("of somebody who is no admin any more costs no admin", () => {
    const files = filesOf({
      policy: "  guards: { min_admins: 2 }",
      members: "  lee@acme.example: { state: deactivated, role: viewer }",
    });
    const plan = planOf(files, { entities: [...admins, member("lee", "admin", "deactivated")] });
    expect(actions(plan)).toEqual(["demote lee"]);
    expect(plan.findings).toEqual([]);
  });
});

describe("a custom role that is deleted", () => {
  const policy = "  unlisted: { roles: delete }";
  const boss = role("boss", "admin");

  it("leaves its base to who goes from it, an admin's, too, whose place that does not take", () => {
    const plan = planOf(entry("state: deactivated", policy), {
      entities: [...admins, kim, member("lee", "boss"), boss],
    });
    expect(actions(plan)).toEqual(["deactivate lee", "change_role lee", "delete_role boss"]);
    expect([plan.withheld, plan.findings]).toEqual([[], []]);
    expect(needsOf(plan, "change_role", "lee")).toEqual(["deactivate lee"]);
  });

  it("keeps an admin until another is there, whatever role they are left with", () => {
    const entities = [...admins, kim, member("lee", "boss"), boss];
    const plan = planOf(entry("state: deactivated", `${policy}\n  guards: { min_admins: 3 }`), { entities });
    expect(withheld(plan)).toContain("depends deactivate lee");
    expect(plan.withheld.map(({ message }) => message).join()).not.toContain("circle");
  });

  it("goes from who is gone already where an entry names them, and from nobody else", () => {
    const entities = [...admins, kim, boss, member("lee", "boss", "deactivated")];
    expect(actions(planOf(entry("state: deactivated", policy), { entities }))).toEqual([
      "change_role lee",
      "delete_role boss",
    ]);
    const unnamed = filesOf({ policy, members: "  kim@acme.example: editor" });
    expect(withheld(planOf(unnamed, { entities }))).toContain("depends delete_role boss");
  });
});
