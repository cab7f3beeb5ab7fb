/** The first files of a live organization: one for the connection, one for people, one for each team, one for the rest. */
import type { Connection } from "../../model/organization.ts";
import type { ScimSettings } from "../../model/scim.ts";
import { mappingFrom, type Plain, type PlainMapping } from "../edit/plain.ts";
import { teamFile } from "../../declare/fileNames.ts";
import { blockLines } from "../edit/render.ts";
import { idsFile } from "../../declare/fileNames.ts";
import { filledLists, idLinesOf } from "./ids.ts";
import { accountEntry, grantsEntry, memberEntry, ownershipEntries, roleEntry, teamEntry } from "./entries.ts";
import { shapeOf, type OwnSectionName } from "../../declare/sections/all.ts";
import type { Imported } from "./imported.ts";

/** Path below the organization's folder -> text. */
export function freshFiles(connection: Connection, imported: Imported): ReadonlyMap<string, string> {
  const { members, teams } = imported;
  const people = [...members.values()].map((member) => [member.email, memberEntry(member)] as const);
  const files = new Map([
    ["organization.yaml", organizationText(connection)],
    ["members.yaml", textOf(memberLines, [["members", mappingFrom(people), 1]])],
  ]);
  const paths = teamPaths([...teams.values()].map(({ key }) => key));
  for (const team of teams.values())
    files.set(paths(team.key), textOf([], [["teams", mappingFrom([[team.slug, teamEntry(team)]]), 2]]));
  const sections = automationSections(imported);
  if (sections.length > 0) files.set("automation.yaml", textOf(automationLines, sections));
  const ids = filledLists(idLinesOf(imported));
  if (ids.length > 0) files.set(idsFile, idsText(ids));
  return files;
}

/** The file of an organization's settings, as far as an import knows them. */
export function organizationText(told: Connection & { readonly name?: string }): string {
  const { name, provider, id, account, api, scim } = told;
  const settings = {
    ...(name === undefined ? {} : { name }),
    provider,
    id,
    ...(account === undefined ? {} : { account: Number(account) }),
    ...(api === undefined ? {} : { api }),
    ...(scim === undefined ? {} : { scim: scimEntry(scim) }),
  };
  return textOf(organizationLines, [["organization", settings, 1]]);
}

/** The path of each team's file, by its key. A team `team-nul` has its name before the team `nul` has to take another one. */
export function teamPaths(keys: readonly string[]): (key: string) => string {
  const own = new Set(keys.map((key) => `teams/${key}.yaml`));
  const made = new Set<string>();
  return (key) => {
    const path = teamFile(key, (it) => it !== `teams/${key}.yaml` && (own.has(it) || made.has(it)));
    made.add(path);
    return path;
  };
}

/** The file of ids, list by list. */
export function idsText(lists: readonly (readonly [string, Entries])[]): string {
  const ids = lists.map(([list, lines]) => [list, mappingFrom(lines)] as const);
  return textOf(idsComments, [["ids", mappingFrom(ids), 2]]);
}

type Entries = readonly (readonly [name: string, value: Plain])[];

/** What an import is told of a service. */
function scimEntry({ profile, expects }: ScimSettings): PlainMapping {
  return mappingFrom([
    ["profile", profile],
    ...(expects === undefined ? [] : [["expects", mappingFrom([["user", expects]])] as const]),
  ]);
}

const organizationLines = [
  "# Which live organization this folder speaks of, and the policy on it. What is live and in no file is reported",
  "# and left alone, until `unlisted` says otherwise.",
];
export const memberLines = [
  "# Everybody in the organization, and the most that each may do there. What they work on comes from teams.",
];
const automationLines = [
  "# What runs without anybody: roles finer than the built-in ones, service accounts, and who owns what.",
];

const idsComments = [
  "# What all this is known by at the service: whatever is renamed there is found by its id. `muster import` keeps it.",
];

/** A section, its entries, and how many levels of these are blocks even where they would fit a line. */
type Section = readonly [name: string, entries: PlainMapping, blocks: number];

/** A file of these sections below comments. */
export function textOf(comments: readonly string[], sections: readonly Section[]): string {
  const blocks = sections.map(([name, entries, levels]) =>
    blockLines(mappingFrom([[name, entries]]), { indent: 0, eol: "\n", blocks: 1 + levels }).join("\n"),
  );
  return `${[...comments, blocks.join("\n\n")].join("\n")}\n`;
}

/** A new file beside others: these sections and their entries. */
export function sectionText(sections: ReadonlyMap<OwnSectionName, ReadonlyMap<string, Plain>>): string {
  return textOf(
    sections.has("ids") ? idsComments : [],
    [...sections].map(([name, entries]) => [name, mappingFrom(entries), shapeOf(name).blocks]),
  );
}

function automationSections({ roles, accounts, ownerships, grants }: Imported): Section[] {
  const section = (name: string, entries: Iterable<readonly [string, Plain]>, blocks: number): Section => [
    name,
    mappingFrom(entries),
    blocks,
  ];
  return [
    section(
      "roles",
      [
        ...[...roles.values()].map((role) => [role.name, roleEntry(role)] as const),
        ...[...(grants?.values() ?? [])].map((role) => [role.name, grantsEntry(role)] as const),
      ],
      1,
    ),
    section(
      "service_accounts",
      [...accounts.values()].map((account) => [account.name, accountEntry(account)]),
      2,
    ),
    section("ownership", Object.entries(ownershipEntries([...ownerships.values()])), 2),
  ].filter(([, entries]) => Object.keys(entries).length > 0);
}
