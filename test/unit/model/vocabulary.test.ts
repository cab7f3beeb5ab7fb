/** Patterns of several services at once: each is the whole text of one of them, and nothing between. */
import { describe, expect, it } from "vitest";
import { alternatives, hasShape } from "../../../src/model/vocabulary.ts";

describe("the pattern of several services", () => {
  const ids = alternatives(["org_[0-9]+", "team_[0-9]+"]);

  it.each(["org_1", "team_23"])("takes the whole of %s", (id) => {
    expect(hasShape({ pattern: ids, looks: "" }, id)).toBe(true);
  });

  it.each(["org_1x", "xteam_23", "org_1team_2", ""])("takes no part of %j for an id", (text) => {
    expect(hasShape({ pattern: ids, looks: "" }, text)).toBe(false);
  });

  it("is the pattern itself where there is one", () => {
    expect(alternatives(["org_[0-9]+"])).toBe("org_[0-9]+");
  });
});
