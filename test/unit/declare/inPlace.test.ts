/** Import in place, case by case: names of people, dates, guests, rotations, and files that are written in odd ways. */
import { edited } from "./editing.ts";
import { describe, expect, it } from "vitest";
import { writeAnew } from "../../../src/rewrite/live/inPlace/place.ts";
import { declare, factsIn } from "../../../src/declare/read.ts";
import type { Key } from "../../../src/model/entities/key.ts";
import type { Member } from "../../../src/model/entities/member.ts";
import { treeOf, type Files } from "../../fakes/world.ts";
import { stateOf } from "../../fakes/planasonix.ts";

const today = "2026-11-02";
const head = "organization: { provider: planasonix, id: org_01 }\n";

function member(email: string, role = "viewer", state: Member["state"] = "active"): Member {
  return { kind: "member", key: email, email, id: `usr_${email}`, role, state };
}

const team = { kind: "team", key: "core", slug: "core", id: "tm_core" } as const;
const place = (email: string) =>
  ({ kind: "team_membership", key: `core/${email}`, team: "core", member: email, role: "member" }) as const;

/** The files of acme after an import, with what was taken out and left out. */
function imported(files: Files, entities: Parameters<typeof stateOf>[0]) {
  const done = edited(files, entities, today);
  const lines = (items: typeof done.dropped) => items.map(({ what, why }) => `${what}: ${why}`);
  return { files: done.files, dropped: lines(done.dropped), leftOut: lines(done.leftOut) };
}

/** The members after an import of one file. */
function membersAfter(members: string, entities: Parameters<typeof stateOf>[0], settings = head) {
  const { files, ...rest } = imported(
    { "acme/organization.yaml": `${settings}members:\n${members}` },
    entities,
  );
  return { text: files.get("organization.yaml")?.replace(`${settings}members:\n`, "") ?? members, ...rest };
}

describe("people of people.yaml", () => {
  const people =
    "people:\n  ana: { name: Ana, email: Ana@acme.example }\n  ben: { email: ben@acme.example }\n";

  it("are edited under their keys, and added under them", () => {
    const { files } = imported(
      {
        "people.yaml": people,
        "acme/organization.yaml": `${head}members:\n  ana: viewer # first\n  gone@acme.example: viewer\n`,
        "acme/teams/core.yaml": "teams:\n  core:\n    manager: ana\n    members:\n      - ANA # stays\n",
      },
      [
        member("ana@acme.example", "admin"),
        member("ben@acme.example"),
        { ...team, manager: "ana@acme.example" },
        place("ana@acme.example"),
        place("ben@acme.example"),
      ],
    );
    expect(files.get("organization.yaml")).toBe(`${head}members:\n  ana: admin # first\n  ben: viewer\n`);
    expect(files.get("teams/core.yaml")).toBe(
      "teams:\n  core:\n    manager: ana\n    members:\n      - ANA # stays\n      - ben\n",
    );
  });

  it("who have left by their day, and are live, are left out and named", () => {
    const left = people.replace("email: ben@acme.example", "email: ben@acme.example, leaves: 2026-11-01");
    const { files, leftOut } = imported(
      { "people.yaml": left, "acme/organization.yaml": `${head}members:\n  ana: viewer\n  ben: viewer\n` },
      [member("ana@acme.example"), member("ben@acme.example")],
    );
    expect(files.get("organization.yaml")).toBe(`${head}members:\n  ana: viewer\n`);
    expect(leftOut.join()).toContain("people.yaml has ben leave on 2026-11-01");
  });

  it("whose new e-mail is not live yet make room for who is", () => {
    const renamed = people.replace("}\n  ben", ", previously: [ana@old.example] }\n  ben");
    const { files } = imported(
      { "people.yaml": renamed, "acme/organization.yaml": `${head}members:\n  ana: viewer\n  ben: viewer\n` },
      [member("ana@old.example"), member("ben@acme.example")],
    );
    expect(files.get("organization.yaml")).toBe(
      `${head}members:\n  ben: viewer\n  ana@old.example: viewer\n`,
    );
  });
});

