/**
 * Files that add people to a team which another file declares. Both sides name each other: the declaring file opens the
 * team (`open_to`), the adding one says that it only adds (`adds_to`). So neither can make of the other what its owner
 * did not write: who owns the adding file declares nothing, and who owns another cannot take a declaration for an addition.
 */
import type { Diagnostic } from "../model/diagnostic.ts";
import { grouped } from "../model/grouped.ts";
import { nearest, sortedBy } from "../model/text.ts";
import type { DeclaredPlace, DeclaredTeam, Reference } from "./items.ts";
import type { MappingNode } from "./node.ts";
import { filePath } from "./schemaWords.ts";
import { errorAt, placeText, quoted, type Place, type SourceFile } from "./place.ts";

/** What an entry that adds may not say: it names people, as members, and for how long. */
export function additionFaults(
  file: SourceFile,
  node: MappingNode,
  {
    members,
    include = [],
  }: { readonly members: readonly DeclaredPlace[]; readonly include?: readonly Reference[] | undefined },
): Diagnostic[] {
  const fault = (at: Place, what: string): Diagnostic =>
    errorAt(at, {
      code: "only-adds",
      message: `${what} beside \`adds_to\`: a file that adds to a team names people in \`members\`, as members, and nothing else.`,
      hint: "Whoever owns the file that declares the team says the rest there.",
    });
  const keys = node.entries.map(({ key }) => key);
  const others = keys.filter(({ text }) => text !== "adds_to" && text !== "members");
  const list = keys.every(({ text }) => text !== "members")
    ? [fault({ file, offset: node.start }, "`members` is missing")]
    : [];
  return [
    ...others.map((key) => fault({ file, offset: key.start }, `\`${key.text}\` cannot stand`)),
    ...list,
    ...include.map(({ at }) => fault(at, "`include` cannot stand")),
    ...members.flatMap(({ member, role }) =>
      role === "lead" ? [fault(member.at, "A lead cannot be named")] : [],
    ),
  ];
}

interface Adding {
  /** What is declared, by key; those that are added to get their additions. */
  readonly teams: Map<string, DeclaredTeam>;
  readonly additions: readonly DeclaredTeam[];
  /** The organization's folder as files name it, with a slash at its end. */
  readonly folder: string;
  readonly diagnostics: Diagnostic[];
}

/** Puts the additions into the teams that are open to them; any other is an error. */
export function addToTeams({ teams, additions, folder, diagnostics }: Adding): void {
  for (const [key, all] of grouped(additions, (addition) => addition.key)) {
    const team = teams.get(key);
    const seen = new Map<string, Place>();
    const places: DeclaredPlace[] = [];
    for (const addition of sortedBy(all, ({ at }) => at.file.name)) {
      // What is no path at all was told where it was read.
      if (!filePath.safeParse(addition.addsTo?.text).success) continue;
      const first = seen.get(addition.at.file.name);
      const fault =
        first === undefined
          ? faultOf(addition, { team, folder, others: teams })
          : {
              message: `${quoted(addition.slug)} is added to twice in this file; first at ${placeText(first)}.`,
              hint: "Keep one of the two.",
            };
      seen.set(addition.at.file.name, addition.at);
      if (fault !== undefined) {
        diagnostics.push(errorAt(addition.addsTo?.at ?? addition.at, { code: "not-open", ...fault }));
        continue;
      }
      for (const [index, place] of (addition.members ?? []).entries()) places.push({ index, ...place });
    }
    if (team !== undefined && places.length > 0)
      teams.set(key, { ...team, members: [...(team.members ?? []), ...places] });
  }
}

function faultOf(
  { slug, key, addsTo, at }: DeclaredTeam,
  {
    team,
    folder,
    others,
  }: {
    readonly team: DeclaredTeam | undefined;
    readonly folder: string;
    readonly others: ReadonlyMap<string, DeclaredTeam>;
  },
): { readonly message: string; readonly hint: string } | undefined {
  const here = pathIn(folder, at);
  if (team === undefined) {
    const near = nearest(key, others.keys());
    return {
      message: `No other file declares the team ${quoted(slug)}, so that there is nothing to add to.`,
      hint: `${near === undefined ? "" : `Did you mean ${near}? `}Take \`adds_to\` out if this file is to declare it.`,
    };
  }
  const home = pathIn(folder, team.at);
  if (addsTo?.text !== home)
    return {
      message: `The team ${quoted(slug)} is declared at ${placeText(team.at)}, and not in ${quoted(addsTo?.text ?? "")}.`,
      hint: `Write \`adds_to: ${home}\`.`,
    };
  const open = team.openTo ?? [];
  if (!open.some(({ text }) => text === here))
    return {
      message: `The team ${quoted(slug)}, declared at ${placeText(team.at)}, is not open to this file.`,
      hint: `Whoever owns that file writes \`open_to: [${here}]\` there.`,
    };
  const closed = closedFor(team);
  return closed === undefined
    ? undefined
    : {
        message: `Nobody can be added to the team ${quoted(slug)}: ${closed}.`,
        hint: "Its own file decides.",
      };
}

/** Why nobody can be added, although the team is open. */
function closedFor({ membersFrom, members, managed, at }: DeclaredTeam): string | undefined {
  if (membersFrom !== undefined) return `its members come from ${membersFrom}`;
  if (members === undefined)
    return `${placeText(at)} does not list its members, and with a list everybody who is not in it goes`;
  return managed === "leads" ? "only its leads are managed" : undefined;
}

/** What helps where two files declare one team. */
export function hintOnTwice(item: DeclaredTeam, first: DeclaredTeam, folder: string): string {
  const opens = (one: DeclaredTeam, other: DeclaredTeam): boolean =>
    one.openTo?.some(({ text }) => text === pathIn(folder, other.at)) === true;
  if (opens(first, item)) return adding(item, first, folder);
  if (opens(item, first)) return adding(first, item, folder);
  return `Keep one of the two; or let one say \`open_to: [PATH]\`, and the other add people by \`adds_to\`. Letter case makes no difference.`;
}

function adding(one: DeclaredTeam, to: DeclaredTeam, folder: string): string {
  return `It is open to ${pathIn(folder, one.at)}: write \`adds_to: ${pathIn(folder, to.at)}\` beside \`members\` there.`;
}

/** A file as other files of the organization name it. */
function pathIn(folder: string, { file: { name } }: Place): string {
  return name.startsWith(folder) ? name.slice(folder.length) : name;
}

/** Whether a place of a team stands in another file than the team: then it was added. */
export function isAdded(team: DeclaredTeam, { member, via }: DeclaredPlace): boolean {
  return via === undefined && member.at.file.name !== team.at.file.name;
}
