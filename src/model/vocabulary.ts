/** What declaring, planning and rendering may know of a service: its words, as data. */

/** What an id at the service looks like. */
export interface IdShape {
  /** Of the whole id, without anchors. */
  readonly pattern: string;
  /** For whoever has to find one, behind "an id": "beginning with acc_". */
  readonly looks: string;
}

/** The roles that every organization of the service has, and what they let somebody do. */
interface RoleModel {
  /** From low to high; equal ranks may do as much as each other. */
  readonly ranks: Readonly<Record<string, number>>;
  /** The service has roles besides, which people and teams hold in any number beside these; it makes them, and muster does not. */
  readonly granted?: true;
  /** Manages users. Absent where nothing tells who does: then nobody counts as one who can. */
  readonly managing?: string;
  /** The lowest that may own things. Absent where members own nothing. */
  readonly owning?: string;
  /** What somebody keeps who is to lose more, and still has to hand things over. Absent where nobody has to wait for that. */
  readonly interim?: string;
  /** The levels at which something may be shared with the lowest role. Absent where no role caps what is shared. */
  readonly lowestLevels?: readonly string[];
}

/** A word for something that a role or a key may do. */
export interface PermissionWord {
  /** Somebody with the permission cannot do more harm than the lowest role that may own things. */
  readonly harmless: boolean;
  /** Whether the lowest role may have it in a key without a permission of its own. */
  readonly forLowest: boolean;
  /** The level of a share that it lets somebody of the lowest role hold. */
  readonly opens?: string;
}

/** What custom roles and keys may do. */
interface Permissions {
  /** Lets a custom role or a key manage users, whatever the base. */
  readonly managing: string;
  readonly known: Readonly<Record<string, PermissionWord>>;
  /** Wildcards that stand for no more than the lowest owning role may do. */
  readonly harmlessWildcards: readonly string[];
  /** One of the known, to show how they are written. */
  readonly example: string;
}

/** A kind of resource, and the section in which files name those of the kind. */
export interface ResourceWord {
  readonly kind: string;
  readonly section: string;
}

/** What can be shared, and how far: what each level is worth against the others. */
export interface SharedWord extends ResourceWord {
  readonly levels: Readonly<Record<string, number>>;
  /** The level that lets its holders let in others. Absent where none does. */
  readonly managing?: string;
  /** An organization has levels of its own beside these, which the service alone knows: under this kind they stand among what is live. */
  readonly ownLevels?: string;
  /** By whatever case of its letters a name is written, it is the same one's. */
  readonly anyCase?: true;
}

/** What can be owned by a member. */
interface OwnedWord extends ResourceWord {
  /** Whoever owns it can use what belongs to somebody else. */
  readonly risky?: true;
}

/** A section, a field or a value of the files that means nothing at the service. */
export interface Refusal {
  /** "ownership", "teams.manager", "organization.on_leave"; "shares" wherever they stand. */
  readonly path: string;
  /** Where it is only one of the values that are refused. */
  readonly value?: string;
  /** Why, and what to write instead, as a sentence. */
  readonly says: string;
}

export type HandleKind = "email" | "login" | "user_name";

/** What a service calls people, where that is no e-mail address. */
export interface Handle {
  readonly kind: Exclude<HandleKind, "email">;
  /** Of the whole handle, without anchors. It holds neither "@" nor "/" nor "#". */
  readonly pattern: string;
  /** With its article, for sentences: "a login". */
  readonly noun: string;
  /** Whoever has it changes it themself, and then somebody else can come to have it: only the id says who is meant. */
  readonly passesOn?: true;
  /** The fields of people.yaml that hold it, and the id that goes with it. */
  readonly inPeople?: { readonly handle: string; readonly id: string };
}

