/** Roles that may not own: whoever gets one hands over first what they own, or keeps the role that they have. */
import { textOf } from "../../../src/model/jsonFields.ts";
import { describe, expect, it } from "vitest";
import {
  actions,
  account,
  admins,
  at,
  filesOf,
  holds,
  member,
  needsOf,
  planOf,
  planSince,
  role,
  withheld,
} from "./planning.ts";

const lee = member("lee", "editor");
const kim = member("kim", "editor");
const owning = { kim: holds("pipeline:sales", "connection:crm") };
const files = (entry: string, more = { policy: "  successor: lee@acme.example", rest: "" }) =>
  filesOf({ ...more, members: `  lee@acme.example: editor\n  kim@acme.example: ${entry}` });
const everybody = [...admins, lee, kim];
const handedOver = ["transfer connection:crm", "transfer pipeline:sales"];

describe("whoever is lowered below owning", () => {
  it.each([
    ["viewer", "editor", "demote", ""],
    ["{ role: viewer, expires: 2026-12-24 }", "editor", "demote", ""],
    ["viewer", "maintainer", "demote", ""],
    ["{ role: admin, until: 2026-11-01, then: viewer }", "admin", "demote", ""],
    ["reader", "editor", "demote", "roles:\n  reader: { base: viewer, permissions: [] }"],
    ["steward", "editor", "promote", "roles:\n  steward: { base: viewer, permissions: [members:manage] }"],
  ])("to %s from %s hands over first", (entry, was, verb, rest) => {
    const plan = planOf(files(entry, { policy: "  successor: lee@acme.example", rest }), {
      entities: [...admins, lee, member("kim", was)],
      holdings: owning,
    });
    expect(actions(plan).slice(-3)).toEqual([...handedOver, `${verb} kim`]);
    expect(needsOf(plan, verb, "kim")).toEqual(expect.arrayContaining(handedOver));
    expect(plan.actions.find((action) => action.verb === "transfer")).toMatchObject({
      after: { owner: at("lee") },
      because: expect.stringMatching(/^the role \w+ may not own it$/) as unknown,
    });
  });

  it("keeps what a role may own, and service accounts, which anybody may", () => {
    const ci = account("ci", "editor", { kind: "member", key: at("kim") });
    const lowered = planOf(files("editor"), {
      entities: [...admins, lee, member("kim", "admin")],
      holdings: owning,
    });
    expect(actions(lowered)).toEqual(["demote kim"]);
    expect(actions(planOf(files("viewer"), { entities: [...everybody, ci] }))).toEqual(["demote kim"]);
  });

  it("is let in again as a viewer without what they owned", () => {
    const plan = planOf(files("viewer"), {
      entities: [...admins, lee, member("kim", "editor", "deactivated")],
      holdings: owning,
    });
    expect(actions(plan)).toEqual([...handedOver, "reactivate kim"]);
  });

  it("is withheld alone where nobody is there to receive, with the line to write", () => {
    const lone = filesOf({
      members: "  lee@acme.example: viewer\n  kim@acme.example: viewer\n  rob@acme.example: viewer",
    });
    const live = { entities: [...everybody, member("rob", "editor")], holdings: owning };
    const plan = planOf(lone, live);
    expect(actions(plan)).toEqual(["demote lee", "demote rob"]);
    expect(withheld(plan)).toEqual(["no_successor demote kim"]);
    const [{ message } = { message: "" }] = plan.withheld;
    expect(message).toContain("pipeline sales, connection crm");
    expect(message).toContain("write successor: SOMEBODY (an active editor or above) at kim@acme.example");
    // Somebody does just that.
    const named = filesOf({
      members:
        "  lee@acme.example: viewer\n  kim@acme.example: { role: viewer, successor: ana@acme.example }\n  rob@acme.example: viewer",
    });
    expect(withheld(planOf(named, live))).toEqual([]);
  });

  it("is never handed what another one hands over, nor is who leaves", () => {
    const chain = filesOf({
      members: [
        "  lee@acme.example: { role: viewer, successor: kim@acme.example }",
        "  kim@acme.example: { role: viewer, successor: rob@acme.example }",
        "  rob@acme.example: { state: deactivated, successor: ana@acme.example }",
      ].join("\n"),
    });
    const plan = planOf(chain, {
      entities: [...everybody, member("rob", "editor")],
      holdings: { lee: holds("pipeline:a"), kim: holds("pipeline:b"), rob: holds("pipeline:c") },
    });
    expect(actions(plan)).toEqual([
      "transfer pipeline:b",
      "transfer pipeline:c",
      "demote kim",
      "deactivate rob",
    ]);
    // Whoever stands in for the one who leaves.
    expect(plan.actions.slice(0, 2).map(({ after }) => textOf(after, "owner"))).toEqual([
      at("ana"),
      at("ana"),
    ]);
    expect(withheld(plan)).toEqual(["no_successor demote lee"]);
  });

  it("waits for a receiver who is only invited, as editor until then", () => {
    const invited = filesOf({
      policy: "  successor: zoe@acme.example",
      members: "  zoe@acme.example: editor\n  kim@acme.example: viewer",
    });
    const entities = [...admins, member("zoe", "editor", "pending"), member("kim", "admin")];
    const plan = planOf(invited, { entities, holdings: owning });
    expect(plan.actions.map(({ verb, after }) => [verb, textOf(after, "role")])).toEqual([
      ["demote", "editor"],
    ]);
    expect(withheld(plan).sort()).toEqual([
      "waiting demote kim",
      "waiting invite zoe",
      "waiting transfer connection:crm",
      "waiting transfer pipeline:sales",
    ]);
    const next = planOf(invited, {
      entities: [...admins, member("zoe", "editor"), member("kim", "editor")],
      holdings: owning,
    });
    expect(actions(next)).toEqual([...handedOver, "demote kim"]);
  });

  it("is withheld where what they own was not read to the end", () => {
    const plan = planOf(files("viewer"), {
      entities: everybody,
      holdings: { kim: { ...holds(), coverage: { complete: false, reason: "It broke off." } } },
    });
    expect(withheld(plan)).toEqual(["depends demote kim"]);
    expect(plan.withheld[0]?.message).toContain("It broke off.");
    expect(plan.unread).toHaveLength(1);
  });

  it("is withheld where the files say that they own it", () => {
    const plan = planOf(
      files("viewer", {
        policy: "  successor: lee@acme.example",
        rest: "ownership:\n  pipelines: { sales: kim@acme.example }",
      }),
      {
        entities: [
          ...everybody,
          {
            kind: "ownership",
            key: "pipeline:sales",
            resource: "pipeline",
            name: "sales",
            owner: at("kim"),
            id: "id_sales",
          },
        ],
        resources: [{ kind: "pipeline", id: "id_sales", name: "sales" }],
        holdings: owning,
      },
    );
    expect(actions(plan)).toEqual([]);
    expect(withheld(plan)).toEqual(["no_successor demote kim"]);
    expect(plan.withheld[0]?.message).toContain("name somebody else under ownership");
  });
});

