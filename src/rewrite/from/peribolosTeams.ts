/** The teams that Peribolos nests in an organization: who is in them, what they have, and what cannot be taken over. */
import { fold, plural } from "../../model/text.ts";
import type { Entry, ScalarNode } from "../../declare/node.ts";
import { errorAt, placeText, quoted } from "../../declare/place.ts";
import type { AdoptedPlace, AdoptedShare, AdoptedTeam } from "./adopted.ts";
import { isSlug } from "../../declare/schemaWords.ts";
import { isNothing } from "../../declare/scalar.ts";
import { entriesIn, namesIn, textIn, type Reading } from "./reading.ts";
import { given } from "../../model/given.ts";
import { unknown, type Draft } from "./peribolosDraft.ts";

interface Teams {
  readonly entries: readonly Entry[];
  readonly parent?: string;
}

/** Adds teams, and those inside of them. */
export function readTeams(draft: Draft, { entries, parent }: Teams, reading: Reading): void {
  for (const entry of entries) {
    const name = entry.key.text;
    const slug = draft.vocabulary.slugOf?.(name) ?? fold(name);
    const at = { file: reading.file, offset: entry.key.start };
    if (!isSlug(slug)) {
      leaveOut({ name, slug, entry }, reading);
      continue;
    }
    const other = draft.teams.get(slug);
    if (other !== undefined) {
      const message = `The team ${quoted(name)} has the slug ${slug}, as has ${quoted(other.team.name ?? slug)} at ${placeText(other.at)}.`;
      reading.diagnostics.push(errorAt(at, { code: "same-team", message, hint: "Correct one of them." }));
      continue;
    }
    const { note } = reading.comments.at(entry.key);
    const fields = new Map(
      entriesIn(entry.value, `The team ${quoted(name)}`, reading).map(({ key, value }) => [
        key.text,
        { key, value },
      ]),
    );
    const team = { slug, name, ...given({ parent, note }) };
    const below = fields.get("teams")?.value;
    const nested = parent !== undefined || (below?.kind === "mapping" && below.entries.length > 0);
    // Its place in the order is above those below it.
    draft.teams.set(slug, {
      team: { ...team, ...teamFields(draft, { slug, name, fields, nested }, reading) },
      at,
    });
    if (below !== undefined)
      readTeams(
        draft,
        { entries: entriesIn(below, `\`teams\` of ${quoted(name)}`, reading), parent: slug },
        reading,
      );
  }
}

/** A team whose slug is not known from its name, or that no file can say. Those below it go with it: nobody could say what stands above them. */
function leaveOut(
  { name, slug, entry }: { readonly name: string; readonly slug: string; readonly entry: Entry },
  { file, leftOut }: Reading,
): void {
  const { value } = entry;
  const below = value.kind === "mapping" ? value.entries.find(({ key }) => key.text === "teams") : undefined;
  const count = below?.value.kind === "mapping" ? below.value.entries.length : 0;
  const at = placeText({ file, offset: entry.key.start });
  leftOut.push({
    what: `the team ${quoted(name)}${count === 0 ? "" : `, and ${plural(count, "team")} below it`}`,
    why:
      slug === ""
        ? `at ${at}; what slug the service makes of its name is not known: write it by hand, under the slug that its address has`
        : `at ${at}; its slug ${quoted(slug)} cannot stand in the files, which begin with a letter or digit`,
  });
}

interface Fields {
  readonly slug: string;
  readonly name: string;
  readonly fields: ReadonlyMap<string, Entry>;
  /** It stands below another team, or above one: then everybody sees it. */
  readonly nested: boolean;
}

const teamKeys = new Set([
  "description",
  "maintainers",
  "members",
  "previously",
  "privacy",
  "repos",
  "teams",
]);