describe("the role of somebody who is deactivated", () => {
  const gone = member("kim@acme.example", "editor", "deactivated");
  const after = (entry: string): string =>
    membersAfter(`  ana@acme.example: admin\n  kim@acme.example: ${entry}\n`, [
      member("ana@acme.example", "admin"),
      gone,
    ]).text.replace("  ana@acme.example: admin\n  kim@acme.example: ", "");

  it("is brought to the live one where the entry would take some of it", () => {
    expect(after("{ state: deactivated, role: viewer }")).toBe("{ state: deactivated, role: editor }\n");
    expect(after("{ state: deactivated, role: viewer, until: 2026-10-01, then: viewer }")).toBe(
      "{ state: deactivated, role: editor }\n",
    );
  });

  it("stays where it is one for coming back, or there is none", () => {
    for (const entry of ["{ state: deactivated, role: admin }", "{ state: deactivated }"])
      expect(after(entry)).toBe(`${entry}\n`);
  });
});

describe("dates", () => {
  it("to come stay, with all that only the files know", () => {
    const members =
      "  ana@acme.example: { role: admin, until: 2026-12-01, then: viewer, expires: 2027-01-01 } # Q4\n";
    const { text, dropped } = membersAfter(members, [member("ana@acme.example", "admin")]);
    expect([text, dropped]).toEqual([members, []]);
  });

  it("that have come go when what they end is live", () => {
    const { text, dropped } = membersAfter(
      "  ana@acme.example: { role: viewer, expires: 2026-11-02 } # ana\n  ben@acme.example: { role: admin, until: 2026-11-01, then: viewer }\n",
      [member("ana@acme.example"), member("ben@acme.example", "admin")],
    );
    expect(text).toBe("  ana@acme.example: { role: viewer } # ana\n  ben@acme.example: { role: admin }\n");
    expect(dropped).toHaveLength(2);
    expect(dropped[0]).toContain("the end of the access of ana@acme.example: it was on 2026-11-02");
  });

  it("that have come stay when the live side followed them", () => {
    const members =
      "  ana@acme.example: { role: viewer, expires: 2026-11-02 }\n  ben@acme.example: { role: admin, until: 2026-11-01, then: viewer }\n";
    const live = [member("ana@acme.example", "viewer", "deactivated"), member("ben@acme.example")];
    expect(membersAfter(members, live)).toEqual({ text: members, dropped: [], leftOut: [] });
  });
});

describe("whom the organization would not let in", () => {
  const settings =
    "organization:\n  provider: planasonix\n  id: org_01\n  sso: { enforced: true, domains: [acme.example] }\n  guests: { domains: [guest.example] }\n";

  it("is left out: a guest without an approval, and somebody of no domain of its", () => {
    const ana = "  ana@acme.example: admin\n";
    const kim = `  kim@guest.example: { role: viewer, expires: 2027-01-31, approved_by: ana@acme.example, reason: "Q1" }\n`;
    const live = ["kim@guest.example", "lou@guest.example", "max@far.example"].map((email) => member(email));
    const { text, leftOut } = membersAfter(
      ana + kim,
      [member("ana@acme.example", "admin"), ...live],
      settings,
    );
    expect(text).toBe(ana + kim);
    expect(leftOut).toHaveLength(2);
    expect(leftOut[0]).toContain("needs `expires`, `approved_by` and `reason`");
    expect(leftOut[1]).toContain('"far.example" is none of its domains');
  });

  it.each(["evilacme.example", "evilguest.example", "sub.guest.example", "acme.example.evil.example"])(
    "is left out, whose domain only looks like one of its: %s",
    (domain) => {
      const ana = "  ana@acme.example: admin\n";
      const live = [member("ana@acme.example", "admin"), member(`eve@${domain}`)];
      const { text, leftOut } = membersAfter(ana, live, settings);
      expect(text).toBe(ana);
      expect(leftOut).toEqual([expect.stringContaining(`"${domain}" is none of its domains`)]);
    },
  );
});

