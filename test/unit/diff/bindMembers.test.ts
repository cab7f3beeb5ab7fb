/** Which live member each declared one is: by id, by e-mail, by a former e-mail, or left open. */
import { describe, expect, it } from "vitest";
import { diff, type Diff } from "../../../src/diff/diff.ts";
import type { Member } from "../../../src/model/entities/member.ts";
import type { Entity } from "../../../src/model/entity.ts";
import type { Organization } from "../../../src/model/organization.ts";
import { stateOf as makeState } from "../../../src/model/state.ts";
import { github } from "../../../src/model/vocabularies/github.ts";
import { organizationsOf } from "../../fakes/world.ts";
import { stateOf } from "../../fakes/planasonix.ts";

const live = (id: string, email: string, more: Partial<Member> = {}): Member => ({
  kind: "member",
  key: email.toLowerCase(),
  email,
  role: "viewer",
  state: "active",
  id,
  ...more,
});

function bound(people: string, members: string, entities: readonly Entity[], rest = ""): Diff {
  const [organization] = organizationsOf({
    "people.yaml": `people: { ${people} }\n`,
    "acme/organization.yaml": `organization: { provider: planasonix, id: org_1 }\nmembers: { ${members} }\n${rest}`,
  });
  if (organization === undefined) throw new Error("the files declare no organization");
  return diff(organization, stateOf(entities));
}

const held = ({ heldBack }: Diff): string[] =>
  heldBack.map(({ key, binding, declared }) => {
    const side = declared === null ? "live" : "declared";
    return `${side} ${key} ${binding.code} ${binding.ids.join(",")}`;
  });

describe("a member with an id in the files", () => {
  const ana = "ana: { email: ana@x.example, ids: { acme: usr_1 } }";

  it("is the live one with that id, whatever the e-mail", () => {
    const found = bound(ana, "ana: viewer", [live("usr_1", "Who@y.example")]);
    expect([...found.emailChanges]).toEqual([["ana@x.example", "Who@y.example"]]);
    expect(found.changes).toEqual([]);
  });

  it("is found by e-mail when that id is not live", () => {
    const found = bound(ana, "ana: viewer", [live("usr_2", "ANA@x.example")]);
    expect([found.emailChanges.size, found.changes, held(found)]).toEqual([0, [], []]);
  });

  it("is left open when the e-mail is live as somebody else", () => {
    const found = bound(ana, "ana: viewer", [live("usr_1", "o@x.example"), live("usr_2", "ana@x.example")]);
    expect(held(found)).toEqual([
      "declared ana@x.example ambiguous usr_1,usr_2",
      "live o@x.example ambiguous usr_1,usr_2",
    ]);
    expect(found.changes).toEqual([]);
  });

  it("is left open when somebody else is declared under the e-mail of that id", () => {
    const found = bound(ana, "ana: viewer, o@x.example: viewer", [live("usr_1", "o@x.example")]);
    expect(held(found)).toEqual(["declared ana@x.example ambiguous usr_1"]);
    expect(found.changes).toEqual([]);
  });

  it("and another who had that e-mail are both left open", () => {
    const both = `${ana}, bob: { email: bob@x.example, previously: [o@x.example] }`;
    const found = bound(both, "ana: viewer, bob: viewer", [live("usr_1", "o@x.example")]);
    expect(held(found)).toEqual([
      "declared ana@x.example ambiguous usr_1",
      "declared bob@x.example ambiguous usr_1",
      "live o@x.example ambiguous usr_1",
    ]);
  });
});

