/** The access files of an organization that another tool managed, with the comments that stood at its entries. */
import { fold } from "../../model/text.ts";
import type { ProviderName } from "../../model/vocabularies/all.ts";
import { idsFile } from "../../declare/fileNames.ts";
import type { People } from "../../declare/facts.ts";
import { parseNodes } from "../../declare/nodes.ts";
import { sourceFile } from "../../declare/place.ts";
import { editText, type TextEdit } from "../edit/edit.ts";
import { isMapping, mappingFrom, plainOf, type Plain, type PlainMapping } from "../edit/plain.ts";
import { entryLines, inline } from "../edit/render.ts";
import { scalarText } from "../edit/scalarText.ts";
import { idsText, memberLines, organizationText, teamPaths } from "../live/freshFiles.ts";
import type { Adopted, AdoptedPlace, AdoptedTeam, Note } from "./adopted.ts";
import { given } from "../../model/given.ts";

interface Settings {
  readonly provider: ProviderName;
  readonly id: string;
  readonly api?: string;
}

/** Path below the organization's folder -> text. Whoever stands in the file of all people is called by their key there. */
export function adoptedFiles(
  adopted: Adopted,
  { connection, people }: { readonly connection: Settings; readonly people: People },
): ReadonlyMap<string, string> {
  const called = calledBy(people);
  const { name, account, members, teams } = adopted;
  const settings = { ...connection, ...given({ name, account }) };
  const lines = members.flatMap(({ login, role, note }) =>
    noted(note, { indent: 2, lines: [`  ${scalarText(called(login), true)}: ${scalarText(role)}`] }),
  );
  const head = lines.length === 0 ? "members: {}" : "members:";
  const files = new Map([
    ["organization.yaml", organizationText(settings)],
    ["members.yaml", [...memberLines, head, ...lines, ""].join("\n")],
  ]);
  const pathOf = teamPaths(teams.map(({ slug }) => fold(slug)));
  for (const team of teams) files.set(pathOf(fold(team.slug)), teamText(team, called));
  const ids = [
    ["members", members.map(({ login, id }) => [called(login), id] as const)],
    ["teams", teams.map(({ slug, id }) => [slug, id] as const)],
  ] as const;
  const known = ids.flatMap(([list, lines]) => {
    const given = lines.flatMap(([key, id]) =>
      id === undefined || (list === "members" && people.byKey.get(fold(key))?.account !== undefined)
        ? []
        : [[key, id] as const],
    );
    return given.length === 0 ? [] : [[list, given] as const];
  });
  if (known.length > 0) files.set(idsFile, idsText(known));
  return files;
}

/** The list of ids that there is with those of another; undefined where it says something else of one of them, or cannot be edited. */
export function idsWith(text: string, other: string): string | undefined {
  const [was, added] = [plainIn(text), plainIn(other)];
  if (was === undefined || added === undefined) return undefined;
  const edits: TextEdit[] = [];
  for (const [list, lines] of Object.entries(added))
    for (const [key, value] of Object.entries(isMapping(lines) ? lines : {})) {
      const known = was[list];
      const said = isMapping(known) ? known[key] : undefined;
      if (said !== undefined && said !== value) return undefined;
      if (said === undefined) edits.push({ op: "set", path: ["ids", list, key], value });
    }
  const edited = editText({ name: idsFile, text, edits });
  return edited.ok ? edited.text : undefined;
}

function plainIn(text: string): PlainMapping | undefined {
  const { root } = parseNodes(sourceFile(idsFile, text));
  const plain = root === undefined ? undefined : plainOf(root);
  const ids = isMapping(plain) ? plain["ids"] : undefined;
  return isMapping(ids) ? ids : undefined;
}

/** What the files call somebody whom the source calls by that login. */
function calledBy({ byKey }: People): (login: string) => string {
  const keys = new Map(
    [...byKey.values()].flatMap(({ slug, login }) =>
      login === undefined ? [] : [[login.key, slug] as const],
    ),
  );
  return (login) => keys.get(fold(login)) ?? login;
}

function teamText(team: AdoptedTeam, called: (login: string) => string): string {
  const { slug, name, description, parent, previously, privacy, managed, members, shares, note } = team;
  const fields: (readonly [string, Plain | undefined])[] = [
    ["name", name],
    ["description", description],
    ["parent", parent],
    ["privacy", privacy],
    ["previously", previously.length === 0 ? undefined : previously],
    ["members_managed", managed],
  ];
  const lines = [
    ...fields.flatMap(([key, value]) => (value === undefined ? [] : entry(key, value))),
    ...(members === undefined ? [] : placeLines(members, called)),
    ...(shares === undefined ? [] : shareLines(shares)),
  ];
  const head = noted(note, { indent: 2, lines: [`  ${scalarText(slug, true)}:`] });
  return ["teams:", ...head, ...lines, ""].join("\n");
}

function entry(key: string, value: Plain): string[] {
  return entryLines({ key, value, indent: 4, eol: "\n", blocks: 0 });
}

/** On one line where that is room enough, and one line each where comments stand at them. */
function placeLines(members: readonly AdoptedPlace[], called: (login: string) => string): string[] {
  const values = members.map(({ login, lead }): Plain => {
    const member = called(login);
    return lead ? { member, role: "lead" } : member;
  });
  if (members.every(({ note }) => note === undefined)) return entry("members", values);
  const room = { column: 8, indent: 10, eol: "\n" };
  return [
    "    members:",
    ...members.flatMap(({ note }, at) =>
      noted(note, { indent: 6, lines: [`      - ${inline(values[at] ?? "", room)}`] }),
    ),
  ];
}

function shareLines(shares: NonNullable<AdoptedTeam["shares"]>): string[] {
  if (shares.every(({ note }) => note === undefined))
    return entry("shares", {
      repositories: mappingFrom(shares.map(({ resource, level }) => [resource, level])),
    });
  return [
    "    shares:",
    "      repositories:",
    ...shares.flatMap(({ resource, level, note }) =>
      noted(note, { indent: 8, lines: [`        ${scalarText(resource, true)}: ${scalarText(level)}`] }),
    ),
  ];
}

/** So long may a line be before its comment goes above it. */
const width = 120;

/** Lines with their comments. */
function noted(
  note: Note | undefined,
  { indent, lines: [first = "", ...rest] }: { readonly indent: number; readonly lines: readonly string[] },
): string[] {
  if (note === undefined) return [first, ...rest];
  const { above, behind, below = [] } = note;
  const fits = behind !== undefined && first.length + behind.length + 3 <= width;
  const over = behind === undefined || fits ? above : [...above, behind];
  return [
    ...over.flatMap((text) => commentLines(text, " ".repeat(indent))),
    fits ? `${first} # ${behind}` : first,
    ...rest,
    ...below.flatMap((text) => commentLines(text, " ".repeat(indent))),
  ];
}

function commentLines(text: string, margin: string): string[] {
  const lines: string[] = [];
  let line = `${margin}#`;
  for (const word of text.split(" ")) {
    if (line.length + word.length >= width && line !== `${margin}#`) {
      lines.push(line);
      line = `${margin}#`;
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
