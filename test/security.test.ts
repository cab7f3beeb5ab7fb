/** The threat table of SECURITY.md: each row names tests that there are, by file and title, and a mutation. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const text = readFileSync(join(root, "SECURITY.md"), "utf8");
const section = /## Threats, and what answers them\n([^]*?)\n## /.exec(text)?.[1] ?? "";
/** Cells; a bar within code is written with a backslash. */
const rows = section
  .split("\n")
  .filter((line) => line.startsWith("|"))
  .slice(2)
  .map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll("\\|", "|")),
  );

it("has rows of four cells", () => {
  expect(rows.length).toBeGreaterThan(3);
  for (const row of rows)
    expect(
      row.filter((cell) => cell !== ""),
      row[0],
    ).toHaveLength(4);
});

/** A file with titles in it, the whole of a file, or a golden case. */
const name = /`([\w/.-]+)`(?:: ((?:"[^"]+"(?:, (?=")|))+))?/g;

it.each(rows.map((row) => [row[0] ?? "", row[2] ?? ""]))("names tests that there are: %s", (_, cell) => {
  const named = [...cell.matchAll(name)];
  expect(named.length).toBeGreaterThan(0);
  // Nothing else stands there: what is not read as the name of a test is checked by nobody.
  expect(cell.replaceAll(name, "").replaceAll(/[;, ]/g, "")).toBe("");
  for (const [, file = "", titles = ""] of named) {
    const path = join(root, "test", file.startsWith("golden/") ? `${file}/case.json` : `${file}.test.ts`);
    expect(existsSync(path), file).toBe(true);
    const source = readFileSync(path, "utf8");
    for (const [, title = ""] of titles.matchAll(/"([^"]+)"/g)) {
      expect(source.includes(title), title).toBe(true);
    }
  }
});
