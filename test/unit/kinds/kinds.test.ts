/** What each kind is, frozen: verbs of what is unclear, what a key says by itself, and whom it names. */
import { describe, expect, it } from "vitest";
import type { MemberState } from "../../../src/model/entities/member.ts";
import { kinds, type Kind } from "../../../src/model/entity.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import type { Verb } from "../../../src/model/plan.ts";
import { belongings, kindOf, refs, subjectOf } from "../../../src/kinds/kinds.ts";
import { verbOfTwo, verbWhenUnclear } from "../../../src/kinds/verbs.ts";
import { membershipKey, membershipOf } from "../../../src/kinds/membership/kind.ts";
import { shareKey, shareOf } from "../../../src/kinds/share/kind.ts";
import { github } from "../../../src/model/vocabularies/github.ts";
import { planasonix } from "../../../src/model/vocabularies/planasonix.ts";

type Facts = readonly [unclear: Verb, made: Verb, ended: Verb];

const facts: Readonly<Record<Kind, Facts>> = {
  member: ["deactivate", "deactivate", "deactivate"],
  team: ["rename_team", "create_team", "delete_team"],
  team_membership: ["join_team", "join_team", "join_team"],
  role: ["update_role", "create_role", "delete_role"],
  share: ["share", "share", "unshare"],
  service_account: ["update_service_account", "create_service_account", "delete_service_account"],
  key: ["create_key", "create_key", "revoke_key"],
  ownership: ["transfer", "transfer", "transfer"],
  role_grant: ["grant_role", "grant_role", "grant_role"],
};

const team = { kind: "team", key: "finance", slug: "finance" } as const;

describe("what is not clear", () => {
  it.each(kinds)("has the verbs of its kind: %s", (kind) => {
    const [unclear, made, ended] = facts[kind];
    expect(verbWhenUnclear(kind, null, planasonix)).toBe(unclear);
    expect(verbOfTwo(kind, null, planasonix)).toBe(ended);
    // Only of members does the verb depend on what is declared.
    if (kind !== "member") expect(verbOfTwo(kind, team, planasonix)).toBe(made);
  });

  it("is what a member is to be", () => {
    const verb = (state: MemberState): Verb =>
      verbWhenUnclear(
        "member",
        { kind: "member", key: "a@x.example", email: "a@x.example", state },
        planasonix,
      );
    expect([verb("active"), verb("deactivated"), verb("removed")]).toEqual([
      "invite",
      "deactivate",
      "remove",
    ]);
  });

  it("is how people leave there, of somebody whom no file names", () => {
    expect(verbWhenUnclear("member", null, github)).toBe("remove");
  });
});

const shown = (kind: Kind, key: string): string =>
  subjectOf({ kind, key, before: null, after: null })
    .map((piece) => (piece.piece === "arrow" ? "->" : piece.text))
    .join("");

