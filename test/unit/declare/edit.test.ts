/** Edits in place, one style after the other: what changes, and that nothing else does. */
import { describe, expect, it } from "vitest";
import { editText, toYaml, type TextEdit } from "../../../src/rewrite/edit/edit.ts";

function edited(text: string, ...edits: readonly TextEdit[]): string {
  const result = editText({ name: "access/acme/members.yaml", text, edits });
  return result.ok ? result.text : `REFUSED ${result.message}`;
}

const remove = (...path: readonly (string | number)[]): TextEdit => ({ op: "delete", path });
const leaver = { state: "deactivated", successor: "lee@acme.example" };

describe("a mapping", () => {
  it("takes a mapping for a short form, and keeps the comment behind it", () => {
    const text = "members:\n  ana@acme.example: admin # since 2019\n  bo@acme.example: viewer\n";
    const edit: TextEdit = { op: "set", path: ["members", "ana@acme.example"], value: leaver };
    expect(edited(text, edit)).toBe(
      "members:\n  ana@acme.example: { state: deactivated, successor: lee@acme.example } # since 2019\n  bo@acme.example: viewer\n",
    );
  });

  it("is edited inside its braces", () => {
    const text =
      "organization: { name: Acme, successor: ana@acme.example, guards: { min_admins: 2, protected: [] } }\n";
    expect(
      edited(
        text,
        { op: "set", path: ["organization", "successor"], value: "bo@acme.example" },
        { op: "delete", path: ["organization", "name"] },
        { op: "append", path: ["organization", "guards", "protected"], value: "cy@acme.example" },
      ),
    ).toBe(
      "organization: { successor: bo@acme.example, guards: { min_admins: 2, protected: [cy@acme.example] } }\n",
    );
  });

  it("becomes `{}` when its last entry goes", () => {
    const text = "members: # everybody\n  # the boss\n  ana@acme.example: admin\nteams: {}\n";
    expect(edited(text, { op: "delete", path: ["members", "ana@acme.example"] })).toBe(
      "members: {} # everybody\nteams: {}\n",
    );
  });

  it("is made when missing, as a block at the end", () => {
    const edit: TextEdit = { op: "set", path: ["members", "bo@acme.example"], value: "viewer" };
    expect(edited("teams: {}", edit)).toBe("teams: {}\nmembers:\n  bo@acme.example: viewer");
    expect(edited("", edit)).toBe("members:\n  bo@acme.example: viewer\n");
    expect(edited("members: # nobody yet\n", edit)).toBe(
      "members: # nobody yet\n  bo@acme.example: viewer\n",
    );
    expect(edited("members: {}\n", edit)).toBe("members:\n  bo@acme.example: viewer\n");
  });

  it("keeps the heading of a group, and loses the comment of the entry that goes", () => {
    const text = [
      "members:",
      "  # platform",
      "  ana@acme.example: admin",
      "  bo@acme.example: admin",
      "  # on loan",
      "  cy@acme.example:",
      "    role: editor # for now",
      "    # the end of it",
      "",
      "  # finance",
      "  di@acme.example: viewer",
      "",
    ];
    expect(edited(text.join("\n"), { op: "delete", path: ["members", "ana@acme.example"] })).toBe(
      text.toSpliced(2, 1).join("\n"),
    );
    expect(edited(text.join("\n"), { op: "delete", path: ["members", "cy@acme.example"] })).toBe(
      text.toSpliced(4, 4).join("\n"),
    );
    expect(edited(text.join("\n"), { op: "delete", path: ["members", "di@acme.example"] })).toBe(
      text.toSpliced(8, 3).join("\n"),
    );
  });
});