export interface Vocabulary {
  readonly organizationId: IdShape;
  readonly personId: IdShape;
  /** What numbers an organization, where its id can pass on to another. Absent where it cannot. */
  readonly account?: IdShape;
  /** Ids of what is no person, as far as the files may give them. */
  readonly ids: {
    readonly teams: IdShape;
    readonly roles: IdShape;
    readonly service_accounts: IdShape;
    readonly keys: IdShape;
  };
  /** Where it answers unless the files or the environment say otherwise. Absent where each organization has an address of its own. */
  readonly defaultAddress?: string;
  /** What its keys look like, as a regular expression without anchors: nothing of that shape is ever printed. */
  readonly keyPattern: string;
  /** Absent where people are called by their e-mail addresses alone. */
  readonly handle?: Handle;
  readonly roles: RoleModel;
  /** Absent where there are neither custom roles nor keys. */
  readonly permissions?: Permissions;
  readonly shared: readonly SharedWord[];
  readonly owned: readonly OwnedWord[];
  /** Why no team and no service account owns anything, as a sentence. Absent where members own nothing either. */
  readonly onlyPeopleOwn?: string;
  readonly refused: readonly Refusal[];
  /** What whoever sets muster up has to be shown. */
  readonly help: {
    /** An id of an organization, as an example. */
    readonly organizationId: string;
    /** What it takes to read, and to write: behind "a key that can only read", in brackets. */
    readonly readingKey: string;
    readonly writingKey: string;
    /** Something that can be shared, as an example. */
    readonly resource?: string;
  };
  /** What an invitation makes of somebody in each team that it brings along. Absent where it can say so itself. */
  readonly invitedAs?: "member" | "lead";
  /** Why its keys can never be told to only read, as a sentence. Absent where they can. */
  readonly keysCanWrite?: string;
  /** What is left of whoever is deactivated: "keeps audit history". Absent where nobody can be. */
  readonly deactivated?: string;
  /** Whoever is deactivated stays in their teams, unless they are taken out of them. */
  readonly keepsPlaces?: true;
  /** Whoever is let in has to be told by name as well. */
  readonly asksNames?: true;
  /** Why nobody is the lead of a team, as a sentence. Absent where somebody can be. */
  readonly noLead?: string;
  /** Whoever leads a team can let others into it, and give them what it has. */
  readonly leadsAdmit?: true;
  /** Whoever is in a team has what the teams above it have. */
  readonly nestedHave?: true;
  /** Whoever is in could read secrets of which nothing live tells once they are gone. */
  readonly secretsRead?: true;
  /** Slugs are the files' alone: the service knows a team by its id and its name. */
  readonly slugs?: "ours";
  /** The slug that the service makes of a team's name, where it does. */
  readonly slugOf?: (name: string) => string;
  /** What tools that manage the service call levels of shares by other words, by these. */
  readonly otherLevels?: Readonly<Record<string, string>>;
  /** Teams have `privacy` and `notifications`. */
  readonly hasMoreOfTeams?: true;
  /**
   * Where others make things as well: what it calls a team, and what in the files lets muster touch theirs; empty for
   * nothing. `rivals`: who writes there too, unless somebody sees to it that they do not, as a sentence.
   */
  readonly elsewhere?: { readonly team: string; readonly change: string; readonly rivals?: string };
  /** What leaving means unless the files say so. */
  readonly onLeave: "deactivate" | "remove";
}

/** True when the whole text is an id of that shape. */
export function hasShape({ pattern }: IdShape, text: string): boolean {
  return new RegExp(`^${pattern}$`).test(text);
}

/** One pattern for several, which may stand between anchors. */
export function alternatives(patterns: readonly string[]): string {
  const joined = patterns.join("|");
  return patterns.length === 1 ? joined : `(?:${joined})`;
}

/** The words of several services as if they were one; of one, its own. */
export function merged(all: readonly Vocabulary[]): Vocabulary {
  const [first, ...rest] = all;
  if (first === undefined) throw new RangeError("There is no service to take words from.");
  return rest.reduce(both, first);
}

function both(one: Vocabulary, other: Vocabulary): Vocabulary {
  const shape = (of: (vocabulary: Vocabulary) => IdShape): IdShape => eitherShape(of(one), of(other));
  const permissions = bothPermissions(one.permissions, other.permissions);
  return {
    ...one,
    organizationId: shape(({ organizationId }) => organizationId),
    personId: shape(({ personId }) => personId),
    ids: {
      teams: shape(({ ids }) => ids.teams),
      roles: shape(({ ids }) => ids.roles),
      service_accounts: shape(({ ids }) => ids.service_accounts),
      keys: shape(({ ids }) => ids.keys),
    },
    keyPattern: alternatives([one.keyPattern, other.keyPattern]),
    roles: {
      ...one.roles,
      ranks: { ...one.roles.ranks, ...other.roles.ranks },
      ...(one.roles.granted === true || other.roles.granted === true ? { granted: true as const } : {}),
    },
    ...(permissions === undefined ? {} : { permissions }),
    ...(one.hasMoreOfTeams === true || other.hasMoreOfTeams === true
      ? { hasMoreOfTeams: true as const }
      : {}),
    shared: bySection([...one.shared, ...other.shared]).map((words) => ({
      ...words[0],
      levels: Object.assign({}, ...words.map(({ levels }) => levels)) as SharedWord["levels"],
    })),
    owned: bySection([...one.owned, ...other.owned]).map(([word]) => word),
  };
}

function eitherShape(one: IdShape, other: IdShape): IdShape {
  return {
    pattern: alternatives([one.pattern, other.pattern]),
    looks: [...new Set([one.looks, other.looks])].join(", or "),
  };
}

function bothPermissions(one?: Permissions, other?: Permissions): Permissions | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return { ...one, known: { ...other.known, ...one.known } };
}

function bySection<T extends ResourceWord>(words: readonly T[]): [T, ...T[]][] {
  const sections = new Map<string, [T, ...T[]]>();
  for (const word of words) {
    const same = sections.get(word.section);
    if (same === undefined) sections.set(word.section, [word]);
    else same.push(word);
  }
  return [...sections.values()];
}
