/** Strict text and YAML: what is refused, and exactly where. */
import { describe, expect, it } from "vitest";
import { errorCount } from "../../../src/model/diagnostic.ts";
import { declared, organization, remarksAfterOrganization, remarksOn } from "./tree.ts";

// The texts below begin in line 4, after the organization section.
const cases: readonly [name: string, text: string, ...remarks: string[]][] = [
  ["a no-break space in a comment", "# a\u00a0b\n", "character 4:4"],
  ["a zero-width space in a value", "teams: { one: { name: a\u200bb } }\n", "character 4:24"],
  ["a bidi override in a comment", "# \u202e\n", "character 4:3"],
  ["a soft hyphen", "# a\u00adb\n", "character 4:4"],
  ["NEL", "# a\u0085b\n", "character 4:4"],
  ["a line separator", "# a\u2028b\n", "character 4:4"],
  ["a paragraph separator", "# a\u2029b\n", "character 4:4"],
  ["an ideographic space", "# a\u3000b\n", "character 4:4"],
  ["a second byte-order mark", "# a\ufeffb\n", "character 4:4"],
  ["a tag character outside the basic plane", "# a\u{e0041}\n", "character 4:4"],
  ["an escape code", "# a\u001b[31m\n", "character 4:4"],
  ["a carriage return alone", "# a\rteams: {}\n", "carriage-return 4:4"],
  ["a tab as indentation", "teams:\n\tone: {}\n", "tab 5:1"],
  ["a null byte", "teams: { one: { name: a\0b } }\n", "character 4:24"],
  ["a tab after spaces", "# a\n  \t# b\n", "tab 5:1"],
  ["a line of 301 characters", `# ${"a".repeat(299)}\n`, "long-line 4:301"],
  ["21 blanks before a comment", `teams: {} ${" ".repeat(20)}# b\n`, "blanks 4:10"],
  ["blanks and tabs mixed", `teams: {} ${"\t ".repeat(10)}# b\n`, "blanks 4:10"],
  ["an anchor", "teams: &all { one: {} }\n", "anchor 4:8"],
  ["an alias", "teams: { one: &x {}, two: *x }\n", "anchor 4:15", "alias 4:27", "wrong-kind 4:27"],
  ["a merge key", "teams: { one: { <<: {} } }\n", "merge-key 4:17"],
  ["a tag", "teams: { one: { name: !!str 5 } }\n", "tag 4:23", "wrong-kind 4:29"],
  ["a second document", "---\nteams: {}\n", "documents 4:1"],
  ["an empty second document", "---\n", "documents 4:1"],
  ["a document after an end mark", "...\nteams: {}\n", "documents 4:1"],
  ["a key twice", "teams:\n  one: {}\n  two: {}\n  one: {}\n", "duplicate-key 7:3"],
  ["a section twice", "teams: {}\nteams: {}\n", "duplicate-key 5:1"],
  ["a key that is no text", "? [a]\n: b\n", "key-kind 4:3"],
  ["a hexadecimal escape", 'teams: { one: { name: "a\\x41" } }\n', "escape 4:25"],
  ["unicode escapes", 'teams: { one: { name: "\\u0041\\U00000041" } }\n', "escape 4:24", "escape 4:30"],
  ["a no-break escape", 'teams: { one: { name: "a\\_b" } }\n', "escape 4:25"],
  ["a block of text where a mapping is meant", "teams: # > a\n  |-  # b\n    one\n", "wrong-kind 5:3"],
  ["a folded block as a role", "members:\n  a@x.example: >-\n    admim\n", "unknown-role 5:16"],
  ["an unclosed bracket", "teams: { one: {}\n", "yaml-syntax 5:1"],
  ["bad indentation", "teams:\n  one: {}\n two: {}\n", "yaml-syntax 6:2"],
  ["33 levels", `teams: ${"[".repeat(32)}${"]".repeat(32)}\n`, "wrong-kind 4:8", "nesting 4:39"],
  ["a thousand levels", `teams: ${"[".repeat(250)}\n`, "nesting 4:71"],
];

