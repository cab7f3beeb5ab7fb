import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson } from "../../../src/model/strictJson.ts";
import { utf8, utf8Lines } from "../../../src/model/utf8.ts";

describe("strict JSON", () => {
  it("parses as JSON does whatever says one thing, however it is written", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 1, "\t"), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(parseJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
      }),
    );
  });

  it("finds a key that is given another value, wherever it stands", () => {
    const place = fc.array(fc.oneof(fc.constant("list" as const), fc.string()), { maxLength: 6 });
    fc.assert(
      fc.property(place, fc.string(), fc.jsonValue(), fc.jsonValue(), (around, key, one, other) => {
        const name = JSON.stringify(key);
        const twice = `{"a":["}",{"b":"\\""}], ${name} : ${JSON.stringify(one)},${name}:${JSON.stringify(other)} }`;
        const text = around.reduce(
          (inside, by) => (by === "list" ? `[1,${inside},"]"]` : `{${JSON.stringify(by)}:${inside}}`),
          twice,
        );
        // "a" stands in it already.
        fc.pre(key !== "a");
        const alike = JSON.stringify(one) === JSON.stringify(other);
        expect(parseJson(text).ok).toBe(alike || sameValue(one, other));
      }),
    );
  });

  it("takes nesting that is deeper than the stack", () => {
    const deep = `${'{"a":['.repeat(5000)}${"]}".repeat(5000)}`;
    expect(parseJson(deep).ok).toBe(true);
  });

  it("refuses what is no JSON", () => {
    for (const text of ["", "{", '{"a":1', "\ufeff{}", "{'a':1}"])
      expect(parseJson(text)).toEqual({ ok: false, problem: "broken" });
  });
});

function sameValue(a: unknown, b: unknown): boolean {
  try {
    expect(JSON.parse(JSON.stringify(a))).toEqual(JSON.parse(JSON.stringify(b)));
    return true;
  } catch {
    return false;
  }
}

describe("bytes as text", () => {
  it("are the same bytes again, or null", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const text = utf8(bytes);
        if (text !== null) expect(new TextEncoder().encode(text)).toEqual(Uint8Array.from(bytes));
      }),
    );
    expect(utf8(Buffer.from([0x61, 0xff, 0xfe]))).toBeNull();
    expect(utf8(Buffer.from("\ufeffa"))).toBe("\ufeffa");
  });

  it("as lines spoil only the lines that are broken", () => {
    const bytes = Buffer.concat([
      Buffer.from('{"a":"é"}\n{"a":"x'),
      Buffer.from([0xff]),
      Buffer.from('"}\n{"b":1}\n{"c":"'),
      Buffer.from([0xc3]),
    ]);
    const lines = utf8Lines(bytes).split("\n");
    expect(lines.map((line) => parseJson(line).ok)).toEqual([true, false, true, false]);
    expect(lines[0]).toBe('{"a":"é"}');
    expect(utf8Lines(Buffer.from("a\nb\n"))).toBe("a\nb\n");
  });
});
