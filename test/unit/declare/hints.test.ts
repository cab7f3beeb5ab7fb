/** What the files are told when a name stands where it cannot: nobody is led to a stranger. */
import { describe, expect, it } from "vitest";
import { declare } from "../../../src/declare/read.ts";
import { treeOf } from "../../fakes/world.ts";

const head = "organization: { provider: planasonix, id: org_01acme";
const members = "members:\n  dana@acme.example: admin\n  ben@acme.example: admin\n";

function errorsIn(more: string, settings = "", people?: string): string[] {
  const files = {
    ...(people === undefined ? {} : { "people.yaml": people }),
    "acme/organization.yaml": `${head}${settings} }\n${members}${more}`,
  };
  return declare({ tree: treeOf(files), label: "access", today: "2026-11-02" })
    .diagnostics.filter(({ severity }) => severity === "error")
    .map(({ message, hint }) => `${message} ${hint ?? ""}`);
}

const team = (fields: string) => `teams:\n  ops: {}\n  data: { ${fields} }\n`;

describe("hints", () => {
  it.each([
    [
      "a stranger's successor",
      "  lee@acme.example: { role: viewer, successor: glass@acme.example }\n",
      /correct the e-mail/,
    ],
    ["a slip", "  lee@acme.example: { role: viewer, successor: dna@acme.example }\n", /Did you mean dana@/],
    [
      "a team as successor",
      "  lee@acme.example: { role: viewer, successor: ops }\nteams: { ops: {} }\n",
      /ops is a team; a successor is a person/,
    ],
    ["a team as manager", team("manager: ops"), /ops is a team; a manager is a person/],
    ["a team as a member of one", team("members: [ops]"), /ops is a team; a member of a team is a person/],
    ["one in the place of a list", team("members: dana@acme.example"), /brackets.*\[dana@acme\.example\]/],
    ["a mapping in the place of a list", team("members: { dana@acme.example: lead }"), /after a dash/],
    ["no role", "  lee@acme.example:\n", /Write a value/],
    ["an @ before a login", "  @lee: viewer\n", /nothing begins with @/],
    ["an @ in a list", team("members: [@lee]"), /nothing begins with @/],
    [
      "the marks of a merge",
      "<<<<<<< HEAD\n  lee@acme.example: viewer\n=======\n>>>>>>> other\n",
      /Line 5 is the mark of a merge conflict/,
    ],
    ["no parent", team("parent: none"), /Write null for none/],
    ["no manager", team("manager: nobody"), /Write null for nobody/],
    ["two roles", "  mia@acme.example: [viewer, editor]\n", /One role each/],
    [
      "a guard beside the sections",
      "protected: [dana@acme.example]\n",
      /It is a key of `guards` of `organization`/,
    ],
    [
      "a team's key at a member",
      "  lee@acme.example: { role: viewer, manager: dana@acme.example }\n",
      /It is a key of a team/,
    ],
    [
      "included teams beside the members",
      team("include: [ops]"),
      /It is a key of a line of a team's `members`/,
    ],
    ["no e-mail", "  no-at: viewer\n", /^"no-at" cannot be an e-mail address: it has no @/],
  ])("for %s", (_, more, said) => {
    expect(errorsIn(more)).toEqual([expect.stringMatching(said)]);
  });

  it.each([
    ["a list of members", "members:\n  - dana@acme.example: admin\n", /without the dash/],
    ["no colon", "members:\n  dana@acme.example admin\n", /stand a colon and a space/],
    ["no blank after the colon", "members:\n  dana@acme.example:admin\n", /stand a colon and a space/],
    ["nothing in a section", "members:\n", /Write `members: \{\}` if nothing is meant/],
  ])("for a section in another form: %s", (_, section, said) => {
    const tree = treeOf({ "acme/organization.yaml": `${head} }\n${section}` });
    const { diagnostics } = declare({ tree, label: "access", today: "2026-11-02" });
    expect(diagnostics.map(({ hint }) => hint)).toEqual([expect.stringMatching(said)]);
  });

  it("say of a name without @ first that it is no e-mail, where there are keys of people too", () => {
    const people = "people:\n  mia: { email: mia@acme.example }\n";
    expect(errorsIn("  mia: viewer\n  no-at: viewer\n", "", people)).toEqual([
      expect.stringMatching(/^"no-at" is no e-mail address, and no key/),
    ]);
  });

  it("lead to a protected person only for a letter or two", () => {
    const guards = (name: string) => `, guards: { protected: [${name}] }`;
    expect(errorsIn("", guards("danna@acme.example"))).toEqual([
      expect.stringContaining("Did you mean dana@"),
    ]);
    expect(errorsIn("", guards("dominic@acme.example"))).toEqual([
      expect.not.stringContaining("Did you mean"),
    ]);
  });
});
