/** Text of a service reaches a terminal as text, whatever it holds. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { terminalText } from "../../src/render/escape.ts";

it("no text from elsewhere moves the cursor", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(terminalText(text)).not.toMatch(/\p{Cc}/u);
    }),
  );
});
