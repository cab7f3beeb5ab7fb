/** The section `teams`: what an entry looks like, and how it is read. */
import * as z from "zod";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { additionFaults, hintOnTwice } from "../additions.ts";
import { endsOf, teamOn } from "../day.ts";
import { endedOfTeam, entitiesOfTeam } from "../desiredTeams.ts";
import { datesOfTeam } from "../endings.ts";
import type { DeclaredPlace, DeclaredTeam, ItemName, Reference } from "../items.ts";
import { mappingOf, reference, references, without } from "../fields.ts";
import type { MappingNode, Node } from "../node.ts";
import { personalTeam } from "../persons.ts";
import { append, errorAt, quoted, type SourceFile } from "../place.ts";
import { readNamed } from "../named.ts";
import { email, filePath, line, slug } from "../schemaWords.ts";
import { perService, type ServiceFile } from "../wordedFile.ts";
import type { EntrySubject, OnceSpec, Read } from "./section.ts";
import {
  datedPlaces,
  includedIn,
  longMembers,
  placesSchema,
  shortMembers,
  type Included,
} from "./teamPlaces.ts";
import { given } from "../../model/given.ts";
import { fold } from "../../model/text.ts";
import { checkShape, entryOf, type Checked } from "../shape.ts";
import { readShares, sharesSchema } from "./shares.ts";

/** What teams of some services have besides. */
const moreOfTeams = {
  privacy: z
    .enum(["visible", "secret"])
    .optional()
    .describe("Who sees it: everybody in the organization, or its members. A nested one is visible."),
  notifications: z.boolean().optional().describe("Whether its members are told when it is mentioned."),
};

/** A team's entry. */
export const teamSchema = perService((vocabulary) =>
  z.strictObject({
    // Where there are none they are unknown fields, and optional ones to whoever reads an entry.
    ...((vocabulary.hasMoreOfTeams === true ? moreOfTeams : {}) as typeof moreOfTeams),
    name: line(200).optional().describe("For showing."),
    description: z.string().max(2000, "must have at most 2000 characters").optional(),
    parent: slug.nullable().optional().describe("Slug of the team above; null for none."),
    manager: email
      .nullable()
      .optional()
      .describe("The member (key of `people` or e-mail) who manages it; null for nobody."),
    previously: z.array(slug).optional().describe("Former slugs: a rename keeps id, members and history."),
    members: placesSchema
      .optional()
      .describe("Everybody in the team, with those whose profile names it; left out, nobody is taken out."),
    members_managed: z
      .enum(["leads", "listed"])
      .optional()
      .describe("Only the leads, or only who is listed, are managed; everybody else in it is left alone."),
    ignore: z
      .array(email)
      .optional()
      .describe("Accounts that the service adds by itself: they stay, and are not told."),
    members_from: z
      .string()
      .regex(/^sso:\S(?:[^\t\r\n]*\S)?$/, "must be `sso:` and the name of a group, such as sso:analysts")
      .max(200, "must have at most 200 characters")
      .optional()
      .describe("The identity provider's group that owns the memberships; they are left alone."),
    open_to: z
      .array(filePath)
      .optional()
      .describe("Files of the organization that may add people to it: teams/apollo.yaml."),
    adds_to: filePath
      .optional()
      .describe(
        "The file that declares the team and is open to this one, which adds `members` and nothing else.",
      ),
    shares: sharesSchema(vocabulary).optional(),
  }),
);

type TeamEntry = z.infer<ReturnType<typeof teamSchema>>;

declare module "../items.ts" {
  interface Items {
    readonly teams: DeclaredTeam;
  }
}

export const teamSection: OnceSpec<DeclaredTeam> = {
  schema: (vocabulary) => z.record(slug, teamSchema(vocabulary)).optional().describe("Teams by slug."),
  home: "teams.yaml",
  isNamed: true,
  blocks: 2,
  read: readTeams,
  code: "duplicate-team",
  nameOf: (item) => item.slug,
  hint: hintOnTwice,
  withPeople: personalTeam,
  names: ({ parent, manager, include = [], members = [] }) => [
    ...(parent ? [`teams ${parent.key}` as const] : []),
    ...(manager ? [`members ${manager.key}` as const] : []),
    ...include.map(({ key }) => `teams ${key}` as const),
    ...members.map(({ member }) => memberNamed(member)),
  ],
  days: ({ members = [], shares }) => [
    ...members
      .filter(({ expires, leadsUntil }) => expires !== undefined || leadsUntil !== undefined)
      .flatMap(({ expires, leadsUntil }) => [expires, leadsUntil]),
    ...endsOf(shares),
  ],
  dates: datesOfTeam,
  on: teamOn,
  entities: entitiesOfTeam,
  ended: endedOfTeam,
};

