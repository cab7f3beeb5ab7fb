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
  waivers:
    - { guard: max_loss, until: 2026-12-01, reason: "contract ended" }
  profiles:
    analyst: { role: viewer, teams: [finance] }
members:
  pia@acme.example: { profile: analyst, shares: { projects: { revenue: view } } }
  tom@acme.example: operator
  ana@acme.example: admin
  lee@acme.example: { role: editor, state: active }
  rob@acme.example: { state: deactivated, successor: lee@acme.example, at_once: "SEC-9" }
roles:
  operator: { base: viewer, permissions: [pipelines:run] }
service_accounts:
  ci:
    description: Deploys
    role: operator
    owner: rob@acme.example
    shares: { pipelines: { nightly: { level: run } } }
    keys:
      actions: { scopes: [pipelines:read, pipelines:run], reason: bootstrap }
ownership:
  pipelines: { nightly: lee@acme.example }
  schedules: { "every night": rob@acme.example }
teams:
  sso: { members_from: sso:analysts }
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
  const { organizations, diagnostics } = declare({ tree: [file], label: "access", today: "2026-11-21" });
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
  "roles:",
  "service_accounts:",
  "ownership:",
  "pipelines:",
  "shares:",
  "keys:",
  "null",
);

describe("reading", () => {
  it("finds no fault in what the damage below begins with", () => {
    const tree = [entry("acme/organization.yaml", valid)];
    const { diagnostics } = declare({ tree, label: "access", today: "2026-11-21" });
    expect(diagnostics.filter((item) => item.severity === "error")).toEqual([]);
  });

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
    const roles = fc.constantFrom(
      "viewer",
      "operator",
      "admin",
      "{ state: removed }",
      "{ state: removed, successor: a@x.example }",
      "{ profile: p }",
      "{ role: viewer, shares: { pipelines: { one: view, two: run } } }",
      "Admin",
      "~",
    );
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
            entry(
              "acme/organization.yaml",
              "organization: { provider: planasonix, id: org_1, profiles: { p: { role: editor, teams: [one] } } }\n",
            ),
            entry(
              "acme/automation.yaml",
              `${order([
                "roles: { operator: { base: viewer, permissions: [pipelines:run] } }\n",
                "service_accounts:\n" +
                  order([
                    "  s: { role: operator, owner: one }\n",
                    "  t: { role: boss, owner: b@x.example }\n",
                  ]).join(""),
                "ownership:\n" +
                  order(["  pipelines: { one: c@x.example }\n", "  schedules: { one: d@x.example }\n"]).join(
                    "",
                  ),
              ]).join("")}`,
            ),
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

describe("people who leave", () => {
  it("never make files invalid, and stand for nothing afterwards", () => {
    const name = fc.constantFrom(..."abcdef").map((letter) => `${letter}@x.example`);
    const person = fc.record({
      role: fc.constantFrom("viewer", "editor", "operator"),
      successor: fc.option(name),
      share: fc.boolean(),
    });
    const world = fc.record({
      people: fc.array(person, { minLength: 6, maxLength: 6 }),
      successor: fc.option(name),
      manager: name,
      owner: name,
      account: name,
      leavers: fc.uniqueArray(name, { maxLength: 6 }),
    });
    fc.assert(
      fc.property(world, ({ people, successor, manager, owner, account, leavers }) => {
        const members = people.map((item, index) => {
          const email = `${"abcdef".charAt(index)}@x.example`;
          const fields = [
            `role: ${item.role}`,
            ...(item.successor === null || item.successor === email ? [] : [`successor: ${item.successor}`]),
            ...(item.share ? ["shares: { pipelines: { nightly: view } }"] : []),
          ];
          return { email, fields };
        });
        const text = (gone: readonly string[]): string =>
          `organization: { provider: planasonix, id: org_1${successor === null ? "" : `, successor: ${successor}`} }
roles: { operator: { base: viewer, permissions: [pipelines:run] } }
members:
${members.map(({ email, fields }) => `  ${email}: { ${[...fields, ...(gone.includes(email) ? ["state: removed"] : [])].join(", ")} }\n`).join("")}
teams: { one: { manager: ${manager}, members: [${manager}] } }
service_accounts: { bot: { role: viewer, owner: ${account} } }
ownership: { pipelines: { nightly: ${owner} } }
`;
        const read = (gone: readonly string[]) =>
          declare({
            tree: [entry("acme/organization.yaml", text(gone))],
            label: "access",
            today: "2026-11-21",
          });
        expect(read([]).organizations).toHaveLength(1);
        const [acme] = read(leavers).organizations;
        expect(acme).toBeDefined();
        if (acme === undefined) return;
        const { desired, policy } = acme;
        const active = (key: string | null | undefined): boolean =>
          !key || desired.member.get(key)?.state === "active";
        expect(active(policy.successor)).toBe(true);
        for (const { key, successor: heir } of desired.member.values()) {
          expect(active(heir)).toBe(true);
          expect(heir).not.toBe(key);
        }
        expect(active(desired.team.get("one")?.manager)).toBe(true);
        expect(active(desired.service_account.get("bot")?.owner?.key)).toBe(true);
        for (const item of desired.ownership.values()) expect(active(item.owner)).toBe(true);
        for (const item of desired.team_membership.values()) expect(active(item.member)).toBe(true);
        for (const { holder } of desired.share.values()) expect(active(holder.key)).toBe(true);
        // Whoever stays keeps what the files give them by name.
        if (!leavers.includes(manager)) expect(desired.team.get("one")?.manager).toBe(manager);
        if (!leavers.includes(owner)) {
          expect(desired.ownership.get("pipeline:nightly")?.owner).toBe(owner);
        }
      }),
      { numRuns: 200 },
    );
  });
});

/** What was read, without any place. */
function essence(tree: readonly TreeEntry[]): unknown {
  const { organizations, diagnostics } = declare({ tree, label: "access", today: "2026-11-21" });
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
