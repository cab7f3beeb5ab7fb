/** How closely a reviewer must look at each change: what lets somebody do more than own things, and whatever is lost. */
import { describe, expect, it } from "vitest";
import { riskOfShare } from "../../../src/kinds/share/verbs.ts";
import { lossOf, riskOf } from "../../../src/kinds/verbs.ts";
import type { Draft } from "../../../src/kinds/draft.ts";
import type { SidesOf } from "../../../src/kinds/step.ts";
import type { Entity, Kind } from "../../../src/model/entity.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import type { Risk, Verb } from "../../../src/model/plan.ts";
import type { Roles } from "../../../src/model/role.ts";
import { github } from "../../../src/model/vocabularies/github.ts";
import { planasonix } from "../../../src/model/vocabularies/planasonix.ts";
import { stateOf } from "../../fakes/planasonix.ts";
import { sidesOf } from "../../fakes/short.ts";
import { account, member } from "../plan/planning.ts";

const managing = "admin:organization";
/** Of each role what it may do before the plan and after it. */
const moves: Readonly<Record<string, readonly [before: readonly string[], after: readonly string[]]>> = {
  harmless: [["pipelines:run"], ["pipelines:run"]],
  unheard: [["x:y"], ["x:y"]],
  rising: [[], [managing]],
  falling: [[managing], []],
};
const side = (index: 0 | 1): Roles => ({
  vocabulary: planasonix,
  custom: new Map(
    Object.entries(moves).map(([name, of]) => [name, { base: "viewer", permissions: of[index] }]),
  ),
});
const roles = { before: side(0), after: side(1) };

interface Told {
  readonly before?: JsonObject;
  readonly after?: JsonObject;
  readonly key?: string;
  readonly kind?: Kind;
}

/** The risk of a change; with what it loses, unless that is left out of account. */
function risk(verb: Verb, told: Told, live: readonly Entity[] = [], loses = true): Risk {
  const sides = sidesOf(verb, told);
  const loss = loses ? lossOf(verb, sides as unknown as SidesOf<Verb>, planasonix) : null;
  const draft = { verb, kind: told.kind ?? "member", key: told.key ?? "x", ...sides, loss };
  return riskOf(draft as unknown as Draft, { roles, live: stateOf(live) });
}

describe("a role that somebody is given", () => {
  const giving = [
    "invite",
    "reinvite",
    "correct_invitation",
    "reactivate",
    "promote",
    "change_role",
    "create_service_account",
    "update_service_account",
  ] as const;

  it.each(giving)("is looked at closely where it is a powerful one: %s", (verb) => {
    const before: JsonObject = verb === "update_service_account" ? { role: "viewer" } : {};
    const given = (role: string) => risk(verb, { before, after: { role } });
    expect(["viewer", "editor", "maintainer", "harmless", "falling"].map(given)).toEqual(
      Array(5).fill("low"),
    );
    expect(["admin", "unheard", "rising"].map(given)).toEqual(Array(3).fill("high"));
    expect(risk(verb, { before, after: {} })).toBe("low");
  });

  it("is looked at closely where an account comes to do less: it may stop to work", () => {
    const changed = (from: string, to: string) =>
      risk("update_service_account", { before: { role: from }, after: { role: to } });
    expect(changed("editor", "viewer")).toBe("high");
    expect(changed("falling", "harmless")).toBe("high");
    // It manages users now, and will do no more than a viewer.
    expect(changed("falling", "falling")).toBe("high");
    expect(changed("viewer", "editor")).toBe("low");
    expect(changed("editor", "member")).toBe("low");
  });
});

describe("a custom role", () => {
  const update = (from: readonly string[], to: readonly string[], live: readonly Entity[] = []): Risk => {
    const fields = (permissions: readonly string[]) => ({ name: "harmless", base: "viewer", permissions });
    const told = { key: "harmless", before: fields(from), after: fields(to) };
    return risk("update_role", { ...told, kind: "role" }, live, false);
  };

  it("is made with a look where it will be powerful", () => {
    const made = (key: string) => risk("create_role", { key, kind: "role" });
    expect(["harmless", "falling"].map(made)).toEqual(["low", "low"]);
    expect(["unheard", "rising"].map(made)).toEqual(["high", "high"]);
  });

  it("is changed with a look where it will be powerful, whoever holds it", () => {
    const changed = (key: string) => risk("update_role", { key, kind: "role" });
    expect(["harmless", "falling"].map(changed)).toEqual(["low", "low"]);
    expect(["unheard", "rising"].map(changed)).toEqual(["high", "high"]);
  });

  it("is changed with a look where somebody who holds it may do more by that", () => {
    const [less, more] = [["pipelines:read"], ["pipelines:read", "pipelines:run"]];
    const holders: readonly Entity[] = [
      member("lee", "harmless"),
      account("ci", "harmless", { kind: "team", key: "one" }),
    ];
    for (const holder of holders) {
      expect(update(less, more, [holder])).toBe("high");
      expect(update(more, less, [holder])).toBe("low");
    }
    expect(update(less, more, [member("lee", "editor")])).toBe("low");
  });
});

describe("a share", () => {
  const shared = (level: string, resource = "pipeline") => ({ resource, level });

  it("is looked at closely at a level that nobody knows, before or after", () => {
    expect(risk("share", { after: shared("edit") })).toBe("low");
    expect(risk("share", { after: shared("own") })).toBe("high");
    expect(risk("change_share", { before: shared("view"), after: shared("edit") })).toBe("low");
    expect(risk("change_share", { before: shared("own"), after: shared("edit") })).toBe("high");
    expect(risk("change_share", { before: shared("view"), after: shared("own") })).toBe("high");
  });

  it("is looked at closely at the level that lets its holder let in others", () => {
    const levels = ["pull", "triage", "push", "maintain", "admin"];
    const closely = levels.filter(
      (level) => riskOfShare({ resource: "repository", level }, github) === "high",
    );
    expect(closely).toEqual(["admin"]);
  });
});

describe("what somebody hands over", () => {
  it.each([
    ["connection", "high"],
    ["pipeline", "low"],
    ["schedule", "low"],
  ] as const)(
    "is looked at closely where it lets its owner use what is another's: %s",
    (resource, expected) => {
      expect(risk("transfer", { kind: "ownership", before: { resource }, after: { resource } })).toBe(
        expected,
      );
    },
  );

  it("is not where a service account is answered for by another", () => {
    expect(risk("transfer", { kind: "service_account" })).toBe("low");
  });
});

it("is high for what nobody may overlook, and for whatever is lost", () => {
  for (const verb of ["change_email", "grant_role", "create_key", "rotate_key"] as const)
    expect([verb, risk(verb, {})]).toEqual([verb, "high"]);
  expect(risk("demote", { before: { role: "editor" }, after: { role: "viewer" } })).toBe("high");
  const place = (role: string) => ({ team: "one", member: "x", role });
  expect(risk("change_team_role", { before: place("lead"), after: place("member") })).toBe("high");
  expect(risk("change_team_role", { before: place("member"), after: place("lead") })).toBe("low");
});
