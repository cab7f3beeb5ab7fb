/** What reading takes grows with what there is to read: each dimension alone, eight times as long, by counted work. */
import { describe, expect, it } from "vitest";
import { declare } from "../../../src/declare/read.ts";
import { growthOf } from "../../fakes/counting.ts";
import { treeOf, type Files } from "../../fakes/world.ts";

const few = 30;
const many = 8 * few;
/** All work together, and what runs at any one place: where things are sorted, it is a little more. */
const most = { together: 9, apart: 16 };

const all = (n: number, make: (at: number) => string): string =>
  Array.from({ length: n }, (_, at) => make(at)).join("");
const mail = (at: number): string => `p${at}@acme.example`;
const settings = (more = "", key = "acme"): string =>
  `organization:\n  provider: planasonix\n  id: org_01${key}\n${more}`;
const acme = (files: Readonly<Record<string, string>>, more = ""): Files => ({
  "acme/organization.yaml": settings(more),
  ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`acme/${path}`, text])),
});
const members = (n: number, entry: (at: number) => string = () => "viewer"): string =>
  `members:\n${all(n, (at) => `  ${mail(at)}: ${entry(at)}\n`)}`;
const byPath = (n: number, make: (at: number) => readonly [string, string]): Files =>
  Object.fromEntries(Array.from({ length: n }, (_, at) => make(at)));