describe("a member with former e-mails", () => {
  const mia = "mia: { email: m@new.example, previously: [m@old.example] }";

  it("keeps the account, and all that refers to it is known under the new e-mail", () => {
    const entities: Entity[] = [
      live("usr_1", "m@old.example"),
      { kind: "team", key: "t", slug: "t", id: "team_1", manager: "m@old.example" },
      { kind: "team_membership", key: "t/m@old.example", team: "t", member: "m@old.example", role: "lead" },
      {
        kind: "share",
        key: "pipeline:p/member:m@old.example",
        resource: "pipeline",
        name: "p",
        holder: { kind: "member", key: "m@old.example" },
        level: "view",
      },
      {
        kind: "service_account",
        key: "s",
        name: "s",
        role: "viewer",
        owner: { kind: "member", key: "m@old.example" },
      },
      { kind: "ownership", key: "pipeline:p", resource: "pipeline", name: "p", owner: "m@old.example" },
    ];
    const rest = "teams: { t: { manager: mia, members: [{ member: mia, role: lead }] } }\n";
    const found = bound(mia, "mia: viewer", entities, rest);
    expect(found.changes.filter((change) => !change.unlisted)).toEqual([]);
    expect([...found.emailChanges]).toEqual([["m@new.example", "m@old.example"]]);
    expect(JSON.stringify([...found.live.member.values(), ...found.live.team.values()])).not.toContain("old");
    expect([...found.live.share.keys()]).toEqual(["pipeline:p/member:m@new.example"]);
    expect(found.live.ownership.get("pipeline:p")?.owner).toBe("m@new.example");
    expect(found.live.service_account.get("s")?.owner?.key).toBe("m@new.example");
  });

  it("is noted when the new e-mail is live already", () => {
    const found = bound(mia, "mia: viewer", [live("usr_1", "m@new.example")]);
    expect(found.notes).toEqual([
      "member m@new.example is live; its former name m@old.example is no longer needed under previously",
    ]);
  });

  it("waits for an invitation to the old address, and is invited where that came to nothing", () => {
    const pending = bound(mia, "mia: viewer", [live("inv_1", "m@old.example", { state: "pending" })]);
    expect(held(pending)).toEqual([
      "declared m@new.example ambiguous inv_1",
      "live m@old.example ambiguous inv_1",
    ]);
    const left = bound(mia, "mia: viewer", [live("usr_1", "m@old.example", { state: "left" })]);
    expect([left.emailChanges.size, left.changes.map(({ op, key }) => `${op} ${key}`)]).toEqual([
      0,
      ["create m@new.example", "delete m@old.example"],
    ]);
  });

  it("needs no new e-mail to leave", () => {
    const found = bound(mia, "mia: { state: removed }", [live("usr_1", "m@old.example")]);
    expect([found.emailChanges.size, found.changes.map(({ op, key }) => `${op} ${key}`)]).toEqual([
      0,
      ["delete m@new.example"],
    ]);
  });

  it.each([
    [
      "two claims on one former e-mail",
      `${mia}, moa: { email: moa@new.example, previously: [m@old.example] }`,
      "mia: viewer, moa: viewer",
      [live("usr_1", "m@old.example")],
      [
        "declared m@new.example ambiguous usr_1",
        "declared moa@new.example ambiguous usr_1",
        "live m@old.example ambiguous usr_1",
      ],
    ],
    [
      "a former e-mail that is declared as somebody else",
      mia,
      "mia: viewer, m@old.example: viewer",
      [live("usr_1", "m@old.example")],
      ["declared m@new.example ambiguous usr_1"],
    ],
    [
      "several former e-mails that are live",
      "mia: { email: m@new.example, previously: [a@x.example, b@x.example] }",
      "mia: viewer",
      [live("usr_1", "a@x.example"), live("usr_2", "b@x.example")],
      [
        "live a@x.example ambiguous usr_1,usr_2",
        "live b@x.example ambiguous usr_1,usr_2",
        "declared m@new.example ambiguous usr_1,usr_2",
      ],
    ],
  ])("%s: left open", (_, people, members, entities, expected) => {
    expect(held(bound(people, members, entities)).sort()).toEqual([...expected].sort());
  });
});

