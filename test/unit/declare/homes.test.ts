/** The list of where keys belong is held against the shapes of the sections: no hint leads to a place that refuses the key. */
import { describe, expect, it } from "vitest";
import { homes } from "../../../src/declare/keyHomes.ts";
import { declare } from "../../../src/declare/read.ts";
import { treeOf } from "../../fakes/world.ts";

const head = "organization: { provider: planasonix, id: org_01acme";
const inFile = (text: string): string => `${head} }\n${text}`;
/** A file in which the key stands where the words say. */
const placed: Readonly<Record<string, (key: string) => string>> = {
  "a file": (key) => inFile(`${key}: {}\n`),
  "a file or of a team": (key) => inFile(`teams: { ops: { ${key}: [] } }\n${key}: {}\n`),
  "a file or of a profile": (key) => `${head}, profiles: { p: { role: viewer, ${key}: [] } } }\n${key}: {}\n`,
  "a file of its own folder, organization.yaml": () => inFile(""),
  "`organization`": (key) => `${head}, ${key}: {} }\n`,
  "`guards` of `organization`": (key) => `${head}, guards: { ${key}: 1 } }\n`,
  "`unlisted` of `organization`": (key) => `${head}, unlisted: { ${key}: 1 } }\n`,
  "`guests` of `organization`": (key) => `${head}, guests: { ${key}: 1 } }\n`,
  "`sso` of `organization`": (key) => `${head}, sso: { ${key}: 1 } }\n`,
  "a member": (key) => inFile(`members: { a@acme.example: { role: viewer, ${key}: x } }\n`),
  "a team": (key) => inFile(`teams: { ops: { ${key}: x } }\n`),
  "a line of a team's `members`: `members: [{ include: [SLUG] }]`": (key) =>
    inFile(`teams: { ops: { members: [{ ${key}: [x] }] } }\n`),
  "a role": (key) => inFile(`roles: { x: { ${key}: x } }\n`),
  "a service account": (key) => inFile(`service_accounts: { x: { ${key}: {} } }\n`),
  "a person in people.yaml": (key) => `people: { mia: { ${key}: 2027-01-01 } }\n`,
};

describe("where a key belongs", () => {
  it.each(Object.entries(homes))("%s: a key of %s", (key, home) => {
    const text = placed[home]?.(key);
    if (text === undefined) throw new Error(`no example for ${home}`);
    const path = home.includes("people.yaml") ? "people.yaml" : "acme/organization.yaml";
    const { diagnostics } = declare({ tree: treeOf({ [path]: text }), label: "access", today: "2026-11-02" });
    expect(diagnostics.filter(({ code }) => code === "unknown-key")).toEqual([]);
  });

  it("is not told of a key that is known nowhere, nor of what every object has", () => {
    for (const key of ["colour", "constructor", "__proto__"]) {
      const tree = treeOf({ "acme/organization.yaml": inFile(`${key}: {}\n`) });
      const { diagnostics } = declare({ tree, label: "access", today: "2026-11-02" });
      expect(diagnostics.map(({ hint }) => hint ?? "").join()).not.toContain("It is a key of");
    }
  });
});
