/**
 * What access files declare from commit to commit and from day to day, told as what becomes otherwise. Where a change is
 * of few entries only those are read, judged and told; of every other change all is read, by the same rules.
 */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { addTo } from "../../model/grouped.ts";
import type { Onward } from "../../model/onward.ts";
import { sortedBy } from "../../model/text.ts";
import type { Tree, TreeEntry } from "../../model/tree.ts";
import type { Facts } from "../facts.ts";
import { layOut, peopleFile, type AccessFile, type Folder } from "../layout.ts";
import { readPeopleFile } from "../merge.ts";
import { soundIn, type KnownFolder, type KnownFolders } from "../read.ts";
import { outlineOf } from "../rules/outline.ts";
import { crowdIn, successorsAsked } from "../rules/persons.ts";
import { openBook, type Book } from "./book.ts";

/** A tree as it stands, and what in it may be otherwise than at the time before. */
export interface TreeOnward {
  readonly entries: ReadonlyMap<string, TreeEntry>;
  readonly touched: readonly string[];
}

type Turned =
  | { readonly steps: readonly Onward[] }
  /** The files are invalid: they change nothing. */
  | { readonly errors: readonly [Diagnostic, ...Diagnostic[]] };

export interface OnwardFiles {
  /** The files as they stand from a day on. Each tree but the first says what is otherwise than in the one before. */
  turn(tree: TreeOnward, day: string): Turned;
  /** The steps of a turn were told: of what they left as it was the places are those of the new files from now on. */
  told(): void;
  /** The days after one, up to another, on which something may become otherwise by itself. */
  daysAfter(day: string, last: string | undefined): readonly string[];
  /** What one of these days changes; days come in their order. */
  advance(day: string): readonly Onward[];
  /** Keys of the organizations that are declared. */
  keys(): readonly string[];
}

/** The files that count, by how they lie. */
interface Standing {
  readonly people: AccessFile | undefined;
  readonly folders: Map<string, Folder>;
  /** The how many-th of its folder's files each is, by path. */
  readonly places: ReadonlyMap<string, number>;
}

/** What a change makes of them. */
interface NextStanding {
  /** The folders that are otherwise. */
  readonly folders: ReadonlyMap<string, Folder>;
  /** Of these the files that are, where all others lie as they lay. */
  readonly changed: ReadonlyMap<string, readonly AccessFile[]>;
  /** All that stands then, where they lie otherwise. */
  readonly anew: Standing | undefined;
}

function standingOf(
  { people, folders }: { readonly people?: AccessFile | undefined; readonly folders: readonly Folder[] },
  label: string,
): Standing {
  return {
    people,
    folders: new Map(folders.map((folder) => [folder.key, folder])),
    places: new Map(
      folders.flatMap(({ files }) =>
        files.map(({ name }, at): [string, number] => [name.slice(label.length + 1), at]),
      ),
    ),
  };
}

/** What is known between two trees. */
interface Kept {
  readonly label: string;
  readonly known: KnownFolders;
  readonly books: Map<string, Book>;
  /** The books that are otherwise than `known` has them. */
  readonly otherwise: Set<Book>;
  /** Of the last files that were valid. */
  standing: Standing | undefined;
  /** Addresses that people.yaml names as successors' and that are no person's: they must be members somewhere. */
  asked: ReadonlySet<string>;
  /** Touched since those. */
  readonly pending: Set<string>;
}

/** `label` is what the user calls the access folder. */
export function filesOnward(label: string): OnwardFiles {
  const books = new Map<string, Book>();
  const kept: Kept = {
    ...{ label, books, known: new Map(), otherwise: new Set(), standing: undefined, asked: new Set() },
    pending: new Set(),
  };
  return {
    turn({ entries, touched }, day) {
      for (const path of touched) kept.pending.add(path);
      const turned = step(kept, entries, day) ?? readAll(kept, treeIn(entries), day);
      if ("steps" in turned) kept.pending.clear();
      return turned;
    },
    told() {
      for (const book of books.values()) book.told();
    },
    daysAfter(day, last) {
      if (last !== undefined && last <= day) return [];
      const days = [...books.values()].flatMap((book) =>
        [...book.days()].filter((named) => named > day && (last === undefined || named <= last)),
      );
      return [...new Set(days)].sort();
    },
    advance: (day) => [...books.values()].flatMap((book) => book.advance(day) ?? []),
    keys: () => [...books.keys()],
  };
}

function treeIn(entries: ReadonlyMap<string, TreeEntry>): Tree {
  return sortedBy(entries.values(), ({ path }) => path);
}

/** By what changed in the folders that are there; undefined: all has to be read. */
function step(kept: Kept, entries: ReadonlyMap<string, TreeEntry>, day: string): Turned | undefined {
  const { standing, pending, label, books, asked } = kept;
  const next = standing === undefined ? undefined : standingAfter({ standing, pending, entries, label });
  if (standing === undefined || next === undefined) return undefined;
  const proposals = [];
  for (const [key, folder] of next.folders) {
    const book = books.get(key);
    const proposed = book?.propose({ folder, day, changed: next.changed.get(key) });
    if (book === undefined || proposed === undefined) return undefined;
    if (proposed.leaving.some((each) => asked.has(each))) return undefined;
    proposals.push({ book, proposed });
  }
  if (next.anew === undefined) for (const [key, folder] of next.folders) standing.folders.set(key, folder);
  else kept.standing = next.anew;
  return {
    steps: proposals.map(({ book, proposed }) => {
      kept.otherwise.add(book);
      return proposed.take();
    }),
  };
}