function teamFields(
  draft: Draft,
  { slug, name, fields, nested }: Fields,
  reading: Reading,
): Pick<AdoptedTeam, "description" | "previously" | "members" | "privacy" | "shares"> {
  const of = (field: string) => `\`${field}\` of the team ${quoted(name)}`;
  for (const [field, { key }] of fields)
    if (!teamKeys.has(field)) unknown(key, `of the team ${name}`, reading);
  // Peribolos takes a field without a value for one that is not there, and what is not there is not managed here.
  const at = (field: string) => {
    const value = fields.get(field)?.value;
    return value === undefined || isNothing(value) ? undefined : value;
  };
  for (const field of ["members", "maintainers", "repos"]) {
    const { key } = fields.get(field) ?? {};
    if (key === undefined || at(field) !== undefined) continue;
    reading.leftOut.push({
      what: `the empty ${of(field)}`,
      why: `at ${placeText({ file: reading.file, offset: key.start })}; nothing is said there, so that nothing is taken away: write ${field === "repos" ? "{}" : "[]"} for none`,
    });
  }
  const [about, leads, members, repos, former] = [
    at("description"),
    at("maintainers"),
    at("members"),
    at("repos"),
    at("previously"),
  ];
  const isSecret = isSecretIn(draft, { slug, name, fields, nested }, reading);
  const description = about === undefined ? undefined : textIn(about, of("description"), reading)?.trim();
  const places = (["maintainers", "members"] as const).flatMap((field) => {
    const value = field === "maintainers" ? leads : members;
    if (value === undefined) return [];
    const items = namesIn(value, of(field), reading);
    return items.map((item) =>
      placeOf(item, { lead: field === "maintainers", isLast: item === items.at(-1) }, reading),
    );
  });
  const names = former === undefined ? [] : namesIn(former, of("previously"), reading);
  const slugs = names.map(({ text }) => draft.vocabulary.slugOf?.(text) ?? fold(text));
  return {
    ...(description === undefined || description === "" ? {} : { description }),
    ...(isSecret ? { privacy: "secret" as const } : {}),
    previously: [...new Set(slugs)].filter((each) => each !== slug && each !== ""),
    ...(leads === undefined && members === undefined ? {} : { members: places }),
    ...(repos === undefined
      ? {}
      : { shares: sharesIn(draft, entriesIn(repos, of("repos"), reading), { name, reading }) }),
  };
}

function placeOf(
  item: ScalarNode,
  { lead, isLast }: { readonly lead: boolean; readonly isLast: boolean },
  { comments }: Reading,
): AdoptedPlace {
  return { login: item.text, lead, ...(isLast ? comments.atLast(item) : comments.at(item)) };
}

/** Whether only its members see the team. Of those that everybody sees it is told once that nothing is written of that. */
function isSecretIn(draft: Draft, { name, fields, nested }: Fields, reading: Reading): boolean {
  const node = fields.get("privacy")?.value;
  const privacy = node === undefined ? undefined : textIn(node, "`privacy`", reading);
  if (privacy === "secret" && !nested) return true;
  if (privacy === "closed") draft.seen += 1;
  else if (privacy !== undefined)
    reading.leftOut.push({
      what: `the privacy of the team ${quoted(name)}, ${quoted(privacy)}`,
      why: nested ? "a nested team is seen by everybody" : "who sees a team stays as it is",
    });
  return false;
}

function sharesIn(
  { vocabulary }: Draft,
  entries: readonly Entry[],
  { name, reading }: { readonly name: string; readonly reading: Reading },
): AdoptedShare[] {
  const known = vocabulary.shared[0]?.levels ?? {};
  return entries.flatMap(({ key, value }) => {
    const said = textIn(value, `the level of ${quoted(key.text)}`, reading) ?? "";
    const level = vocabulary.otherLevels?.[said] ?? said;
    if (Object.hasOwn(known, level)) return [{ resource: key.text, level, ...reading.comments.at(key) }];
    if (said === "none") {
      const what = `that the team ${quoted(name)} may do nothing with ${quoted(key.text)}`;
      reading.leftOut.push({ what, why: "whatever a list of shares leaves out is taken away" });
      return [];
    }
    reading.leftOut.push({
      what: `what the team ${quoted(name)} may do with ${quoted(key.text)}`,
      why: `the level ${quoted(said)} is none that the files know: ${Object.keys(known).join(", ")}`,
    });
    return [];
  });
}
