/** A long table of the report: all of its rows are there, in parts that a browser lays out one by one, on a screen alone. */
import { describe, expect, it } from "vitest";
import { h, section, type Table } from "../../../src/render/report/markup.ts";
import { styleOf } from "../../../src/render/report/style.ts";

const table = (count: number): Table => ({
  ...{ id: "people", title: "People", none: "Nobody.", head: ["Who", "Role", "Since"] },
  rows: Array.from({ length: count }, (_, index) => [`p${index}@acme.example`, "viewer", "2026-01-05"]),
});
const markup = (count: number): string => String(section(table(count)));
const bodiesIn = (text: string): string[] => text.match(/<tbody>.*?<\/tbody>/gs) ?? [];
const grid = "grid-template-columns:minmax(20ch,20fr) minmax(9ch,9fr) minmax(13ch,13fr)";

describe("a table of the report", () => {
  it("holds every row in its order, few to a part where there are many", () => {
    const parts = bodiesIn(markup(401));
    expect(parts.map((part) => part.match(/<tr>/g)?.length)).toEqual([...Array<number>(8).fill(50), 1]);
    const names = [...parts.join("").matchAll(/scope="row">([^<]*)</g)].map(([, name]) => name);
    expect(names).toEqual(table(401).rows.map(([name]) => name));
    expect(bodiesIn(markup(150))).toHaveLength(1);
  });

  it("has columns of the same widths in all its parts, and is a plain table on paper", () => {
    const style = styleOf([table(401)]);
    const [before = "", after = ""] = style.split(grid);
    expect(before.slice(before.lastIndexOf("@media"))).toMatch(
      /^@media screen and \(min-width:40\.01rem\)\{/,
    );
    expect(after).not.toContain(grid);
    expect(styleOf([table(150)])).not.toContain("grid-template-columns:minmax");
  });

  it("gives each column room by what mostly stands in it: few long ones, and what is folded, take none", () => {
    const where = h(
      "span",
      { class: "path" },
      "access/",
      h("wbr", {}),
      "acme/",
      h("wbr", {}),
      "data.yaml:12",
    );
    const folded = h("details", {}, h("summary", {}, "1 team"), "in team data platform of the company");
    const rows = table(401).rows.map((row, index) => [
      ...row,
      index === 3 ? "a".repeat(9000) : folded,
      where,
    ]);
    const style = styleOf([
      { id: "people", head: ["Who", "Role", "Since", "Teams and shares", "Where"], rows },
    ]);
    expect(style).toContain(`${grid} minmax(9ch,9fr) minmax(15ch,27fr)`);
  });
});
