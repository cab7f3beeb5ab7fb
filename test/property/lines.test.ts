/** The lines of a version that follows another: found by what differs, they are those that a whole look at it finds. */
import { describe, expect, it } from "vitest";
import { firstVersion, nextVersion } from "../../src/declare/versions/version.ts";
import { chanceOf, type Chance } from "./life.ts";

const parse = () => ({ diagnostics: [] });
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Text of few words, so that lines and parts of lines are often alike; with and without a line feed at the end. */
function textOf(chance: Chance): string {
  const lines = Array.from({ length: Math.floor(chance() * 6) }, () =>
    ["", "a", "b", "ab", "ba"].at(Math.floor(chance() * 5)),
  );
  return lines.join("\n") + (chance() < 0.7 ? "\n" : "");
}

function after(text: string, chance: Chance): string {
  const at = Math.floor(chance() * (text.length + 1));
  const draw = chance();
  if (draw < 0.3) return `${text.slice(0, at)}${"\nab".charAt(Math.floor(chance() * 3))}${text.slice(at)}`;
  if (draw < 0.5) return `${text.slice(0, at)}${text.slice(at + 1 + Math.floor(chance() * 3))}`;
  if (draw < 0.7) return `${text.slice(0, at)}a\n${text.slice(at)}`;
  return draw < 0.8 ? text : textOf(chance);
}

describe("the lines of the next version", () => {
  it("are those of the whole, and those in common are the same", () => {
    const chance = chanceOf(7);
    for (let round = 0; round < 5000; round++) {
      const old = textOf(chance);
      const text = after(old, chance);
      const name = "access/acme/members.yaml";
      const before = firstVersion(bytesOf(old), parse);
      const { version, follows } = nextVersion(before, { name, bytes: bytesOf(text), parse });
      const about = JSON.stringify([old, text]);
      expect(version.starts, about).toEqual(firstVersion(bytesOf(text), parse).starts);
      const { first, last } = follows?.common ?? { first: 0, last: 0 };
      const [was, is] = [old.split("\n"), text.split("\n")];
      expect(is.slice(0, first), about).toEqual(was.slice(0, first));
      expect(is.slice(is.length - last), about).toEqual(was.slice(was.length - last));
      expect(first + last, about).toBeLessThanOrEqual(Math.min(was.length, is.length));
      const rows = version.rows.filter((row) => before.rows.includes(row));
      expect(rows, about).toHaveLength(first + last);
    }
  });

  it("are one where one line is another", () => {
    const chance = chanceOf(3);
    for (let round = 0; round < 5000; round++) {
      const was = textOf(chance).split("\n");
      const at = Math.floor(chance() * was.length);
      const is = was.with(at, `${was[at] ?? ""}c`);
      const before = firstVersion(bytesOf(was.join("\n")), parse);
      const bytes = bytesOf(is.join("\n"));
      const { follows } = nextVersion(before, { name: "access/acme/members.yaml", bytes, parse });
      expect(follows?.common, JSON.stringify([was, is])).toEqual({ first: at, last: was.length - at - 1 });
    }
  });
});
