/** New addresses where they do not fit, and in entries whose names are words of ours. */
import { expect, it } from "vitest";
import { renameFiles, type Renaming } from "../../../src/rewrite/rename.ts";
import { treeOf } from "../../fakes/world.ts";

const people = Array.from({ length: 12 }, (_, at) => `person${String(at).padStart(2, "0")}`);
const organization = `organization:
  provider: planasonix
  id: org_01acme
  guards: { min_admins: 1 }
members:
  ana@acme.example: admin
${people.map((name) => `  ${name}@acme.example: editor\n`).join("")}`;

function renamed(teams: string, asked: Renaming) {
  const files = { "acme/organization.yaml": organization, "acme/teams/ops.yaml": teams };
  const done = renameFiles({ tree: treeOf(files), label: "access", today: "2026-11-30", asked });
  if (!done.ok) return done;
  return done.files.find(({ path }) => path === "acme/teams/ops.yaml")?.after;
}

it("goes on below where a line gets too long, between brackets and nowhere else", () => {
  const list = (domain: string) => people.map((name) => `${name}@${domain}`);
  const domain = { domain: "acme.example", to: "acme-industries.example" };
  expect(
    renamed(`teams:\r\n  ops:\r\n    members: [${list("acme.example").join(", ")}] # all\r\n`, domain),
  ).toBe(
    [
      "teams:",
      "  ops:",
      "    members: [person00@acme-industries.example, person01@acme-industries.example, person02@acme-industries.example,",
      "      person03@acme-industries.example, person04@acme-industries.example, person05@acme-industries.example,",
      "      person06@acme-industries.example, person07@acme-industries.example, person08@acme-industries.example,",
      "      person09@acme-industries.example, person10@acme-industries.example, person11@acme-industries.example] # all",
      "",
    ].join("\r\n"),
  );
  const [first = "", ...others] = list("acme.example");
  expect(renamed(`teams:\n  ops:\n    members: [${first},\n      ${others.join(", ")}]\n`, domain)).toMatch(
    /^ {4}members: \[person00@acme-industries\.example,\n {6}person01@.*,\n {8}person04@.*,\n {8}person07@.*,\n {8}person10@.*\]$/m,
  );
  const note = "x".repeat(260);
  expect(
    renamed(`teams:\n  ops:\n    members:\n      - person00@acme.example # ${note}\n`, domain),
  ).toMatchObject({
    error:
      "access/acme/teams/ops.yaml was not edited: its line 4 is too long for the new address; break that line first.",
  });
  expect(
    renamed("teams:\n  ops:\n    members:\n      - >-\n        person00@acme.example\n", domain),
  ).toMatchObject({
    error:
      "access/acme/teams/ops.yaml:4:9 was not edited: an address is written in a way that cannot be replaced in place; write it plainly on one line.",
  });
  expect(
    renamed(
      `teams:\n  ops:\n    members:\n      - { member: person00@acme.example, role: lead, expires: 2027-01-01 } # ${note.slice(45)}\n`,
      domain,
    ),
  ).toBe(
    `teams:\n  ops:\n    members:\n      - { member: person00@acme-industries.example, role: lead,\n          expires: 2027-01-01 } # ${note.slice(45)}\n`,
  );
});

it.each(["shares", "reason", "task", "name", "previously"])(
  "finds who is in a team that is called %s",
  (slug) => {
    const teams = (who: string) =>
      `teams:\n  ${slug}:\n    description: ask person00@acme.example\n    members: [${who}]\n`;
    expect(
      renamed(teams("person00@acme.example"), { who: "person00@acme.example", email: "zero@acme.example" }),
    ).toBe(teams("zero@acme.example"));
  },
);