describe("a list", () => {
  const members = ["teams", "finance", "members"];

  it("loses an item, wherever that stands", () => {
    const flow = "teams:\n  finance: { members: [ana, { member: bo, role: lead }, cy] }\n";
    expect(edited(flow, { op: "delete", path: [...members, 0] })).toBe(flow.replace("ana, ", ""));
    expect(edited(flow, { op: "delete", path: [...members, 1] })).toBe(
      flow.replace("{ member: bo, role: lead }, ", ""),
    );
    expect(edited(flow, { op: "delete", path: [...members, 2] })).toBe(flow.replace(", cy", ""));
    const block =
      "teams:\n  finance:\n    members:\n    - ana # a\n    # b\n    - { member: bo, role: lead }\n    - cy\n";
    expect(edited(block, { op: "delete", path: [...members, 0] })).toBe(block.replace("    - ana # a\n", ""));
    expect(edited(block, { op: "delete", path: [...members, 2] })).toBe(block.replace("    - cy\n", ""));
    const lines = "teams:\n  finance:\n    members: [\n      ana, # a\n      bo,\n      cy\n      ]\n";
    expect(edited(lines, { op: "delete", path: [...members, 0] })).toBe(
      lines.replace("      ana, # a\n", ""),
    );
    expect(edited(lines, { op: "append", path: members, value: "di" })).toBe(
      lines.replace("cy\n", "cy,\n      di\n"),
    );
  });

  it("becomes `[]`, and an item changes in its place", () => {
    const text =
      "teams:\r\n  finance:\r\n    members:\r\n      - ana\r\n      - member: bo\r\n        role: lead\r\n";
    expect(
      edited(text, { op: "delete", path: [...members, 0] }, { op: "delete", path: [...members, 1] }),
    ).toBe("teams:\r\n  finance:\r\n    members: []\r\n");
    expect(edited(text, { op: "set", path: [...members, 1, "member"], value: "cy" })).toBe(
      text.replace("bo", "cy"),
    );
    expect(edited(text, { op: "delete", path: [...members, 1, "member"] })).toBe(
      text.replace("member: bo\r\n        ", ""),
    );
    expect(edited(text, { op: "append", path: members, value: { member: "di", role: "lead" } })).toBe(
      `${text}      - { member: di, role: lead }\r\n`,
    );
  });

  it("counts as it was before all edits", () => {
    const text = "a: [x, y, z]\n";
    expect(edited(text, { op: "delete", path: ["a", 0] }, { op: "set", path: ["a", 1], value: "w" })).toBe(
      "a: [w, z]\n",
    );
  });
});

describe("what is refused", () => {
  it("is what leads nowhere, and a file with errors", () => {
    const text = "members:\n  ana: admin\n";
    expect(edited(text, { op: "set", path: ["members", "ana", "role"], value: "viewer" })).toBe(
      "REFUSED access/acme/members.yaml was not edited: `members.ana.role` cannot be edited: it leads into a single value, which has no key role.",
    );
    expect(edited("a: &x 1\nb: 2\n", { op: "delete", path: ["b"] })).toBe(
      "REFUSED access/acme/members.yaml:1:4 was not edited: it has errors (Anchors (&name) are not allowed); correct them first.",
    );
    expect(edited(text, { op: "set", path: ["members", "ana"], value: "a\u202eb" })).toContain(
      "U+202E is not allowed",
    );
  });
});

describe("what is refused says where", () => {
  const odd = "an entry is written as `? key`, or a list holds a pair; write `key: value` there";
  it.each<readonly [string, string, TextEdit, string]>([
    ["an explicit key", "members:\n  bo: admin\n  ? ana\n  : admin\n", remove("members", "ana"), "3:3"],
    ["beside what is edited", "members:\n  ? ana\n  : admin\n  bo: admin\n", remove("members", "bo"), "2:3"],
    ["at the top", "# Hi\n? members\n: { ana: admin, bo: admin }\n", remove("members", "bo"), "2:1"],
    ["between brackets", "members: { bo: admin,\n  ? ana : admin }\n", remove("members", "bo"), "2:3"],
    [
      "after a byte-order mark",
      "\ufeff? members\n: { ana: admin, bo: admin }\n",
      remove("members", "bo"),
      "1:1",
    ],
  ])("%s", (_, text, edit, place) => {
    expect(edited(text, edit)).toContain(`REFUSED access/acme/members.yaml:${place} was not edited: ${odd}`);
  });
});

describe("a new file", () => {
  it("is written as people write them, and quotes what is not text", () => {
    expect(
      toYaml({
        organization: {
          name: "no",
          guards: { min_admins: 2, max_loss: "25%", protected: ["a@acme.example"] },
        },
        members: { "kim@acme.example": { role: "viewer", expires: "2027-01-31" }, "2026-01-01": "a: b" },
        teams: { finance: { members: ["a@acme.example", { member: "b@acme.example", role: "lead" }] } },
      }),
    ).toBe(`organization:
  name: "no"
  guards: { min_admins: 2, max_loss: 25%, protected: [a@acme.example] }
members:
  kim@acme.example: { role: viewer, expires: 2027-01-31 }
  "2026-01-01": "a: b"
teams:
  finance:
    members:
      - a@acme.example
      - { member: b@acme.example, role: lead }
`);
  });
});