const cases: Readonly<Record<string, (n: number) => Files>> = {
  "members of one file": (n) => acme({ "members.yaml": members(n) }),
  "files of one organization": (n) => ({
    ...acme({}),
    ...byPath(n, (at) => [`acme/m${at}.yaml`, `members: { ${mail(at)}: viewer }\n`]),
  }),
  organizations: (n) =>
    byPath(n, (at) => [
      `org${at}/organization.yaml`,
      `${settings(`  name: Company ${at}\n`, String(at))}${members(2, () => "admin")}`,
    ]),
  "organizations with keys that are delivered": (n) =>
    byPath(n, (at) => [
      `org${at}/organization.yaml`,
      `${settings("", String(at))}${members(2, () => "admin")}` +
        `service_accounts:\n  bot: { role: editor, owner: ${mail(0)}, keys: { gha: { scopes: [pipelines:run], deliver_to: { file: keys/${at} } } } }\n`,
    ]),
  "the people of all organizations, with former addresses and ids": (n) => ({
    "people.yaml": `people:\n${all(n, (at) => `  p${at}: { name: Person ${at}, email: ${mail(at)}, previously: [old${at}@acme.example], ids: { acme: usr_${at} }, successor: p${(at + 1) % n} }\n`)}`,
    ...acme({ "members.yaml": `members:\n${all(n, (at) => `  p${at}: viewer\n`)}` }),
  }),
  "members with successors, shares and former addresses": (n) =>
    acme({
      "members.yaml": members(
        n,
        (at) =>
          `{ role: editor, successor: ${mail((at + 1) % n)}, previously: [old${at}@acme.example], shares: { pipelines: { load-${at}: edit } } }`,
      ),
    }),
  "members whose time ends": (n) =>
    acme({
      "members.yaml": members(
        n,
        (at) => `{ role: viewer, expires: 2027-01-${String((at % 28) + 1).padStart(2, "0")} }`,
      ),
    }),
  "teams below each other": (n) =>
    acme({
      "teams/all.yaml": `teams:\n${all(n, (at) => `  t${at}: { name: Team ${at}${at === 0 ? "" : `, parent: t${at - 1}`} }\n`)}`,
    }),
  "teams that include each other": (n) =>
    acme({
      "members.yaml": members(n),
      "teams/all.yaml": `teams:\n${all(n, (at) => `  t${at}: { members: [${mail(at)}] }\n`)}  whole: { members: [{ include: [${all(n, (at) => `t${at}, `)}] }] }\n`,
    }),
  "the members of one team": (n) =>
    acme({
      "members.yaml": members(n),
      "teams/one.yaml": `teams:\n  one:\n    members:\n${all(n, (at) => `      - ${mail(at)}\n`)}`,
    }),
  "teams with a file each": (n) => ({
    ...acme({ "members.yaml": members(n) }),
    ...byPath(n, (at) => [
      `acme/teams/t${at}.yaml`,
      `teams: { t${at}: { members: [${mail(at)}], previously: [was${at}] } }\n`,
    ]),
  }),
  "profiles and who has them": (n) =>
    acme(
      { "members.yaml": members(n, (at) => `{ profile: f${at} }`), "teams/one.yaml": "teams: { one: {} }\n" },
      `  profiles:\n${all(n, (at) => `    f${at}: { role: viewer, teams: [one] }\n`)}`,
    ),
  "custom roles and who has them": (n) =>
    acme({
      "roles.yaml": `roles:\n${all(n, (at) => `  r${at}: { base: viewer, permissions: [reports:read] }\n`)}`,
      "members.yaml": members(n, (at) => `r${at}`),
    }),
  waivers: (n) =>
    acme(
      { "members.yaml": members(2, () => "admin") },
      `  waivers:\n${all(n, (at) => `    - { guard: max_loss, until: 2027-01-01, reason: reason ${at} }\n`)}`,
    ),
  "service accounts with keys": (n) =>
    acme({
      "members.yaml": members(2, () => "admin"),
      "bots.yaml": `service_accounts:\n${all(n, (at) => `  b${at}: { role: editor, owner: ${mail(0)}, keys: { gha: { scopes: [pipelines:run] } } }\n`)}`,
    }),
  ids: (n) =>
    acme({
      "members.yaml": members(n),
      "ids.yaml": `ids:\n  members:\n${all(n, (at) => `    ${mail(at)}: usr_${at}\n`)}`,
    }),
  owners: (n) =>
    acme({
      "members.yaml": members(n),
      "own.yaml": `ownership:\n  pipelines:\n${all(n, (at) => `    load-${at}: ${mail(at)}\n`)}`,
    }),
  "people of a GitHub organization, their teams and what those hold": (n) => ({
    "acme/organization.yaml": "organization: { provider: github, id: acme }\n",
    "acme/members.yaml": `members:\n${all(n, (at) => `  user-${at}: ${at < 2 ? "admin" : "member"}\n`)}`,
    "acme/teams.yaml": `teams:\n${all(n, (at) => `  t${at}: { members: [user-${at}], shares: { repositories: { repo-${at}: push } } }\n`)}`,
  }),
  "users and groups that are reached by SCIM": (n) => ({
    "wiki/organization.yaml": `organization: { provider: scim, id: wiki, api: "https://wiki.example/scim/v2", scim: { expects: { user: ${mail(0)} } } }\n`,
    "wiki/members.yaml": members(n, () => "member"),
    "wiki/teams.yaml": `teams:\n${all(n, (at) => `  t${at}: { members: [${mail(at)}] }\n`)}`,
  }),
  "former names of one team": (n) =>
    acme({
      "members.yaml": members(2, () => "admin"),
      "teams.yaml": `teams: { one: { members: [${mail(0)}], previously: [${all(n, (at) => `was${at}, `)}] } }\n`,
    }),
  "waivers, and tasks that were settled": (n) =>
    acme(
      { "members.yaml": members(2, () => "admin") },
      `  waivers:\n${all(n, () => "    - { guard: max_loss, until: 2026-12-01, reason: Spring cleaning }\n")}` +
        `  settled:\n${all(n, (at) => `    - { task: "${at.toString(16).padStart(16, "0")}", by: ${mail(0)}, reason: Done by hand }\n`)}`,
    ),
  "remarks on entries": (n) => acme({ "members.yaml": members(n, () => "{ rank: viewer }") }),
  "remarks on names that nobody has": (n) =>
    acme({
      "members.yaml": members(2, () => "admin"),
      "teams/one.yaml": `teams:\n  one:\n    members:\n${all(n, (at) => `      - q${at}@acme.example\n`)}`,
    }),
  "remarks on what is declared twice": (n) => acme({ "a.yaml": members(n), "b.yaml": members(n) }),
};

describe("reading does eight times the work for eight times as many", () => {
  it.each(Object.entries(cases))("%s", (name, make) => {
    const { diagnostics } = declare({ tree: treeOf(make(few)), label: "access", today: "2026-11-02" });
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    expect(errors.map(({ message }) => message)).toHaveLength(
      name.startsWith("remarks") ? errors.length || 1 : 0,
    );
    // What files were found to say is remembered by their bytes: each reading has bytes of its own.
    const work = (n: number) => {
      const files = make(n);
      return () => declare({ tree: treeOf(files), label: "access", today: "2026-11-02" });
    };
    const growth = growthOf("", { little: work(few), much: work(many), apart: { times: most.apart, few } });
    expect(growth.apart).toEqual([]);
    expect(growth.together).toBeLessThan(most.together);
  });
});