/** Names of those whom lists name: of a list that changes, most stay the same ones. */
const memberNames = new WeakMap<Reference, ItemName>();

function memberNamed(reference: Reference): ItemName {
  const known = memberNames.get(reference);
  if (known !== undefined) return known;
  const name: ItemName = `members ${reference.key}`;
  memberNames.set(reference, name);
  return name;
}

/** The teams that a section declares, and those that it adds to. Those with errors come without fields. */
function readTeams(file: ServiceFile, mapping: MappingNode): Read<DeclaredTeam> {
  const diagnostics: Diagnostic[] = [];
  const good = readNamed({ file, mapping, schema: slug, noun: "team's slug", diagnostics });
  const items = good.map(({ name: slug, at, value }): DeclaredTeam => {
    const read = readTeam({ file, node: value, at, what: () => `the team ${quoted(slug)}` });
    if (!read.ok) append(diagnostics, read.diagnostics);
    return { key: fold(slug), slug, previously: [], at, ...(read.ok ? read.value : addsTo(file, value)) };
  });
  return { items, diagnostics };
}

type TeamFields = Omit<DeclaredTeam, "key" | "slug" | "at">;

/** A team's fields. */
function readTeam(subject: EntrySubject): Checked<TeamFields> {
  const { file } = subject;
  const node = mappingOf(subject.node);
  const included = includedIn(subject, node);
  // Lists of names are the bulk of the data: they are read off the nodes, and only the rest is held against the definition.
  const short = included === undefined ? shortMembers(file, node) : undefined;
  const whole = included?.node ?? subject.node;
  const checked = checkShape(teamSchema(file.vocabulary), {
    ...subject,
    node: datedPlaces(without(whole, short === undefined ? ["shares"] : ["shares", "members"])),
  });
  const diagnostics = checked.ok ? [] : [...checked.diagnostics];
  append(diagnostics, included?.diagnostics ?? []);
  const listed = entryOf(node, "shares")?.value;
  const shares = listed === undefined ? undefined : readShares(file, listed, subject.what);
  append(diagnostics, shares?.diagnostics ?? []);
  append(diagnostics, twoSources(file, node));
  if (!checked.ok || diagnostics.length > 0) return { ok: false, diagnostics };
  const team = teamOf({ file, node: mappingOf(whole), entry: checked.value, members: short, included });
  if (team.addsTo !== undefined) {
    const faults = additionFaults(file, node, { members: team.members ?? [], include: team.include });
    if (faults.length > 0) return { ok: false, diagnostics: faults };
  }
  return { ok: true, value: shares === undefined ? team : { ...team, shares: shares.items } };
}

function twoSources(file: SourceFile, node: MappingNode): Diagnostic[] {
  const from = entryOf(node, "members_from");
  if (from === undefined || entryOf(node, "members") === undefined) return [];
  const message = "`members_from` cannot stand beside `members`: one of them says who is in the team.";
  const hint = "Keep `members_from` if the identity provider decides, else `members`.";
  return [errorAt({ file, offset: from.key.start }, { code: "members-from", message, hint })];
}

function teamOf(read: {
  readonly file: SourceFile;
  readonly node: MappingNode;
  readonly entry: TeamEntry;
  readonly members: readonly DeclaredPlace[] | undefined;
  readonly included: Included | undefined;
}): TeamFields {
  const { file, node, entry, included } = read;
  const name = reference(file, node, "name");
  const listed =
    read.members ?? (entry.members === undefined ? undefined : longMembers(file, node, entry.members));
  const members = listed?.map((place, at) => {
    const index = included?.indices[at];
    return index === undefined ? place : { ...place, index };
  });
  const parent = entry.parent === null ? null : reference(file, node, "parent");
  const manager = entry.manager === null ? null : reference(file, node, "manager");
  return {
    ...given({ name, description: entry.description, parent, manager, privacy: entry.privacy }),
    ...(entry.notifications === undefined
      ? {}
      : { notifications: entry.notifications ? ("on" as const) : ("off" as const) }),
    previously: references(file, node, "previously"),
    ...given({ members }),
    ...(included === undefined ? {} : { include: included.teams }),
    ...given({ managed: entry.members_managed }),
    ...(entry.ignore === undefined ? {} : { ignore: references(file, node, "ignore") }),
    ...given({ membersFrom: entry.members_from }),
    ...(entry.open_to === undefined ? {} : { openTo: references(file, node, "open_to") }),
    ...addsTo(file, node),
  };
}

/** The file to whose team an entry adds, whatever else is right or wrong with it. */
function addsTo(file: SourceFile, node: Node): Pick<DeclaredTeam, "addsTo"> {
  const named = reference(file, mappingOf(node), "adds_to");
  return named === undefined ? {} : { addsTo: named };
}
