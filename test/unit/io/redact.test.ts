/** A secret never comes out, in any of its forms. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRedactor } from "../../../src/io/redact.ts";

describe("createRedactor", () => {
  it("cuts out secrets in every form, wherever they stand", () => {
    const secret = fc
      .string({ minLength: 8, maxLength: 40 })
      .filter((text) => text === text.trim() && text !== "[redacted]");
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (key, before, after) => {
        const redactor = createRedactor([key]);
        const forms = [
          key,
          encodeURIComponent(key),
          Buffer.from(key).toString("base64"),
          Buffer.from(key).toString("base64url"),
          JSON.stringify(key).slice(1, -1),
        ];
        for (const form of forms) {
          expect(redactor.text(`${before}${form}${after}`)).toContain("[redacted]");
        }
        expect(redactor.text(`a ${key} b`)).not.toContain(key);
      }),
    );
  });

  it("knows the shapes of keys that it was not told of", () => {
    const { text } = createRedactor([]);
    expect(text("key plnx_live_abc123, plnx_sandbox_acme-labs and PLNX_TEST_x.")).toBe(
      "key [redacted], [redacted] and [redacted]",
    );
    expect(text("Authorization: Bearer abcdefgh.ijk")).toBe("Authorization: [redacted]");
    expect(text("Authorization: Bearer \t abcdefgh.ijk")).toBe("Authorization: [redacted]");
  });

  it("cuts the longer of two secrets first, and leaves other text alone", () => {
    const { text } = createRedactor(["secret-1", "secret-12345", "", "  "]);
    expect(text("secret-12345 secret-1")).toBe("[redacted] [redacted]");
    expect(text("Keys look like plnx_live_... and are sent as a Bearer token.")).toBe(
      "Keys look like plnx_live_... and are sent as a Bearer token.",
    );
  });

  it("cuts out a key that was read with the line break that its file ends with", () => {
    const { text } = createRedactor([" vendor key/01+xyz?>~\r\n"]);
    const key = "vendor key/01+xyz?>~";
    const bytes = Buffer.from(key);
    for (const form of [key, encodeURIComponent(key), bytes.toString("base64"), bytes.toString("base64url")])
      expect(text(`(${form})`)).toBe("([redacted])");
  });

  it("cuts out every place, and base64 without its padding", () => {
    const key = "some-key-01";
    const { text } = createRedactor([key]);
    expect(text(`${key}, ${key}`)).toBe("[redacted], [redacted]");
    const bare = Buffer.from(key).toString("base64").replaceAll("=", "");
    expect(text(`<${bare}>`)).toBe("<[redacted]>");
    // Not so that the form for addresses would do: with a slash or a plus, and one or two signs of padding.
    for (const odd of ["~~?some-key1", "~~?some-key12", "~~?some-key"]) {
      const padded = Buffer.from(odd).toString("base64");
      expect(padded).toMatch(/[+/]/);
      expect(createRedactor([odd]).text(`<${padded.replaceAll("=", "")}>`)).toBe("<[redacted]>");
    }
  });

  it("takes a text that is no Unicode as it is", () => {
    const { text } = createRedactor(["\ud800-secret"]);
    expect(text("a \ud800-secret b, undefined")).toBe("a [redacted] b, undefined");
  });
});