describe("a role that is lowered below owning", () => {
  const lead = role("lead", "editor");
  const policy = "  successor: ana@acme.example";
  const lowered = (members: string, more = policy) =>
    filesOf({ policy: more, members, rest: "roles:\n  lead: { base: viewer, permissions: [] }" });

  it("waits for what everybody who holds it owns, whether a file names them or not", () => {
    const plan = planOf(lowered("  kim@acme.example: lead"), {
      entities: [...admins, lead, member("kim", "lead"), member("uma", "lead")],
      holdings: { kim: holds("pipeline:a"), uma: holds("pipeline:b") },
    });
    expect(actions(plan)).toEqual(["transfer pipeline:a", "transfer pipeline:b", "update_role lead"]);
    expect(needsOf(plan, "update_role", "lead")).toEqual(["transfer pipeline:a", "transfer pipeline:b"]);
  });

  it("waits for what a leaver in it owns, and for who gets another role that allows it", () => {
    const plan = planOf(lowered("  kim@acme.example: editor\n  uma@acme.example: { state: deactivated }"), {
      entities: [...admins, lead, member("kim", "lead"), member("uma", "lead")],
      holdings: { kim: holds("pipeline:a"), uma: holds("pipeline:b") },
    });
    expect(needsOf(plan, "update_role", "lead").sort()).toEqual(["change_role kim", "transfer pipeline:b"]);
    expect(actions(plan)).not.toContain("transfer pipeline:a");
  });

  it("is withheld, and nobody hands anything over for it, while one of them cannot", () => {
    const plan = planOf(
      lowered(
        "  kim@acme.example: { role: lead, successor: ana@acme.example }\n  uma@acme.example: lead",
        "",
      ),
      {
        entities: [...admins, lead, member("kim", "lead"), member("uma", "lead")],
        holdings: { kim: holds("pipeline:a"), uma: holds("pipeline:b") },
      },
    );
    expect(actions(plan)).toEqual([]);
    expect(withheld(plan)).toEqual(["no_successor update_role lead"]);
    expect(plan.withheld[0]?.message).toContain("at uma@acme.example in members");
  });
});

describe("the cause of such a transfer", () => {
  const change = (before: string, after: string, was = "editor") =>
    planSince(files(before), files(after), {
      entities: [...admins, lee, member("kim", was)],
      holdings: owning,
    }).actions.map(({ verb, cause }) => `${verb} ${cause}`);
  const all = (verb: string, cause: string) => [`transfer ${cause}`, `transfer ${cause}`, `${verb} ${cause}`];

  it("is that of the lowering", () => {
    expect(change("editor", "viewer")).toEqual(all("demote", "change"));
    // Both files say so: somebody gave them more at the service.
    expect(change("viewer", "viewer")).toEqual([]);
    expect(change("admin", "viewer", "admin")).toEqual(all("demote", "change"));
  });
});