describe("keys", () => {
  const account = { kind: "service_account", key: "ci", name: "ci", id: "sa_ci", role: "viewer" } as const;
  const owner = { kind: "member", key: "ana@acme.example" } as const;
  const key: Key = {
    kind: "key",
    key: "ci/main",
    account: "ci",
    name: "main",
    id: "key_2",
    scopes: ["pipelines:run"],
  };
  const live = [
    member("ana@acme.example", "admin"),
    { ...account, role: "editor", owner },
    { ...key, others: [{ id: "key_1", name: "main", scopes: ["pipelines:run"] }] },
  ];
  const written = (fields: string) =>
    `${head}members: { ana@acme.example: admin }\nservice_accounts:\n  ci:\n    role: editor\n    owner: ana@acme.example\n    keys:\n      main: { scopes: [pipelines:run]${fields} } # main\n`;

  it("of which two are live keep one entry while they are replaced", () => {
    const file = written(", rotate_after: 90d, overlap: 1h, deliver_to: { file: secret }");
    const ids = "ids: { service_accounts: { ci: sa_ci }, keys: { ci/main: key_1 } }\n";
    expect(imported({ "acme/organization.yaml": file, "acme/ids.yaml": ids }, live)).toEqual({
      files: new Map(),
      dropped: [],
      leftOut: [],
    });
  });

  it("of which two are live, and no place for a new one is known, are left out", () => {
    const { files, leftOut } = imported({ "acme/organization.yaml": written("") }, live);
    expect(files.get("organization.yaml")).not.toContain("keys:");
    expect(leftOut.join()).toContain('2 live keys are called "main"');
  });
});

describe("files in odd ways", () => {
  it("keep their line ends and their byte-order mark", () => {
    const file = `\ufeff${head}members:\n  ana@acme.example: viewer # one\n`.replaceAll("\n", "\r\n");
    const { files } = imported({ "acme/organization.yaml": file }, [
      member("ana@acme.example", "admin"),
      member("ben@acme.example"),
    ]);
    expect(files.get("organization.yaml")).toBe(
      `\ufeff${head}members:\n  ana@acme.example: admin # one\n  ben@acme.example: viewer\n`.replaceAll(
        "\n",
        "\r\n",
      ),
    );
  });

  it("are each edited where an entry stands, and added to where most of its section does", () => {
    const { files } = imported(
      {
        "acme/organization.yaml": `members:\n  ana@acme.example: admin\n# the organization comes last here\n${head}`,
        "acme/more.yaml": "members:\n  ben@acme.example: viewer\n  cai@acme.example: viewer\n",
        "acme/a.yaml": "teams: {}\nmembers: { dee@acme.example: viewer }\n",
      },
      ["ana", "ben", "dee", "eli"].map((name) => member(`${name}@acme.example`, "admin")),
    );
    expect(Object.fromEntries(files)).toEqual({
      "more.yaml": "members:\n  ben@acme.example: admin\n  eli@acme.example: admin\n",
      "a.yaml": "teams: {}\nmembers: { dee@acme.example: admin }\n",
    });
  });

  it("of teams have names that every system can hold, and are never beside one that differs in case alone", () => {
    const live = (slug: string) => ({ kind: "team", key: slug, slug, id: `tm_${slug}` }) as const;
    const { files } = imported(
      {
        "acme/organization.yaml": `${head}members: { ana@acme.example: admin }\n`,
        "acme/teams/core.yaml": "teams: { core: {} }\n",
        "acme/teams/Ops.yaml": "teams: { data: {} }\n",
      },
      [member("ana@acme.example", "admin"), ...["core", "data", "nul", "ops", "com1.x", "fine"].map(live)],
    );
    expect([...files.keys()].sort()).toEqual([
      "teams/Ops.yaml",
      "teams/fine.yaml",
      "teams/team-com1.x.yaml",
      "teams/team-nul.yaml",
    ]);
    expect(files.get("teams/Ops.yaml")).toContain("ops");
  });

  it("of teams are apart in a fresh import, whatever the teams are called", () => {
    const live = (slug: string) => ({ kind: "team", key: slug, slug, id: `tm_${slug}` }) as const;
    const slugs = ["nul", "team-nul", "team-nul-team", "aux", "lpt3", "fine"];
    const entities = [member("ana@acme.example", "admin"), ...slugs.map(live)];
    const done = writeAnew(
      { provider: "planasonix", id: "org_01" },
      {
        facts: factsIn([], { label: "access", key: "acme" }),
        live: stateOf(entities),
        holdings: new Map(),
        find: (_, name) => name,
        today,
      },
    );
    const files = Object.fromEntries([...done.files].map(([path, text]) => [`acme/${path}`, text]));
    const said = declare({ tree: treeOf(files), label: "access", today });
    expect(said.diagnostics.filter(({ code }) => code !== "few-admins")).toEqual([]);
    expect([...(said.organizations[0]?.desired.team.keys() ?? [])].sort()).toEqual([...slugs].sort());
    expect(Object.keys(files).filter((path) => path.includes("teams/"))).toHaveLength(slugs.length);
  });
});