describe("a key by itself", () => {
  it.each([
    ["member", "kim@acme.example", "kim@acme.example"],
    ["member", "kim@acme.example#usr_1", "kim@acme.example#usr_1"],
    ["team", "finance", "finance"],
    ["team_membership", "finance/k/m@acme.example", "k/m@acme.example in finance"],
    ["team_membership", "finance", "finance"],
    ["role", "data admin", "data admin"],
    ["share", "pipeline:a/b:c/member:k/m@acme.example", "pipeline a/b:c with k/m@acme.example"],
    ["share", "project:x/team:a/team:finance", "project x/team:a with team finance"],
    ["share", "connection:x/service_account:ci", "connection x with service account ci"],
    ["share", "nothing", "nothing"],
    ["role_grant", "a/team:b/team:security", "a/team:b of team security"],
    ["role_grant", "ci admin/member:octocat", "ci admin of octocat"],
    ["role_grant", "nothing", "nothing"],
    ["service_account", "ci", "service account ci"],
    ["key", "ci/deploy/now", "key deploy/now of ci"],
    ["key", "k/m@acme.example/key_1", "key key_1 of k/m@acme.example"],
    ["key", "nothing", "nothing"],
    ["ownership", "schedule:a:b/c", "schedule a:b/c"],
    ["ownership", "nothing", "nothing"],
  ] as const)("says whom it is about: %s %s", (kind, key, text) => {
    expect(shown(kind, key)).toBe(text);
  });

  it.each([
    ["member", "kim@acme.example", { person: "kim@acme.example", rest: "" }],
    ["team_membership", "finance/k/m@acme.example", { person: "k/m@acme.example", rest: "finance" }],
    ["share", "pipeline:x/member:k/m@acme.example", { person: "k/m@acme.example", rest: "pipeline:x" }],
    ["share", "pipeline:x/team:finance", undefined],
    ["key", "k/m@acme.example/key_1", { person: "k/m@acme.example", rest: "key_1" }],
    ["key", "ci/deploy", undefined],
    ["ownership", "pipeline:x", undefined],
    ["team", "finance", undefined],
  ] as const)("names a person or nobody: %s %s", (kind, key, said) => {
    expect(kindOf(kind).personIn?.(key)).toEqual(said);
  });

  it("says what it was made of, whatever stands in it", () => {
    for (const member of ["kim@acme.example", "k/m@acme.example"]) {
      expect(membershipOf(membershipKey("finance", member))).toMatchObject({ team: "finance", member });
      for (const name of ["x", "a/b", "x/team:a", "a:b/member:c"]) {
        const share = { resource: "pipeline", name, holder: { kind: "member", key: member } } as const;
        expect(shareOf(shareKey(share))).toMatchObject(share);
      }
    }
  });
});

it("names whom the files name, successors among them, and tells what stands in its key", () => {
  expect(
    refs({
      kind: "member",
      key: "kim@acme.example",
      email: "kim@acme.example",
      state: "active",
      role: "data admin",
      successor: "lee@acme.example",
      teams: [{ team: "finance", role: "lead" }],
    }),
  ).toEqual([
    { kind: "role", key: "data admin" },
    { kind: "member", key: "lee@acme.example" },
    { kind: "team", key: "finance" },
  ]);
  expect(refs({ kind: "key", key: "ci/deploy", account: "ci", name: "deploy", scopes: [] })).toEqual([
    { kind: "service_account", key: "ci", within: true },
  ]);
  expect(refs({ ...team, parent: null, manager: "kim@acme.example" })).toEqual([
    { kind: "member", key: "kim@acme.example" },
  ]);
});

describe("whose something is beside its own", () => {
  const holder = (kind: string): JsonObject => ({ holder: { kind, key: "x" } });
  const whose = (kind: Kind, fields: JsonObject): string[] =>
    belongings({ kind, thing: "a/b", fields }).map((it) =>
      [it.kind, it.key, it.as, it.place, it.rest, ...(it.through === undefined ? [] : [it.through.key])].join(
        " ",
      ),
    );

  it.each<[Kind, JsonObject, readonly string[]]>([
    ["member", { state: "active", role: "editor" }, []],
    ["role", { base: "viewer" }, []],
    ["team", { manager: "kim", parent: "all" }, ["member kim led 6 a/b", "team all counted 6 a/b"]],
    ["team", { manager: null, parent: null }, []],
    ["team_membership", { team: "t", member: "kim" }, ["member kim given 2 t t", "team t filled 2 kim"]],
    ["share", { ...holder("team"), resource: "pipeline", name: "n" }, ["team x given 4 pipeline:n"]],
    ["service_account", { owner: { kind: "team", key: "t" } }, ["team t led 7 a/b"]],
    ["key", { account: "ci" }, ["service_account ci part 3 /b"]],
    ["ownership", { owner: "kim" }, ["member kim counted 8 a/b"]],
    ["role_grant", { ...holder("member"), role: "Security" }, ["member x given 1 security"]],
    ["role_grant", { ...holder("team"), role: "Security" }, ["team x given 5 security"]],
  ])("is said by each kind: %s", (kind, fields, expected) => {
    expect(whose(kind, fields)).toEqual(expected);
  });
});
