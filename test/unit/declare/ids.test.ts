/** The section `ids`: where it stands, what it gives, and what is wrong with a line. */
import { describe, expect, it } from "vitest";
import { declared, organization, remarksOn } from "./tree.ts";

const files = {
  "acme/organization.yaml": `${organization}
members: { Mia@x.example: viewer, lee@x.example: { role: editor, ids: { acme: usr_lee } }, ana@x.example: admin, bo@x.example: admin }
teams: { ops: { members: [mia@x.example, lee@x.example, ana@x.example, bo@x.example] } }
roles: { auditor: { base: viewer, permissions: [] }, clerk: { base: viewer, permissions: [] } }
service_accounts: { bot: { role: editor, owner: ops, keys: { gha: { scopes: ["pipelines:run"] }, ci: { scopes: ["pipelines:run"] } } } }
`,
};
const remarks = (ids: string, more: Readonly<Record<string, string>> = {}): string[] =>
  remarksOn({ ...files, ...more, "acme/ids.yaml": ids });

describe("ids.yaml", () => {
  it("gives members and teams their ids, letter case aside", () => {
    const { organizations, diagnostics } = declared({
      ...files,
      "acme/ids.yaml":
        "ids: { members: { mia@X.example: usr_mia, lee@x.example: usr_lee }, teams: { OPS: team_1 } }\n",
    });
    expect(diagnostics).toEqual([]);
    const { member, team } = organizations[0]?.desired ?? {};
    expect([...(member?.values() ?? [])].map(({ declaredId }) => declaredId)).toEqual([
      undefined,
      undefined,
      "usr_lee",
      "usr_mia",
    ]);
    expect(team?.get("ops")?.declaredId).toBe("team_1");
  });

  it("gives roles, service accounts and keys theirs", () => {
    const { organizations, diagnostics } = declared({
      ...files,
      "acme/ids.yaml":
        "ids: { roles: { auditor: role_1 }, service_accounts: { Bot: sa_1 }, keys: { bot/GHA: key_1 } }\n",
    });
    expect(diagnostics).toEqual([]);
    const { role, service_account, key } = organizations[0]?.desired ?? {};
    expect(role?.get("auditor")?.declaredId).toBe("role_1");
    expect(service_account?.get("bot")?.declaredId).toBe("sa_1");
    expect(key?.get("bot/gha")?.declaredId).toBe("key_1");
    expect(key?.get("bot/gha")?.declaredIdAt).toMatchObject({ line: 1, column: 86 });
  });

  it("says what a line is to be called whose name is a former one", () => {
    const { diagnostics } = declared({
      ...files,
      "acme/teams/work.yaml": "teams: { work: { members: [], previously: [wrk] } }\n",
      "acme/ids.yaml": "ids: { teams: { wrk: team_1 } }\n",
    });
    expect(diagnostics.map(({ hint }) => hint)).toContain(
      "It is a former name of work: write work in its place.",
    );
  });

  it.each([
    ["roles", "roles: { old: { base: viewer, permissions: [], previously: [older] } }"],
    ["service accounts", "service_accounts: { old: { role: viewer, owner: ops, previously: [older] } }"],
    [
      "keys",
      "service_accounts: { old: { role: viewer, owner: ops, keys: { gha: { scopes: [pipelines:run], previously: [older] } } } }",
    ],
  ])("is what %s have in place of former names", (_, text) => {
    const { diagnostics } = declared({ ...files, "acme/more.yaml": `${text}\n` });
    expect(diagnostics.map(({ code, hint }) => `${code} ${hint ?? ""}`)).toContainEqual(
      expect.stringContaining("unknown-key The service cannot rename it"),
    );
  });

  it("names people by their key as well, whose own ids stand", () => {
    const people =
      "people: { mia: { email: mia@x.example }, ana: { email: ana@x.example, ids: { acme: usr_a } } }\n";
    const { organizations, diagnostics } = declared({
      ...files,
      "people.yaml": people,
      "acme/ids.yaml": "ids: { members: { mia: usr_mia, ana: usr_a } }\n",
    });
    expect(diagnostics).toEqual([]);
    expect(organizations[0]?.desired.member.get("mia@x.example")?.declaredId).toBe("usr_mia");
    expect(organizations[0]?.people.map(({ id }) => id)).toEqual(["usr_a", "usr_mia"]);
  });

  it.each([
    ["ids: { members: { gone@x.example: usr_1 } }", ["warning unknown-id-name acme/ids.yaml:1:19"]],
    ["ids: { teams: { gone: team_1 } }", ["warning unknown-id-name acme/ids.yaml:1:17"]],
    [
      "ids: { members: { mia@x.example: usr_1, ana@x.example: usr_1 } }",
      ["error same-id acme/ids.yaml:1:56"],
    ],
    ["ids: { members: { mia@x.example: usr_lee } }", ["error same-id acme/ids.yaml:1:34"]],
    ["ids: { members: { lee@x.example: usr_1 } }", ["error id-contradicts acme/ids.yaml:1:34"]],
    ["ids: { members: { mia@x.example: team_1 } }", ["error bad-value acme/ids.yaml:1:34"]],
    ["ids: { teams: { ops: usr_1 } }", ["error bad-value acme/ids.yaml:1:22"]],
    ["ids: { members: { mia@x.example: 7 } }", ["error wrong-kind acme/ids.yaml:1:34"]],
    ["ids: { shares: {} }", ["error unknown-key acme/ids.yaml:1:8"]],
    ["ids: { roles: { auditor: team_1 } }", ["error bad-value acme/ids.yaml:1:26"]],
    ["ids: { roles: { gone: role_1 } }", ["warning unknown-id-name acme/ids.yaml:1:17"]],
    ["ids: { service_accounts: { bot: usr_1 } }", ["error bad-value acme/ids.yaml:1:33"]],
    ["ids: { service_accounts: { gone: sa_1 } }", ["warning unknown-id-name acme/ids.yaml:1:28"]],
    ["ids: { keys: { bot/gha: sa_1 } }", ["error bad-value acme/ids.yaml:1:25"]],
    ["ids: { keys: { gha: key_1 } }", ["error bad-value acme/ids.yaml:1:21"]],
    ["ids: { keys: { bot/old: key_1 } }", ["warning unknown-id-name acme/ids.yaml:1:16"]],
    ["ids: { keys: { bot/gha: key_1, bot/ci: key_1 } }", ["error same-id acme/ids.yaml:1:40"]],
    ["ids: { roles: { auditor: role_1, clerk: role_1 } }", ["error same-id acme/ids.yaml:1:41"]],
    ["ids: []", ["error wrong-kind acme/ids.yaml:1:6"]],
    ["members: { cy@x.example: viewer }", ["error section-place acme/ids.yaml:1:1"]],
  ])("%s", (text, found) => {
    expect(remarks(`${text}\n`).filter((remark) => !remark.includes(" no-team "))).toEqual(found);
  });

  it("is told of a name that the files have changed, and never led to whoever has a line of their own", () => {
    const hintsOf = (ids: string) =>
      declared({ ...files, "acme/ids.yaml": ids }).diagnostics.flatMap(({ code, hint }) =>
        code === "unknown-id-name" ? [hint ?? ""] : [],
      );
    const way =
      "If the files call it otherwise by now, write that name here, so that it stays the same one; if it is gone, remove the line.";
    expect(hintsOf("ids: { members: { miaaa@x.example: usr_1 } }\n")).toEqual([
      `Did you mean mia@x.example? ${way}`,
    ]);
    expect(
      hintsOf(
        "ids: { members: { miaaa@x.example: usr_1, mia@x.example: usr_2, ana@x.example: usr_3, bo@x.example: usr_4 } }\n",
      ),
    ).toEqual([way]);
  });

  it("says so when one person stands in two lines, by key and by e-mail", () => {
    const people = { "people.yaml": "people: { mia: { email: mia@x.example } }\n" };
    expect(remarks("ids: { members: { mia: usr_1, mia@x.example: usr_1 } }\n", people)).toEqual([
      "error duplicate-id acme/ids.yaml:1:31",
    ]);
  });

  it("is the only place of its section", () => {
    for (const path of ["acme/more.yaml", "acme/teams/ops.yaml", "acme/sub/ids.yaml", "people.yaml"]) {
      const found = remarksOn({ ...files, [path]: "ids: {}\n" });
      expect(found, path).toEqual([`error section-place ${path}:1:1`]);
    }
  });
});
