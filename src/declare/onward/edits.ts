/** What became otherwise in the entries of a folder's files, where that can be told by the files that changed alone. */
import type { Facts } from "../facts.ts";
import type { DeclaredPlace, Items } from "../items.ts";
import { once } from "../../model/once.ts";
import type { AccessFile, Folder } from "../layout.ts";
import { parseFile, sectionsIn } from "../merge.ts";
import { ownId } from "../persons.ts";
import { onceNames } from "../sections/all.ts";
import type { Sections } from "../sections/read.ts";
import { nextVersion, type NextVersion, type Version } from "../versions/version.ts";
import type { LeftOut, ParsedFile } from "../versions/words.ts";
import { likeness, type Likeness } from "./alike.ts";

/** One entry before and after; undefined where it is not there. */
export interface Edit<T> {
  readonly key: string;
  readonly before: T | undefined;
  readonly after: T | undefined;
  /** New and gone ones are `other`. */
  readonly likeness: Likeness;
  /** Of a team: that one place of its list is new or gone, and nothing else is otherwise. */
  readonly place?: PlaceEdit;
}

/** A place that says nothing but whose it is. */
interface PlaceEdit {
  readonly place: DeclaredPlace;
  readonly isNew: boolean;
}

const editedSections = ["members", "teams", "service_accounts"] as const;

export type Edits = { readonly [N in (typeof editedSections)[number]]: readonly Edit<Items[N]>[] };

const reachingSections = [
  ...onceNames.filter((name) => !editedSections.some((it) => it === name)),
  "ids",
] as const;

interface Versions {
  readonly facts: Facts;
  /** The folder that the facts are of, and the one that follows it. */
  readonly before: Folder;
  readonly after: Folder;
  /** The files of the first, by name. */
  readonly versions: ReadonlyMap<string, Version>;
  /** The files that are otherwise, where it is known that all others lie as they lay. */
  readonly changed: readonly AccessFile[] | undefined;
}

/** What became of the files that are not the same: by name, undefined where one is gone. */
export type NextVersions = ReadonlyMap<string, NextVersion | undefined>;

/** Undefined where something is wrong in a file, or where the change is of a sort that the whole has to be read for. */
export function editsOf(versions: Versions, next: NextVersions): Edits | undefined {
  const sections = changedSections(versions, next);
  if (sections === undefined || !sections.every(isPlain)) return undefined;
  const of = <T extends { readonly key: string }>(
    part: (sections: Sections) => readonly T[],
    known: ReadonlyMap<string, T>,
  ): readonly Edit<T>[] | undefined =>
    editsAmong({
      before: sections.flatMap(({ before }) => (before === undefined ? [] : part(before))),
      after: sections.flatMap(({ after }) => (after === undefined ? [] : part(after))),
      known,
    });
  const { facts } = versions;
  const members = of((each) => each.members, facts.members);
  const teams = of((each) => each.teams, facts.teams);
  const accounts = of((each) => each.service_accounts, facts.service_accounts);
  if (members === undefined || teams === undefined || accounts === undefined) return undefined;
  const edits = { members, teams, service_accounts: accounts };
  return isKnownSort(facts, edits) ? edits : undefined;
}

interface Changed {
  readonly before: Sections | undefined;
  readonly after: Sections | undefined;
}

/** The files that are not the same, as they go on. */
export function nextVersions({ before, after, versions, changed }: Omit<Versions, "facts">): NextVersions {
  const versionOf = (file: AccessFile): NextVersion => {
    const { name, bytes } = file;
    return nextVersion(versions.get(name), { name, bytes, parse: () => parseFile(file) });
  };
  const next = new Map<string, NextVersion | undefined>();
  if (changed !== undefined) {
    for (const file of changed) next.set(file.name, versionOf(file));
    return next;
  }
  const others = after.files.filter((file, index) => before.files[index] !== file);
  const gone = before.files.filter((file, index) => after.files[index] !== file);
  const former = new Map(gone.map((file) => [file.name, file]));
  for (const file of others) {
    const was = former.get(file.name);
    former.delete(file.name);
    if (was?.bytes !== file.bytes) next.set(file.name, versionOf(file));
  }
  for (const name of former.keys()) next.set(name, undefined);
  return next;
}