function readAll(kept: Kept, tree: Tree, day: string): Turned {
  const { label, known } = kept;
  remember(kept);
  const input = { tree, label, today: day, known, errorsOnly: true, goesOn: true };
  const { kept: sound, diagnostics } = soundIn(input, (each) => each);
  const [first, ...more] = diagnostics.filter(({ severity }) => severity === "error");
  if (first !== undefined) return { errors: [first, ...more] };
  const laidOut = layOut(tree, label);
  kept.standing = standingOf(laidOut, label);
  kept.asked = new Set(successorsAsked(readPeopleFile(laidOut.people, true).people));
  const keys = new Set(sound.map(({ facts }) => facts.key));
  for (const key of kept.books.keys()) if (!keys.has(key)) kept.books.delete(key);
  return {
    steps: sound.flatMap(({ facts, settings }) => {
      const folder = kept.standing?.folders.get(facts.key);
      if (folder === undefined || kept.books.get(facts.key)?.facts === facts) return [];
      const book = openBook(facts, { settings, folder, day });
      kept.books.set(facts.key, book);
      kept.otherwise.add(book);
      return [book.whole()];
    }),
  };
}

/** Whoever reads all finds what is known here. */
function remember({ known, books, otherwise, standing, asked }: Kept): void {
  for (const { facts, folder } of otherwise)
    if (books.get(facts.key)?.facts === facts)
      known.set(facts.key, knownFolder(facts, { folder, people: standing?.people, asked }));
  otherwise.clear();
}

/** Made of what is there only when somebody asks. */
function knownFolder(
  facts: Facts,
  {
    folder: { files, complete },
    people,
    asked,
  }: {
    readonly folder: Folder;
    readonly people: AccessFile | undefined;
    readonly asked: ReadonlySet<string>;
  },
): KnownFolder {
  return {
    of: { files, complete, people: people?.bytes },
    facts,
    found: [],
    get crowd() {
      return crowdIn(facts, [...asked]);
    },
    get outline() {
      return outlineOf(facts);
    },
  };
}

/** How the files lie after the change; undefined where that changes more than single files of folders that are there. */
function standingAfter({
  standing,
  pending,
  entries,
  label,
}: {
  readonly standing: Standing;
  readonly pending: ReadonlySet<string>;
  readonly entries: ReadonlyMap<string, TreeEntry>;
  readonly label: string;
}): NextStanding | undefined {
  const { people, places } = standing;
  if (pending.has(peopleFile) && entries.get(peopleFile)?.bytes !== people?.bytes) return undefined;
  const folders = new Map<string, Folder>();
  const changed = new Map<string, AccessFile[]>();
  for (const path of pending) {
    if (path === peopleFile) continue;
    const key = path.slice(0, Math.max(path.indexOf("/"), 0));
    const folder = folders.get(key) ?? standing.folders.get(key);
    const at = places.get(path) ?? -1;
    const file = folder?.files[at];
    const entry = entries.get(path);
    // Files that come and go change how all of them lie.
    if (folder === undefined || file === undefined || entry?.type !== "file" || entry.bytes === null)
      return laidAnew({ standing, entries, label });
    if (file.bytes === entry.bytes) continue;
    const other = { name: file.name, position: file.position, bytes: entry.bytes };
    addTo(changed, key, other);
    const files = [...folder.files];
    files[at] = other;
    folders.set(key, { key, files, complete: folder.complete });
  }
  return { folders, changed, anew: undefined };
}

function laidAnew({
  standing,
  entries,
  label,
}: {
  readonly standing: Standing;
  readonly entries: ReadonlyMap<string, TreeEntry>;
  readonly label: string;
}): NextStanding | undefined {
  const tree = sortedBy([...entries.values()], ({ path }) => path);
  const { people, folders, diagnostics } = layOut(tree, label);
  const isSame =
    people?.bytes === standing.people?.bytes &&
    folders.length === standing.folders.size &&
    folders.every(({ key }) => standing.folders.has(key)) &&
    diagnostics.every(({ severity }) => severity !== "error");
  if (!isSame) return undefined;
  const same = (folder: Folder): Folder => {
    const before = standing.folders.get(folder.key);
    const isAsBefore =
      before?.files.length === folder.files.length &&
      before.files.every(({ name, bytes }, index) => {
        const now = folder.files[index];
        return now?.name === name && now.bytes === bytes;
      });
    return isAsBefore ? before : folder;
  };
  const anew = standingOf({ people, folders: folders.map(same) }, label);
  const otherwise = [...anew.folders].filter(([key, folder]) => folder !== standing.folders.get(key));
  return { folders: new Map(otherwise), changed: new Map(), anew };
}
