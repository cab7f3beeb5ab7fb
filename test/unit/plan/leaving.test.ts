/** Leaving, rule by rule: nobody goes while they own something, access first where the files say so, and it ends. */
import { textOf } from "../../../src/model/jsonFields.ts";
import { describe, expect, it } from "vitest";
import { isBlocked } from "../../../src/model/plan.ts";
import {
  account,
  accountKey,
  actions,
  admins,
  at,
  blocks,
  filesOf,
  holds,
  member,
  needsOf,
  planOf,
  planSince,
  role,
  share,
  team,
  withheld,
} from "./planning.ts";

const people = "  lee@acme.example: editor";
const lee = member("lee", "editor");
const rob = member("rob", "maintainer");
const leaves = (how: string, more = "") =>
  filesOf({ members: `${people}\n  rob@acme.example: ${how}\n${more}` });
const gone = leaves("{ state: deactivated, successor: lee@acme.example }");

describe("nobody goes while they own something", () => {
  it("waits for the deletion of a service account of theirs", () => {
    const files = filesOf({
      policy: "  unlisted: { service_accounts: delete, keys: delete }",
      members: `${people}\n  rob@acme.example: { state: removed, successor: lee@acme.example }`,
    });
    const plan = planOf(files, {
      entities: [...admins, lee, rob, account("ci", "editor", { kind: "member", key: at("rob") })],
    });
    expect(actions(plan)).toEqual(["delete_service_account ci", "remove rob"]);
    expect(needsOf(plan, "remove", "rob")).toEqual(["delete_service_account ci"]);
  });

  it("stays while a service account of theirs cannot be deleted", () => {
    const files = filesOf({
      policy: "  unlisted: { service_accounts: delete }",
      members: `${people}\n  rob@acme.example: { state: removed, successor: lee@acme.example }`,
    });
    const plan = planOf(files, {
      entities: [
        ...admins,
        lee,
        rob,
        account("ci", "editor", { kind: "member", key: at("rob") }),
        accountKey("ci", "main"),
      ],
    });
    expect(actions(plan)).toEqual([]);
    expect(withheld(plan)).toEqual([
      "unmanaged revoke_key ci/main",
      "depends remove rob",
      "depends delete_service_account ci",
    ]);
    expect(plan.withheld.find((item) => item.verb === "delete_service_account")?.message).toContain(
      "unlisted.keys: delete",
    );
  });

  it("hands over a thing that shares its name with one that the files hand over", () => {
    const files = leaves(
      "{ state: deactivated, successor: lee@acme.example }",
      "ownership:\n  pipelines: { sales: lee@acme.example }",
    );
    const plan = planOf(files, {
      entities: [
        ...admins,
        lee,
        rob,
        {
          kind: "ownership",
          key: "pipeline:sales",
          resource: "pipeline",
          name: "sales",
          owner: at("rob"),
          id: "id_1",
        },
      ],
      resources: [{ kind: "pipeline", id: "id_1", name: "sales" }],
      holdings: {
        rob: {
          ...holds(),
          resources: [
            { kind: "pipeline", id: "id_1", name: "sales" },
            { kind: "pipeline", id: "id_2", name: "sales" },
          ],
        },
      },
    });
    const transfers = plan.actions.filter((action) => action.verb === "transfer");
    expect(transfers.map((action) => textOf(action.after, "id")).sort()).toEqual(["id_1", "id_2"]);
    expect(plan.actions.at(-1)?.needs).toEqual(transfers.map((action) => action.id).sort());
  });

  it("hands over to somebody who is let in again by the same plan", () => {
    const files = leaves("{ state: deactivated, successor: kim@acme.example }", "  kim@acme.example: editor");
    const plan = planOf(files, {
      entities: [...admins, lee, rob, member("kim", "editor", "deactivated")],
      holdings: { rob: holds("pipeline:sales") },
    });
    expect(actions(plan)).toEqual(["reactivate kim", "transfer pipeline:sales", "deactivate rob"]);
    expect(needsOf(plan, "transfer", "pipeline:sales")).toEqual(["reactivate kim"]);
  });

  it("finds the manager of a team that shares the thing, whichever name the share has", () => {
    const files = filesOf({
      members: `${people}\n  rob@acme.example: { state: deactivated }`,
      rest: "teams:\n  data: { manager: lee@acme.example }",
    });
    const plan = planOf(files, {
      entities: [
        ...admins,
        lee,
        rob,
        team("data", { manager: at("lee") }),
        // Nothing names a pipeline, so their list was not read, and a share knows no more than an id.
        share("pipeline", "id_sales", { kind: "team", key: "data" }, "edit"),
      ],
      holdings: { rob: holds("pipeline:sales") },
    });
    expect(actions(plan)).toEqual(["transfer pipeline:sales", "deactivate rob"]);
  });

  it("is reduced while the transfer that the files ask for waits", () => {
    const files = leaves(
      "{ state: deactivated }",
      "  kim@acme.example: editor\nownership:\n  pipelines: { sales: kim@acme.example }",
    );
    const plan = planOf(files, {
      entities: [
        ...admins,
        lee,
        rob,
        {
          kind: "ownership",
          key: "pipeline:sales",
          resource: "pipeline",
          name: "sales",
          owner: at("rob"),
          id: "id_sales",
        },
      ],
      resources: [{ kind: "pipeline", id: "id_sales", name: "sales" }],
      holdings: { rob: holds("pipeline:sales") },
    });
    expect(actions(plan)).toEqual(["invite kim", "demote rob"]);
    expect(withheld(plan)).toEqual(["waiting deactivate rob", "waiting transfer pipeline:sales"]);
  });

  it("is reduced from a custom role that may do more than an editor", () => {
    const files = filesOf({
      members: `${people}\n  kim@acme.example: editor\n  rob@acme.example: { state: deactivated, successor: kim@acme.example }`,
      rest: "roles:\n  keeper: { base: viewer, permissions: [admin:organization] }",
    });
    const plan = planOf(files, {
      entities: [
        ...admins,
        lee,
        role("keeper", "viewer", ["admin:organization"]),
        member("rob", "keeper"),
        account("ci", "editor", { kind: "member", key: at("rob") }),
      ],
    });
    expect(actions(plan)).toEqual(["invite kim", "demote rob"]);
  });

  describe("while they wait, with a role that changes in the same plan", () => {
    const plan = (before: readonly [string, ...string[]], after: string) => {
      const [base, ...permissions] = before;
      return planOf(
        filesOf({
          members: `${people}\n  kim@acme.example: editor\n  rob@acme.example: { state: deactivated, successor: kim@acme.example }`,
          rest: `roles:\n  keeper: ${after}`,
        }),
        {
          entities: [
            ...admins,
            lee,
            role("keeper", base, permissions),
            member("rob", "keeper"),
            account("ci", "editor", { kind: "member", key: at("rob") }),
          ],
        },
      );
    };
    const users = "{ base: editor, permissions: [admin:organization] }";

    it("is reduced once the role may do more than an editor", () => {
      const widened = plan(["editor"], "{ base: maintainer, permissions: [] }");
      expect(actions(widened)).toEqual(["invite kim", "update_role keeper", "demote rob"]);
      expect(needsOf(widened, "demote", "rob")).toEqual(["update_role keeper"]);
    });

    it("is reduced before the role lets them manage users", () => {
      const widened = plan(["editor"], users);
      expect(actions(widened)).toEqual(["invite kim", "demote rob", "update_role keeper"]);
      expect(needsOf(widened, "demote", "rob")).toEqual([]);
      expect(needsOf(widened, "update_role", "keeper")).toEqual(["demote rob"]);
    });

    it("is not raised to editor first", () => {
      const widened = plan(["viewer"], users);
      expect(actions(widened)).toEqual(["invite kim", "update_role keeper", "demote rob"]);
      expect(needsOf(widened, "demote", "rob")).toEqual(["update_role keeper"]);
    });

    it("is reduced without waiting where the role may do more already", () => {
      const wider = plan(["maintainer"], "{ base: maintainer, permissions: [pipelines:run] }");
      expect(actions(wider)).toEqual(["invite kim", "update_role keeper", "demote rob"]);
      expect(needsOf(wider, "demote", "rob")).toEqual([]);
    });

    it("keeps a role that will be no more than editor", () => {
      const narrowed = plan(["editor", "admin:organization"], "{ base: editor, permissions: [] }");
      expect(actions(narrowed)).toEqual(["invite kim", "update_role keeper"]);
      expect(withheld(narrowed)).toContain("waiting deactivate rob");
    });
  });
});