function changedSections(
  { facts: { people, teams }, before, after, versions }: Versions,
  next: NextVersions,
): readonly Changed[] | undefined {
  const changed: Changed[] = [];
  for (const [name, each] of next) {
    const apart = each?.parts();
    const parts = apart ?? { before: versions.get(name)?.whole(), after: each?.version.whole() };
    const read = (folder: Folder, parsed: ParsedFile | undefined): Sections | undefined =>
      parsed === undefined ? undefined : sectionsIn(folder, { name, parsed, people });
    const [was, now] = [read(before, parts.before), read(after, parts.after)];
    if (each !== undefined && now === undefined) return undefined;
    const both = { before: was, after: now };
    const whole = apart?.leftOut === undefined ? both : withLeftOut(both, apart.leftOut, teams);
    if (whole === undefined) return undefined;
    changed.push(whole);
  }
  return changed;
}

/** With the places in the one team's list that were left out of both, as they are known. */
function withLeftOut(
  { before, after }: Changed,
  { head, tail }: LeftOut,
  teams: Facts["teams"],
): Changed | undefined {
  const [was, now] = [before?.teams[0], after?.teams[0]];
  const all = was === undefined ? undefined : teams.get(was.key)?.members;
  if (before === undefined || after === undefined || was?.key !== now?.key || all === undefined)
    return undefined;
  const [some = [], others = []] = [was?.members, now?.members];
  if (was === undefined || now === undefined || all.length !== head + some.length + tail) return undefined;
  const members = [...all.slice(0, head), ...others, ...all.slice(all.length - tail)];
  return {
    before: { ...before, teams: [{ ...was, members: all }] },
    after: { ...after, teams: [{ ...now, members }] },
  };
}

/** Settings, roles, ids and owners of things reach everywhere: where one of them changed, all is read. */
function isPlain({ before, after }: Changed): boolean {
  const none: readonly never[] = [];
  return (
    likeness(before?.settings, after?.settings) !== "other" &&
    (before?.organizationAt === undefined) === (after?.organizationAt === undefined) &&
    reachingSections.every((name) => likeness(before?.[name] ?? none, after?.[name] ?? none) === "same")
  );
}

function editsAmong<T extends { readonly key: string }>({
  before,
  after,
  known,
}: {
  readonly before: readonly T[];
  readonly after: readonly T[];
  /** What all files declare so far. */
  readonly known: ReadonlyMap<string, T>;
}): readonly Edit<T>[] | undefined {
  const former = new Map(before.map((item) => [item.key, item]));
  const seen = new Set<string>();
  const edits: Edit<T>[] = [];
  for (const item of after) {
    const { key } = item;
    const was = former.get(key);
    // Declared twice, here or in a file that is as it was.
    if (seen.has(key) || (was === undefined && known.has(key))) return undefined;
    seen.add(key);
    edits.push(
      was === undefined
        ? { key, before: undefined, after: item, likeness: "other" }
        : { key, before: was, after: item, likeness: likeness(was, item) },
    );
  }
  for (const [key, item] of former)
    if (!seen.has(key)) edits.push({ key, before: item, after: undefined, likeness: "other" });
  return edits;
}

/** Whether something is so of it before or after. */
function hasSide<T>({ before, after }: Edit<T>, is: (item: T) => boolean): boolean {
  return (before !== undefined && is(before)) || (after !== undefined && is(after));
}

/** Whether no more than such edits, and what names them, can be otherwise. */
export function isKnownSort(facts: Facts, { members, teams, service_accounts: accounts }: Edits): boolean {
  const { people, ids } = facts;
  const hasIncludes = once(() => [...facts.teams.values()].some(({ include }) => include !== undefined));
  return (
    members.every((edit) => {
      if (edit.likeness === "same") return true;
      if (hasSide(edit, ({ profile }) => profile !== undefined) && hasIncludes()) return false;
      if (edit.likeness === "moved") return true;
      // Former names and ids are held against those of everybody.
      return !hasSide(
        edit,
        (member) =>
          member.previously !== undefined ||
          member.ids !== undefined ||
          (ids.length > 0 && ownId(facts.key, member) !== undefined),
      );
    }) &&
    teams.every((edit) => {
      // What one file says of such a team is not all of it.
      if (hasSide(edit, ({ addsTo, openTo }) => addsTo !== undefined || openTo !== undefined)) return false;
      if (edit.likeness === "same") return true;
      if (hasIncludes() || edit.after?.include !== undefined) return false;
      // An owner of that name may be a person as well.
      return (edit.before !== undefined && edit.after !== undefined) || !people.byKey.has(edit.key);
    }) &&
    accounts.every(
      (edit) =>
        edit.likeness !== "other" ||
        // Places where secrets are delivered are held against those of all organizations.
        !hasSide(edit, ({ keys = [] }) => keys.some(({ deliverTo }) => deliverTo !== undefined)),
    )
  );
}
