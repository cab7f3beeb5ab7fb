/** Path overrides change where, never what. */
import { describe, expect, it } from "vitest";
import { planasonixCapabilities } from "../../../src/providers/planasonix/capabilities.ts";
import { readRouteOverrides } from "../../../src/providers/planasonix/overrides.ts";
import { kinds, type Kind } from "../../../src/model/entity.ts";
import { verbsOn } from "../../../src/kinds/verbs.ts";

describe("readRouteOverrides", () => {
  it("takes known routes with all their placeholders", () => {
    const paths = { members: "/admin/{org}/people", removeMember: "/admin/people/{id}" };
    expect(readRouteOverrides(JSON.stringify(paths))).toEqual({ ok: true, overrides: paths });
  });

  it.each([
    ["{", /not JSON/],
    ["[]", /object/],
    ['{"invitatons": "/x"}', /did you mean "invitations"/],
    ['{"__proto__x": "/x"}', /No route/],
    ['{"members": 1}', /text/],
    ['{"removeMember": "/admin/people"}', /lacks \{id\}/],
    ['{"members": "/people/{who}"}', /\{who\}/],
    ['{"members": "https://evil.example/"}', /look like/],
    ['{"members": "@evil.example"}', /look like/],
    ['{"members": "//evil.example/x"}', /look like/],
    ['{"members": "/a/../b"}', /look like/],
    ['{"members": "/a?b"}', /look like/],
  ])("refuses %s", (text, why) => {
    const read = readRouteOverrides(text);
    expect(read.ok).toBe(false);
    if (!read.ok) expect(read.message).toMatch(why);
  });
});

describe("planasonixCapabilities", () => {
  it("has a sentence for every verb, under its own kind", () => {
    const verbsOf = (kind: Kind): string[] => Object.keys(verbsOn(kind).verbs);
    for (const kind of kinds) {
      const verbs = kind === "service_account" ? [...verbsOf(kind), ...verbsOf("ownership")] : verbsOf(kind);
      expect(Object.keys(planasonixCapabilities[kind]).sort()).toEqual(verbs.sort());
      for (const capability of Object.values(planasonixCapabilities[kind]))
        expect(capability.sentence).toMatch(/^[\w].*\.$/);
    }
    for (const kind of kinds)
      for (const capability of Object.values(planasonixCapabilities[kind]))
        expect(capability.can).toBe(kind === "role_grant" ? "no" : "yes");
  });
});
