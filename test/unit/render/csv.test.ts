/** CSV that no spreadsheet runs: RFC 4180, with formula cells and hidden characters made plain. */
import { describe, expect, it } from "vitest";
import { csv } from "../../../src/render/csv.ts";

describe("csv", () => {
  it.each([
    ["=1+1", "'=1+1"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@sum", "'@sum"],
    ["\t=1", "'\\t=1"],
    ["\r=1", "'\\r=1"],
    ["\uff1d1", "'\uff1d1"],
    ['a "b", c', '"a ""b"", c"'],
    ["a;b", '"a;b"'],
    ["two\nlines", "two\\nlines"],
    ["\u202eevil", "\\u{202e}evil"],
    ["plain", "plain"],
  ])("writes %j as %j", (text, cell) => {
    expect(csv(["head"], [[text]])).toBe(`head\r\n${cell}\r\n`);
  });
});