describe("somebody unlisted with the name of somebody who is not there", () => {
  it.each([
    ["the display name, letter case aside", { name: "ANA Ruiz" }, true],
    ["another display name", { name: "Bea Ruiz" }, false],
    ["an empty one", { name: "" }, false],
    ["a display name, but deactivated", { name: "Ana Ruiz", state: "deactivated" }, false],
  ] as const)("%s", (_, more, isHeld) => {
    const ana = "ana: { name: Ana Ruiz, email: ana@x.example }";
    const found = bound(ana, "ana: viewer", [live("usr_1", "ruiz@x.example", more)]);
    expect(held(found)).toEqual(
      isHeld
        ? ["declared ana@x.example probable_rename usr_1", "live ruiz@x.example probable_rename usr_1"]
        : [],
    );
  });

  it("is nobody who is known by an id to be somebody else", () => {
    const people = "mia: { email: m@new.example }, pia: { email: pia@x.example, ids: { acme: usr_1 } }";
    const found = bound(people, "mia: viewer, pia: viewer", [live("usr_1", "m@old.example")]);
    expect(held(found)).toEqual([]);
    expect([...found.emailChanges.keys()]).toEqual(["pia@x.example"]);
    expect(found.changes.filter(({ op }) => op === "create").map(({ key }) => key)).toEqual([
      "m@new.example",
    ]);
  });

  it("is not held back for somebody who leaves and is gone", () => {
    const left = "m@new.example: { state: deactivated }";
    expect(held(bound("", left, [live("usr_1", "m@old.example")]))).toEqual([]);
    expect(held(bound("", "m@new.example: viewer", [live("usr_1", "m@old.example")]))).toEqual([
      "declared m@new.example probable_rename usr_1",
      "live m@old.example probable_rename usr_1",
    ]);
  });
});