describe("at once", () => {
  const atOnce = (state: string, successor = "lee@acme.example") =>
    leaves(`{ state: ${state}, successor: ${successor}, at_once: "incident" }`, "  kim@acme.example: editor");
  const kim = member("kim", "editor");

  it("somebody who has lost access already hands over before they are removed", () => {
    const plan = planOf(atOnce("removed"), {
      entities: [...admins, lee, kim, member("rob", "editor", "deactivated")],
      holdings: { rob: holds("pipeline:sales") },
    });
    expect(actions(plan)).toEqual(["transfer pipeline:sales", "remove rob"]);
  });

  it("loses access although nobody is there to receive", () => {
    const files = filesOf({ members: '  rob@acme.example: { state: removed, at_once: "incident" }' });
    const plan = planOf(files, {
      entities: [...admins, rob],
      holdings: {
        rob: { ...holds("pipeline:sales"), keys: [{ id: "key_1", name: "laptop" }] },
      },
    });
    expect(actions(plan)).toEqual(["revoke_key rob/key_1", "deactivate rob"]);
    expect(withheld(plan)).toEqual(["no_successor remove rob"]);
  });

  it.each([
    ["deactivated", ["no_successor transfer schedule:nightly"]],
    // An earlier run may have been stopped after it took their access.
    ["removed", ["no_successor remove rob"]],
  ])("somebody %s who has lost access hands over what somebody is there to receive", (state, waiting) => {
    const files = filesOf({
      members: `${people}\n  rob@acme.example: { state: ${state}, at_once: "incident" }`,
      rest: "ownership:\n  pipelines: { sales: lee@acme.example }",
    });
    const plan = planOf(files, {
      entities: [
        ...admins,
        lee,
        member("rob", "maintainer", "deactivated"),
        {
          kind: "ownership",
          key: "pipeline:sales",
          resource: "pipeline",
          name: "sales",
          owner: at("rob"),
          id: "id_sales",
        },
      ],
      resources: [{ kind: "pipeline", id: "id_sales", name: "sales" }],
      holdings: {
        rob: {
          ...holds("pipeline:sales", "schedule:nightly", "schedule:weekly"),
          keys: [{ id: "key_1", name: "laptop" }],
        },
      },
    });
    expect(actions(plan)).toEqual(["transfer pipeline:sales", "revoke_key rob/key_1"]);
    expect(withheld(plan)).toEqual(waiting);
    expect(plan.withheld[0]?.message).toContain("schedule nightly, schedule weekly");
  });

  it("loses access first, even before a transfer that the files ask for", () => {
    const files = leaves(
      '{ state: deactivated, at_once: "incident" }',
      "ownership:\n  pipelines: { sales: lee@acme.example }",
    );
    const plan = planOf(files, {
      entities: [
        ...admins,
        lee,
        rob,
        {
          kind: "ownership",
          key: "pipeline:sales",
          resource: "pipeline",
          name: "sales",
          owner: at("rob"),
          id: "id_sales",
        },
      ],
      resources: [{ kind: "pipeline", id: "id_sales", name: "sales" }],
      holdings: { rob: holds("pipeline:sales") },
    });
    expect(actions(plan)).toEqual(["deactivate rob", "transfer pipeline:sales"]);
  });

  it("is one person who leaves: for the loss that is allowed, for the admins that must stay, for the seat", () => {
    const members = ["x", "y"].map(
      (name) => `  ${name}@acme.example: { state: removed, at_once: "incident" }`,
    );
    const files = filesOf({
      policy: "  successor: ana@acme.example",
      members: `  new@acme.example: editor\n  two@acme.example: editor\n  six@acme.example: editor\n${members.join("\n")}`,
    });
    const plan = planOf(files, {
      entities: [...admins, member("x", "admin"), member("y", "editor")],
      holdings: { x: holds("pipeline:a"), y: holds("pipeline:b") },
      seats: { total: 4, used: 4 },
    });
    expect(blocks(plan)).toEqual([]);
    expect(
      actions(plan)
        .filter((text) => /^(remove|deactivate)/.test(text))
        .sort(),
    ).toEqual(["deactivate x", "deactivate y", "remove x", "remove y"]);
    expect(withheld(plan)).toEqual(["no_seat invite two"]);
  });

  it("whose things could not be read to the end loses access, and is not removed", () => {
    const plan = planOf(atOnce("removed"), {
      entities: [...admins, lee, kim, rob],
      holdings: { rob: { ...holds(), coverage: { complete: false, reason: "The list broke off." } } },
    });
    expect(actions(plan)).toEqual(["deactivate rob"]);
    expect(withheld(plan)).toEqual(["depends remove rob"]);
  });
});

