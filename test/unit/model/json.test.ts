/** Canonical JSON of whatever is nested, however deep. */
import { describe, expect, it } from "vitest";
import { canonicalJson, type Json } from "../../../src/model/json.ts";

function nested(depth: number, around: (inner: Json) => Json): Json {
  let value: Json = 'a "text"';
  for (let at = 0; at < depth; at++) value = around(value);
  return value;
}

describe("canonical JSON", () => {
  it("is the same text below the depth from which it is taken apart otherwise as above it", () => {
    const value = nested(250, (inner) => [1, { b: inner, a: [null, {}, []] }, "z"]);
    const inOrder = nested(250, (inner) => [1, { a: [null, {}, []], b: inner }, "z"]);
    expect(canonicalJson(value)).toBe(JSON.stringify(inOrder));
  });

  it("has no depth that is too much", () => {
    const text = canonicalJson(nested(100_000, (inner) => [inner]));
    expect(text).toBe(`${"[".repeat(100_000)}"a \\"text\\""${"]".repeat(100_000)}`);
  });
});