describe("strict reading", () => {
  it.each(cases)("refuses %s", (_name, text, ...remarks) => {
    expect(remarksAfterOrganization(text)).toEqual(remarks.map((remark) => `error ${remark}`));
  });

  it("refuses millions of blanks as it does a few, and does not break down over them", () => {
    const many = " ".repeat(15_000_000);
    expect(remarksAfterOrganization(`teams: {} ${many}# b\n`)).toEqual([
      "error blanks 4:10",
      "error long-line 4:301",
    ]);
    expect(remarksAfterOrganization(`teams:\n${many}\tone: {}\n`)).toContain("error tab 5:1");
  });

  it.each([
    ["20 blanks in a row", `teams: {} ${" ".repeat(19)}# b\n`],
    ["deep indentation", `teams:\n${" ".repeat(40)}one: {}\n`],
    ["trailing blanks", `teams: {}${" ".repeat(40)}\n`],
    ["a line of 300 characters outside the basic plane", `# ${"\u{1f600}".repeat(298)}\n`],
    ["letters of other scripts", "# Grüße, 你好, Привет\n"],
    ["an escaped backslash before x", 'teams: { one: { name: "a\\\\x41" } }\n'],
    ["32 levels", `teams: { one: { description: "${"[".repeat(40)}" } }\n`],
  ])("takes %s", (_name, text) => {
    expect(remarksAfterOrganization(text)).toEqual([]);
  });

  it.each([
    ["before the first line", "%YAML 1.2\n---\n", "1:1"],
    ["unknown ones, after a comment", "# a\n%FOO bar\n---\n", "2:1"],
  ])("refuses directives: %s", (_name, head, position) => {
    expect(remarksOn({ "acme/organization.yaml": head + organization })).toEqual([
      `error directive acme/organization.yaml:${position}`,
    ]);
  });

  it.each([
    ["nothing at all", "", "1:1"],
    ["comments only", "# a\n# b\n", "1:1"],
    ["a null document", "# a\n~\n", "2:1"],
    ["a mark alone", "---\n", "1:1"],
  ])("refuses a file of %s", (_name, text, position) => {
    expect(remarksOn({ "acme/organization.yaml": organization, "acme/x.yaml": text })).toEqual([
      `error empty-file acme/x.yaml:${position}`,
    ]);
  });

  it.each(["- a\n", "text\n", "5\n"])("refuses a file that is no mapping: %j", (text) => {
    expect(remarksOn({ "acme/organization.yaml": organization, "acme/x.yaml": text })).toEqual([
      "error wrong-kind acme/x.yaml:1:1",
    ]);
  });

  it.each([
    ["a stray byte", [0x61, 0x0a, 0x62, 0xff], "2:2"],
    ["a cut-off character", [0x61, 0xc3], "1:2"],
    ["an encoded surrogate", [0x61, 0xed, 0xa0, 0x80], "1:2"],
    ["UTF-16", [0xff, 0xfe, 0x61, 0x00], "1:1"],
  ])("refuses invalid UTF-8: %s", (_name, bytes, position) => {
    expect(
      remarksOn({ "acme/organization.yaml": organization, "acme/x.yaml": new Uint8Array(bytes) }),
    ).toEqual([`error utf-8 acme/x.yaml:${position}`]);
  });

  it("says nothing about unknown names while a file cannot be read", () => {
    expect(
      remarksOn({
        "acme/members.yaml": "members: {\n",
        "acme/organization.yaml": `${organization}teams: { one: { members: [ana@x.example] } }\n`,
      }),
    ).toEqual(["error yaml-syntax acme/members.yaml:2:1"]);
  });

  it("names the place of the first of two equal keys", () => {
    const [remark] = declared({
      "acme/organization.yaml": `${organization}teams:\n  one: {}\n  one: {}\n`,
    }).diagnostics;
    expect(remark?.message).toBe('The key "one" stands twice; first at access/acme/organization.yaml:5:3.');
  });

  it.each([
    ["an invisible character", "# \u200b\n", "character"],
    ["a tab as indentation", "\ta: b\n", "tab"],
    ["a long line", `# ${"x".repeat(300)}\n`, "long-line"],
    ["many blanks in a row", `a${" ".repeat(21)}b\n`, "blanks"],
    ["an alias", "? *a\n", "alias"],
    ["a tag", "? !a\n", "tag"],
    ["a key that stands twice", "teams: {}\n", "duplicate-key"],
    ["a merge key", "<<: {}\n", "merge-key"],
    ["an escape", `? "\\x41"\n`, "escape"],
  ])("tells the first of very many faults, and how many more there are: %s", (_, line, code) => {
    const { diagnostics } = declared({ "acme/organization.yaml": organization + line.repeat(5000) });
    const told = diagnostics.filter((remark) => remark.code === code);
    expect(told).toHaveLength(51);
    expect(told.at(-1)?.message).toMatch(/^And 49(50|49) more errors of this kind from here on/);
    expect(told.at(-1)?.hint).toMatch(/^Mend those that are listed/);
    expect(errorCount(told) - told.length).toBeGreaterThan(4900);
  });
});
