import { describe, expect, it } from "vitest";
import {
  markdownCell,
  markdownCode,
  markdownText,
  terminalName,
  terminalText,
  visibleJson,
  workflowData,
  workflowProperty,
} from "../../../src/render/escape.ts";

describe("terminalText", () => {
  it.each([
    ["colour", "a\u001b[31mb", "a\\u{1b}[31mb"],
    ["line break", "a\nb\r\u2028", "a\\nb\\r\\u{2028}"],
    ["C1", "a\u009b31m", "a\\u{9b}31m"],
    ["bidi", "a\u202eb\u2066", "a\\u{202e}b\\u{2066}"],
    ["zero width", "a\u200bb\ufeff\u00ad", "a\\u{200b}b\\u{feff}\\u{ad}"],
    ["other blanks", "a\u00a0b\u3000\u2800", "a\\u{a0}b\\u{3000}\\u{2800}"],
    ["tags", "a\u{e0041}", "a\\u{e0041}"],
    ["half a character", "a\ud800b", "a\\u{d800}b"],
    ["a forged escape", "a\\u{202e}", "a\\u{5c}u{202e}"],
    ["workflow command", "::error::x", "\\u{3a}:error::x"],
    ["workflow command after blanks", "  ::error::x", "  \\u{3a}:error::x"],
    ["old workflow command", "a ##[error]x", "a #\\u{23}[error]x"],
    ["Azure command", "##vso[task]", "#\\u{23}vso[task]"],
    ["a mark without a letter", "\u0301a", "\\u{301}a"],
    ["a pile of marks", `a${"\u0301".repeat(4)}`, `a${"\u0301".repeat(3)}\\u{301}`],
  ])("shows %s", (_, text, shown) => {
    expect(terminalText(text)).toBe(shown);
  });

  it.each(["ana@acme.example", "Zoë Núñez", "Łukasz Dvořák", "e\u0301", "C:\\x", "a::b", "山田"])(
    "leaves %s",
    (text) => {
      expect(terminalText(text)).toBe(text);
    },
  );

  it("quotes names whose end is in doubt", () => {
    expect(terminalName("finance")).toBe("finance");
    expect(terminalName("Finance -> Ops")).toBe('"Finance -> Ops"');
    expect(terminalName('a "b", c')).toBe('"a \\"b\\", c"');
    expect(terminalName("")).toBe('""');
  });
});

describe("markdown", () => {
  it.each([
    ["ana@acme.example", "`ana@acme.example`"],
    ["a`b", "``a`b``"],
    ["`", "`` ` ``"],
    ["$x$", "` $x$ `"],
    ["", "(empty)"],
    [" a", "`  a `"],
    ["a\n# b", "`a\\n# b`"],
  ])("puts %j in a code span", (text, shown) => {
    expect(markdownCode(text)).toBe(shown);
  });

  it.each([
    ["6 of 20 members would leave (at most 5).", "6 of 20 members would leave (at most 5)."],
    ["Run again with --allow max_loss.", "Run again with `--allow` `max_loss`."],
    ["ask ana@acme.example, please", "ask `ana@acme.example`, please"],
    ["set `unlisted: report` first", "set `unlisted: report` first"],
    ["see https://evil.example", "see `https://evil.example`"],
    ["see www.evil.example!", "see `www.evil.example!`"],
    ["[x](http://y)", "`[x](http://y`)"],
    ["hi @octocat #1 GH-1 a/b#2", "hi `@octocat` `#1` `GH-1` `a/b#2`"],
    ["deadbeef and 1234567", "`deadbeef` and `1234567`"],
    ["decades facade fade", "decades facade fade"],
    ["defaced (acceded)", "`defaced` (`acceded`)"],
    [
      "<img src=x> &lt; :tada: ~~a~~ *b* _c_ $d$",
      "`<img` `src=x>` `&lt`; `:tada`: `~~a~~` `*b*` `_c_` ` $d$ `",
    ],
    ["1. a", "`1`. a"],
    ["- a", "`-` a"],
    ["a  \nb", "a `\\nb`"],
    ["Finance & Ops", "Finance & Ops"],
    ["since 2026-11-01", "since 2026-11-01"],
  ])("says %j", (text, shown) => {
    expect(markdownText(text)).toBe(shown);
  });

  it("keeps a cell a cell, also where parsers differ on backslashes", () => {
    expect(markdownCell(markdownCode("a|b"))).toBe("`a\\|b`");
    expect(markdownCell(markdownCode("a\\|b"))).toBe("`a\\u{5c}\\|b`");
    expect(markdownCell(markdownCode("a\\\\|b"))).toBe("`a\\\\u{5c}\\|b`");
  });
});

describe("workflow commands and JSON", () => {
  it("escapes what the runner decodes", () => {
    expect(workflowData("50%\r\n::x")).toBe("50%25%0D%0A::x");
    expect(workflowProperty("a:b,c%")).toBe("a%3Ab%2Cc%25");
  });

  it("keeps the value of JSON while showing what hides", () => {
    const value = { a: "\u202e\u009b\u{e0041}##[x] ##vso[ é", b: ["\u00a0"] };
    const text = visibleJson(JSON.stringify(value));
    expect(JSON.parse(text)).toEqual(value);
    expect(text).toBe('{"a":"\\u202e\\u009b\\udb40\\udc41#\\u0023[x] #\\u0023vso[ é","b":["\\u00a0"]}');
  });
});
