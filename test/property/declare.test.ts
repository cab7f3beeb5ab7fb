/** Rules of reading that hold for every text, and for every order of files and entries. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { declare } from "../../src/declare/read.ts";
import type { Diagnostic } from "../../src/model/diagnostic.ts";
import { entitiesOf } from "../../src/model/state.ts";
import type { TreeEntry } from "../../src/model/tree.ts";

const valid = `# Acme
organization:
  name: "Acme"
  provider: planasonix
  id: org_01jq8acme
  successor: ana@acme.example
  guards: { min_admins: 1, max_loss: 25%, protected: [ana@acme.example] }
members:
  ana@acme.example: admin
  lee@acme.example: { role: editor, state: active }
  rob@acme.example: { state: deactivated }
teams:
  finance:
    name: Finance
    description: |
      Revenue
    parent: business
    manager: rob@acme.example
    previously: [accounting]
    members:
      - ana@acme.example
      - { member: lee@acme.example, role: lead }
  business: { parent: null, members: [] }
`;

function entry(path: string, content: string | Uint8Array): TreeEntry {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return { path, type: "file", size: bytes.length, bytes };
}

/** Reads one file and checks what must hold for any. */
function readAnything(content: string | Uint8Array): void {
  const path = "acme/organization.yaml";
  const file = entry(path, content);
  const { organizations, diagnostics } = declare({ tree: [file], label: "access" });
  const lines = new TextDecoder().decode(file.bytes ?? undefined).split("\n");
  for (const { source, message } of diagnostics) {
    expect(source.file).toBe(`access/${path}`);
    expect(source.line).toBeGreaterThanOrEqual(1);
    expect(source.line).toBeLessThanOrEqual(lines.length);
    expect(source.column).toBeGreaterThanOrEqual(1);
    expect(source.column).toBeLessThanOrEqual((lines[source.line - 1]?.length ?? 0) + 1);
    expect(message).not.toBe("");
  }
  expect(organizations.length).toBe(diagnostics.some((item) => item.severity === "error") ? 0 : 1);
}

const pieces = fc.constantFrom(
  "\n",
  "\r",
  "\t",
  " ",
  "  ",
  "- ",
  "? ",
  ": ",
  ":",
  "#",
  "&a ",
  "*a",
  "!!str ",
  "<<: ",
  "{",
  "}",
  "[",
  "]",
  ",",
  "|",
  ">",
  "'",
  '"',
  "\\x41",
  "---\n",
  "...\n",
  "%YAML 1.2\n",
  "~",
  "no",
  "5",
  "2026-01-01",
  "\u200b",
  "\u0000",
  "\ufeff",
  "\u{1f600}",
  "\ud800",
  "__proto__",
  "constructor",
  "ana@acme.example",
  "members:",
  "teams:",
  "organization:",
  "admin",
  "Admin",
  "null",
);

describe("reading", () => {
  it("ends in organizations or in remarks inside the text, whatever the text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 60 }), readAnything), { numRuns: 200 });
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join("")),
        readAnything,
      ),
      { numRuns: 500 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), readAnything), { numRuns: 200 });
  });

  it("does so for good files that were damaged", () => {
    const place = fc.nat({ max: valid.length });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(place, fc.nat({ max: 12 }), fc.option(pieces, { nil: "" })), {
          minLength: 1,
          maxLength: 3,
        }),
        (edits) => {
          readAnything(
            edits.reduce((text, [at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut), valid),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it("does not depend on the order of files and entries, places aside", () => {
    const roles = fc.constantFrom("viewer", "editor", "admin", "{ state: removed }", "Admin", "~");
    const members = fc.uniqueArray(fc.tuple(fc.constantFrom(..."abcdefgh"), roles), {
      selector: ([name]) => name,
      maxLength: 8,
    });
    const name = fc.constantFrom(..."abcdefghi").map((letter) => `${letter}@x.example`);
    const team = fc.record({
      slug: fc.constantFrom("one", "two", "three", "four"),
      parent: fc.option(fc.constantFrom("one", "two", "three", "four", "fife")),
      former: fc.option(fc.constantFrom("old", "one")),
      manager: fc.option(name),
      members: fc.option(fc.uniqueArray(name, { maxLength: 4 })),
    });
    const teams = fc.uniqueArray(team, { selector: (item) => item.slug, maxLength: 4 });
    fc.assert(
      fc.property(members, teams, fc.infiniteStream(fc.nat({ max: 1000 })), (people, groups, chance) => {
        const shuffled = <T>(items: readonly T[]): T[] =>
          items
            .map((item) => ({ item, at: chance.next().value }))
            .sort((a, b) => a.at - b.at)
            .map(({ item }) => item);
        const lines = (order: <T>(items: readonly T[]) => T[]): TreeEntry[] => {
          const memberLines = order(people).map(([who, what]) => `  ${who}@x.example: ${what}\n`);
          const teamLines = order(groups).map(
            (group) =>
              `  ${group.slug}:\n    parent: ${group.parent ?? "null"}\n    previously: [${group.former ?? ""}]\n` +
              `    manager: ${group.manager ?? "null"}\n` +
              (group.members === null ? "" : `    members: [${order(group.members).join(", ")}]\n`),
          );
          return order([
            entry("acme/organization.yaml", "organization: { provider: planasonix, id: org_1 }\n"),
            entry(
              "acme/members.yaml",
              `members:${memberLines.length === 0 ? " {}" : ""}\n${memberLines.join("")}`,
            ),
            entry("acme/teams/a.yaml", `teams:${teamLines.length === 0 ? " {}" : ""}\n${teamLines.join("")}`),
          ]);
        };
        const first = essence(lines((items) => [...items]));
        expect(essence(lines(shuffled))).toEqual(first);
      }),
      { numRuns: 200 },
    );
  });
});

/** What was read, without any place. */
function essence(tree: readonly TreeEntry[]): unknown {
  const { organizations, diagnostics } = declare({ tree, label: "access" });
  const bare = ({ code, severity, message, hint, source }: Diagnostic): string =>
    [code, severity, message, hint, source.file].join(" ").replace(/:\d+:\d+/g, "");
  return {
    remarks: diagnostics.map(bare).sort(),
    organizations: organizations.map(({ key, policy, desired }) => ({
      key,
      policy,
      entities: entitiesOf(desired).map((entity) => ({ ...entity, source: null })),
    })),
  };
}