describe("a member who is known by a login, which passes on, and by a number", () => {
  const account = (id: string, login: string, more: Partial<Member> = {}): Member =>
    live(id, login, { handleKind: "login", role: "member", ...more });
  interface There {
    readonly members?: readonly Member[];
    readonly accounts?: ReadonlyMap<string, string | null>;
    readonly gone?: ReadonlySet<string>;
    /** Of kim, in the files. */
    readonly id?: string | null;
  }
  /** What becomes of kim, number 103 in the files. */
  function kim({ members = [], id = "103", ...around }: There): readonly string[] {
    const [organization] = organizationsOf({
      "acme/organization.yaml": [
        "organization: { provider: github, id: acme }",
        `members: { ana: admin, kim: member }`,
        "",
      ].join("\n"),
      ...(id === null ? {} : { "acme/ids.yaml": `ids: { members: { kim: "${id}" } }\n` }),
    });
    if (organization === undefined) throw new Error("the files declare no organization");
    const state = makeState([account("101", "ana", { role: "admin" }), ...members], {
      vocabulary: github,
      ...around,
    });
    const found = diff(organization, state);
    const changes = found.changes.map(({ op, key }) => `${op} ${key}`);
    return [...held(found), ...changes].filter((text) => !text.startsWith("live"));
  }
  const accounts = (number: string | null) => new Map([["kim", number]]);
  const invited = (of: string | undefined, login = "kim"): Member => ({
    ...account("inv_1", login, { state: "pending" }),
    ...(of === undefined ? {} : { account: of }),
  });

  it.each<readonly [string, There, readonly string[]]>([
    ["is there under that login", { members: [account("103", "kim")] }, []],
    ["is there under another login", { members: [account("103", "kimberly")] }, []],
    ["is nobody who only has the login now", { members: [account("999", "kim")] }, ["declared kim stranger 999"]],
    ["is invited by the number", { accounts: accounts("103") }, ["create kim"]],
    ["is not invited where the login is somebody else's", { accounts: accounts("999") }, ["declared kim stranger 999"]],
    ["is invited by the number where nobody is called so", { accounts: accounts(null) }, ["create kim"]],
    ["is not invited where the account is gone", { gone: new Set(["103"]) }, ["declared kim unknown_account "]],
    ["is not invited without a number, where nobody is called so", { id: null, accounts: accounts(null) }, ["declared kim unknown_account "]],
    ["is invited without a number as whoever is called so", { id: null, accounts: accounts("999") }, ["create kim"]],
    ["has the invitation that went to that number", { members: [invited("103")] }, ["update kim"]],
    ["has not the one that went to another number", { members: [invited("999")] }, ["declared kim stranger 999"]],
    ["has the one to that number under another login", { members: [invited("103", "kimmy")] }, ["update kim"]],
  ])("%s", (_, there, expected) => {
    expect(kim(there)).toEqual(expected);
  }); // prettier-ignore

  describe("and by no number, who calls themselves otherwise by now", () => {
    const team = (slug: string): Entity => ({
      kind: "team",
      key: slug,
      slug,
      name: slug.toUpperCase(),
      id: slug,
    });
    const place = (member: string): Entity => ({
      ...{
        kind: "team_membership",
        key: `sre/${member}`,
        team: "sre",
        member,
        role: "member",
        id: `sre/${member}`,
      },
    });
    const there = [
      ...[account("101", "ana", { role: "admin" }), account("103", "kimberly"), account("104", "tom")],
      ...[team("sre"), place("kimberly")],
    ];
    const files = (members: string, unlisted: string, inSre: string): Organization => {
      const [organization] = organizationsOf({
        "acme/organization.yaml": [
          `organization: { provider: github, id: acme, unlisted: { members: ${unlisted} } }`,
          `members: { ana: admin, ${members} }`,
          `teams: { sre: { name: SRE, members: [${inSre}] } }`,
          "",
        ].join("\n"),
      });
      if (organization === undefined) throw new Error("the files declare no organization");
      return organization;
    };
    function told(
      state: string,
      unlisted: string,
      { live = there, before }: { readonly live?: readonly Entity[]; readonly before?: string } = {},
    ): readonly string[] {
      const now = files(`kim: ${state}`, unlisted, state === "member" ? "kim" : "");
      const found = makeState(live, { vocabulary: github, accounts: accounts(null) });
      return held(diff(now, found, before === undefined ? {} : { before: files(before, unlisted, "") }));
    }

    it("may be anybody whom no file names and the files could take something from", () => {
      expect(told("member", "report")).toEqual([
        "declared kim probable_rename 103",
        "live kimberly probable_rename 103",
      ]);
    });

    it("may be anybody whom no file names, where the files take those away", () => {
      expect(told("member", "remove")).toEqual([
        "declared kim probable_rename 103,104",
        "live kimberly probable_rename 103,104",
        "live tom probable_rename 103,104",
      ]);
    });

    it.each([
      ["is nobody whom the files named beside them before", "kim: member, tom: member", "103"],
      ["may be somebody whom they named as gone", "kim: member, tom: { state: removed }", "103,104"],
      ["may be whose name was replaced by theirs", "tom: member", "103,104"],
    ])("%s", (_, before, ids) => {
      expect(told("member", "remove", { before })[0]).toBe(`declared kim probable_rename ${ids}`);
    });

    it("is only unknown where all whom no file names stood beside them before", () => {
      expect(told("member", "remove", { before: "kim: member, tom: member, kimberly: member" })).toEqual([
        "declared kim unknown_account ",
      ]);
    });

    it("is not taken for gone when they were to go, and saves nobody else", () => {
      expect(told("{ state: removed }", "remove")).toEqual(["declared kim probable_rename "]);
    });

    it("is nobody where everybody stands in a file", () => {
      const [ana] = there.slice(0, 1);
      expect(told("{ state: removed }", "remove", { live: ana === undefined ? [] : [ana] })).toEqual([]);
      expect(told("member", "remove", { live: ana === undefined ? [] : [ana] })).toEqual([
        "declared kim unknown_account ",
      ]);
    });
  });
});