describe("leaving ends", () => {
  const live = { entities: [...admins, lee, rob], holdings: { rob: holds("pipeline:sales") } };

  it("when a later change names the successor who was missing", () => {
    const nobody = leaves("{ state: deactivated }");
    expect(withheld(planOf(nobody, live))).toEqual(["no_successor deactivate rob"]);
    const plan = planSince(nobody, gone, live);
    expect(plan.actions.map(({ verb, cause }) => `${cause} ${verb}`)).toEqual([
      "change transfer",
      "change deactivate",
    ]);
  });

  it("although what they own came to them by drift", () => {
    const owned = "ownership:\n  pipelines: { sales: lee@acme.example }";
    const before = leaves("maintainer", owned);
    const after = leaves("{ state: deactivated }", owned);
    const plan = planSince(before, after, {
      ...live,
      entities: [
        ...live.entities,
        {
          kind: "ownership",
          key: "pipeline:sales",
          resource: "pipeline",
          name: "sales",
          owner: at("rob"),
          id: "id_sales",
        },
      ],
      resources: [{ kind: "pipeline", id: "id_sales", name: "sales" }],
    });
    expect(actions(plan)).toEqual(["transfer pipeline:sales", "deactivate rob"]);
  });

  it("with as many keys of their own as they may have", () => {
    const keys = ["a", "b", "c", "d"].map((name) => ({ id: `key_${name}`, name }));
    const plan = planOf(gone, { ...live, holdings: { rob: { ...holds(), keys } } });
    expect(isBlocked(plan)).toBe(false);
    expect(actions(plan)).toHaveLength(5);
  });

  it("for somebody who left by themselves and still owns something", () => {
    const plan = planOf(gone, {
      entities: [...admins, lee, member("rob", "maintainer", "left")],
      holdings: { rob: holds("pipeline:sales") },
    });
    expect(actions(plan)).toEqual(["transfer pipeline:sales"]);
  });
});

describe("keys that may have been copied", () => {
  it("are no task any more where the plan revokes them", () => {
    const files = filesOf({
      policy: "  unlisted: { service_accounts: delete, keys: delete }",
      members: `${people}\n  rob@acme.example: { state: deactivated, successor: lee@acme.example }`,
    });
    const plan = planOf(files, {
      entities: [
        ...admins,
        lee,
        rob,
        account("ci", "editor", { kind: "member", key: at("rob") }),
        accountKey("ci", "main", { createdBy: "usr_rob" }),
      ],
    });
    expect(actions(plan)).toEqual(["revoke_key ci/main", "delete_service_account ci", "deactivate rob"]);
    expect(plan.follow_ups).toEqual([]);
  });
});
