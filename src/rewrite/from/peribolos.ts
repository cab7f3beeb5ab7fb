/** Organizations as Peribolos keeps them: `org.yaml` and `teams.yaml` in folders, or one file with `orgs`, merged. */
import { grouped } from "../../model/grouped.ts";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { plural, sortedBy } from "../../model/text.ts";
import type { TreeEntry } from "../../model/tree.ts";
import type { MappingNode } from "../../declare/node.ts";
import type { Adoption, Source } from "./adopted.ts";
import { readOrganization } from "./peribolosOrganization.ts";
import { startOrganization, type Draft } from "./peribolosDraft.ts";
import { append } from "../../declare/place.ts";
import { mappingIn, nameComments, entriesIn, type Gathering } from "./reading.ts";

const isYaml = ({ path }: Pick<TreeEntry, "path">): boolean => /\.ya?ml$/.test(path);
const nameOf = ({ path }: Pick<TreeEntry, "path">): string => path.slice(path.lastIndexOf("/") + 1);
const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));
const isOrganizationFile = (entry: TreeEntry): boolean => /^org\.ya?ml$/.test(nameOf(entry));
/** What makes a file one of Peribolos, whatever it is called. */
const telling = ["orgs", "admins", "members", "teams"];

/** Reads the files; with an error in any of them, what comes of it is not to be written. */
export function fromPeribolos(source: Source): Adoption & { readonly diagnostics: readonly Diagnostic[] } {
  const { tree, label, vocabulary } = source;
  const into: Gathering = { diagnostics: [], leftOut: [] };
  const drafts = new Map<string, Draft>();
  const draftOf = (login: string): Draft => {
    const key = login.toLowerCase();
    const draft = drafts.get(key) ?? startOrganization(login, vocabulary);
    drafts.set(key, draft);
    return draft;
  };
  const tops = new Set(tree.filter(isOrganizationFile).map(({ path }) => folderOf(path)));
  const passedOver: TreeEntry[] = [];
  // What the organization says of itself comes before what folders below it add.
  for (const entry of sortedBy(tree, (it) => `${isOrganizationFile(it) ? 0 : 1} ${it.path}`)) {
    const { path, bytes } = entry;
    const name = path === "" ? label : `${label}/${path}`;
    if (!isYaml({ path: name }) || bytes === null) {
      passedOver.push(entry);
      continue;
    }
    const found: Gathering = { diagnostics: [], leftOut: into.leftOut };
    const read = mappingIn({ name, bytes }, found);
    const said = read?.root.entries.map(({ key }) => key.text) ?? [];
    const isBelow = tops.size === 0 || topOf(path, tops) !== undefined;
    const isOurs =
      said.includes("orgs") || (isBelow && (isNamed(entry) || said.some((key) => telling.includes(key))));
    // Of a file that is nobody's here nothing is asked, not even that it is well-formed.
    if (isOurs || isNamed(entry)) append(into.diagnostics, found.diagnostics);
    if (read === undefined || !isOurs) {
      passedOver.push(entry);
      continue;
    }
    const reading = { ...read.reading, diagnostics: into.diagnostics };
    for (const [login, mapping] of organizationsIn(
      { ...read, reading },
      { path, tops, folder: source.folder },
    ))
      readOrganization(draftOf(login), mapping, reading);
    nameComments(reading);
  }
  return {
    organizations: [...drafts.values()].map(({ adopted }) => adopted(into)),
    leftOut: [...into.leftOut, ...others(passedOver, label)],
    diagnostics: into.diagnostics,
  };
}

/** Whether a file's name alone makes it one of Peribolos. */
function isNamed(entry: TreeEntry): boolean {
  return entry.path === "" || /^(?:org|teams)\.ya?ml$/.test(nameOf(entry));
}

type Read = NonNullable<ReturnType<typeof mappingIn>>;

/** What a file says of which organization: under `orgs`, or of the one in whose folder it lies. */
function organizationsIn(
  { root, reading }: Read,
  {
    path,
    tops,
    folder,
  }: { readonly path: string; readonly tops: ReadonlySet<string>; readonly folder: string },
): (readonly [login: string, mapping: MappingNode])[] {
  const own = root.entries.filter(({ key }) => key.text !== "orgs");
  const many = root.entries.flatMap(({ key, value }) =>
    key.text === "orgs"
      ? entriesIn(value, "`orgs`", reading).flatMap((entry) =>
          entry.value.kind === "mapping" ? [[entry.key.text, entry.value] as const] : [],
        )
      : [],
  );
  if (own.length === 0) return many;
  const top = topOf(path, tops) ?? "";
  return [...many, [top === "" ? folder : nameOf({ path: top }), { ...root, entries: own }]];
}

/** The nearest folder above the file that an organization's own file lies in. */
function topOf(path: string, tops: ReadonlySet<string>): string | undefined {
  for (let at = folderOf(path); ; at = folderOf(at)) {
    if (tops.has(at)) return at;
    if (at === "") return undefined;
  }
}

/** Files that say nothing of who is in an organization, those of one name together. */
function others(entries: readonly TreeEntry[], label: string): Adoption["leftOut"] {
  return [...grouped(entries, nameOf)].map(([name, same]) => {
    const [first] = same;
    const what =
      same.length === 1
        ? `the file ${label}/${first?.path ?? name}`
        : `${plural(same.length, "file")} ${name}`;
    if (/^OWNERS(?:_ALIASES)?$/.test(name))
      return { what, why: "who reviews which file is said by a CODEOWNERS file here" };
    if (/^restrictions\.ya?ml$/.test(name))
      return { what, why: "which folder may name what is said by code owners of the file here" };
    if (/^teams\.ya?ml$/.test(name)) return { what, why: "no org.yaml stands above it" };
    return { what, why: "it says nothing of who is in an organization" };
  });
}
