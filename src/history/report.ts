/** The access list of a day, and what a period changed: from spans, put together as an auditor asks for it. */
import { addTo } from "../model/grouped.ts";
import type {
  Access,
  AccessChange,
  Origin,
  Report,
  ReportAccount,
  ReportGuest,
  ReportJoiner,
  ReportLeaver,
  ReportMove,
  ReportPerson,
} from "../model/evidence.ts";
import { kinds } from "../model/entity.ts";
import { textOf } from "../model/jsonFields.ts";
import { canManageUsers, type Roles } from "../model/role.ts";
import { plural, sortedBy } from "../model/text.ts";
import type { Deeds } from "./applied.ts";
import { bySpans, changesIn } from "./changes.ts";
import { withPast } from "./explain.ts";
import { holderIn } from "../kinds/access.ts";
import { endOfDay, isOpenAt, type Span } from "./span.ts";
import type { Timeline } from "./timeline.ts";

interface ReportWish {
  /** None: all. */
  readonly organizations: readonly string[];
  readonly on: string;
  readonly period?: { readonly from: string; readonly to: string };
  readonly deeds: Deeds | undefined;
}

/** A span that is open on the day, with what people read of it. */
interface Row {
  readonly span: Span;
  readonly access: Access;
}

/** All of a report but what it rests on. */
export function reportOf(timeline: Timeline, wish: ReportWish): Omit<Report, "basis" | "journals" | "look"> {
  const { organizations, on, period, deeds } = wish;
  const isWanted = ({ organization }: Span): boolean =>
    organizations.length === 0 || organizations.includes(organization);
  const all = timeline.spans();
  const lists = bySpans(all);
  const rows = sortedBy(
    all
      .filter((span) => isWanted(span) && isOpenAt(span, endOfDay(on)))
      .map((span): Row => ({ span, access: withPast(span, { timeline, deeds, lists }) })),
    ({ access }) => `${access.organization} ${kinds.indexOf(access.kind)} ${access.key}`,
  );
  const changes =
    period === undefined ? undefined : changesIn(timeline, deeds, { ...period, concerns: isWanted });
  return {
    organizations: [...new Set(rows.map(({ span }) => span.organization))],
    ...(period ?? {}),
    people: peopleIn(rows, timeline),
    privileged: privilegedIn(rows, timeline).map(({ access }) => access),
    guests: guestsIn(rows),
    accounts: accountsIn(rows),
    teams: rows.filter(({ span }) => span.kind === "team").map(({ access }) => access),
    access: rows.map(({ access }) => access),
    ...(changes === undefined ? {} : { joiners: joinersIn(changes), leavers: leaversIn(changes), changes }),
  };
}

function isActive({ kind, fields }: Span): boolean {
  return kind === "member" && fields["state"] === "active";
}

/** Whoever shares a name in two organizations is one person. */
function peopleIn(rows: readonly Row[], timeline: Timeline): ReportPerson[] {
  const groups: { readonly names: Set<string>; readonly members: Row[] }[] = [];
  const groupOf = new Map<string, (typeof groups)[number]>();
  for (const row of rows.filter(({ span }) => isActive(span))) {
    const { organization, thing } = row.span;
    const names = [...timeline.namesOf(organization, "member", thing)];
    const known = names.flatMap((name) => groupOf.get(name) ?? [])[0];
    const group = known ?? { names: new Set(), members: [] };
    if (known === undefined) groups.push(group);
    group.members.push(row);
    for (const name of names) {
      group.names.add(name);
      groupOf.set(name, group);
    }
  }
  const held = new Map<string, Row[]>();
  for (const row of rows) {
    const holder = holderIn(row.span.fields, "holder");
    const direct = row.span.kind === "share" && holder?.kind === "member" ? holder.key : undefined;
    const member = row.span.kind === "team_membership" ? textOf(row.span.fields, "member") : direct;
    const name = `${row.span.organization} ${member ?? ""}`;
    if (member !== undefined) addTo(held, name, row);
  }
  return sortedBy(groups, ({ members }) => members[0]?.access.key ?? "").map(({ names, members }) => {
    const [first] = members;
    const rest = [...names].filter((name) => name !== first?.access.key).sort();
    return {
      names: [...(first === undefined ? [] : [first.access.key]), ...rest],
      places: members.map(({ span, access }) => {
        const own = held.get(`${span.organization} ${span.thing}`) ?? [];
        const ofKind = (kind: Span["kind"]): Access[] =>
          own.filter((row) => row.span.kind === kind).map((row) => row.access);
        return { member: access, teams: ofKind("team_membership"), shares: ofKind("share") };
      }),
    };
  });
}

/** Whose role manages users, or may: people and service accounts. */
function privilegedIn(rows: readonly Row[], timeline: Timeline): Row[] {
  const roles = new Map<string, Roles>();
  const rolesOf = (organization: string): Roles | undefined => {
    const vocabulary = timeline.vocabularyOf(organization);
    if (vocabulary === undefined) return undefined;
    const known = roles.get(organization);
    if (known !== undefined) return known;
    const custom = rows
      .filter(({ span }) => span.organization === organization && span.kind === "role")
      .map(
        ({ span: { thing, fields } }) =>
          [thing, { base: textOf(fields, "base") ?? "", permissions: permissionsIn(fields) }] as const,
      );
    const made: Roles = { vocabulary, custom: new Map(custom) };
    roles.set(organization, made);
    return made;
  };
  return rows.filter(({ span }) => {
    if (!isActive(span) && span.kind !== "service_account") return false;
    const known = rolesOf(span.organization);
    return known !== undefined && canManageUsers(textOf(span.fields, "role"), known);
  });
}

function permissionsIn(fields: Span["fields"]): string[] {
  const list = fields["permissions"];
  return Array.isArray(list) ? list.filter((item): item is string => typeof item === "string") : [];
}

function guestsIn(rows: readonly Row[]): ReportGuest[] {
  return rows
    .filter(({ span }) => isActive(span) && span.aside?.guest === true)
    .map(({ span, access }) => ({
      member: access,
      ...(span.aside?.approved_by === undefined ? {} : { approved_by: span.aside.approved_by }),
    }));
}

function accountsIn(rows: readonly Row[]): ReportAccount[] {
  const active = new Set(
    rows.flatMap(({ span }) => (isActive(span) ? [`${span.organization} ${span.thing}`] : [])),
  );
  const staffed = new Set(
    rows.flatMap(({ span: { kind, organization, fields } }) =>
      kind === "team_membership" ? [`${organization} ${textOf(fields, "team") ?? ""}`] : [],
    ),
  );
  const keys = new Map<string, Access[]>();
  for (const { span, access } of rows) {
    if (span.kind !== "key") continue;
    const account = `${span.organization} ${textOf(span.fields, "account") ?? ""}`;
    const list = keys.get(account);
    if (list === undefined) keys.set(account, [access]);
    else list.push(access);
  }
  return rows
    .filter(({ span }) => span.kind === "service_account")
    .map(({ span, access }) => {
      const owner = holderIn(span.fields, "owner");
      const alive = owner?.kind === "team" ? staffed : active;
      return {
        account: access,
        owner_alive: owner !== undefined && alive.has(`${span.organization} ${owner.key}`),
        keys: keys.get(`${span.organization} ${span.thing}`) ?? [],
      };
    });
}

const hour = 3_600_000;

/** Whoever was active before a change and is not after it. */
function leaversIn(changes: readonly AccessChange[]): ReportLeaver[] {
  return changes.filter((change) => isActiveIn(change, "before") && !isActiveIn(change, "after")).map(moveOf);
}

/** Whoever is active after a change and was not before it. */
function joinersIn(changes: readonly AccessChange[]): ReportJoiner[] {
  return changes
    .filter((change) => !isActiveIn(change, "before") && isActiveIn(change, "after"))
    .map((change) => {
      const role = textOf(change.after, "role");
      return { ...moveOf(change), ...(role === undefined ? {} : { role }) };
    });
}

function isActiveIn(change: AccessChange, side: "before" | "after"): boolean {
  return change.kind === "member" && textOf(change[side], "state") === "active";
}

function moveOf({ organization, key, origin, applied }: AccessChange): ReportMove {
  const ms =
    applied === undefined || applied === null ? undefined : Date.parse(applied.at) - Date.parse(origin.at);
  return {
    ...{ organization, key, declared: origin },
    ...(applied === undefined ? {} : { applied }),
    ...(ms === undefined ? {} : { hours: Math.round((ms / hour) * 10) / 10 }),
  };
}

/** A key that nobody used for so long may be one that nobody needs. */
const idleDays = 90;

/** What deserves a look first. */
export function lookFirst(
  { privileged, guests, accounts, leavers = [], basis, journals, live = [] }: Omit<Report, "look">,
  unasked: number,
): string[] {
  const isDirect = (origin: Origin | undefined): boolean => origin?.pull_request === null;
  const direct = privileged.filter(({ since, given = since }) => isDirect(given)).length;
  const moved = privileged.filter(({ since, given }) => given !== undefined && isDirect(since)).length;
  const endless = guests.filter(({ member }) => textOf(member.fields, "until") === undefined).length;
  const orphans = accounts.filter(({ owner_alive: isAlive }) => !isAlive).length;
  const open = leavers.filter(({ applied }) => applied === null).length;
  const broken = journals.filter((journal) => journal.broken !== undefined).length;
  const keys = live.flatMap(({ at, keys: list }) => list.map((key) => ({ ...key, at })));
  const unlisted = live.reduce((sum, each) => sum + each.unlisted.length, 0);
  const tasks = live.reduce((sum, each) => sum + each.tasks.length, 0);
  const old = keys.filter(({ at, created_at: made, rotate_after_ms: most }) => {
    return made !== undefined && most !== undefined && Date.parse(at) - Date.parse(made) > most;
  }).length;
  const idle = keys.filter(({ at, last_used_at: used, created_at: made }) => {
    const since = used ?? made;
    return since !== undefined && Date.parse(at) - Date.parse(since) > idleDays * 24 * hour;
  }).length;
  const said: readonly (readonly [number, string])[] = [
    [direct, `${plural(direct, "privileged role")} given by a direct commit, by no pull request`],
    [moved, `${plural(moved, "privileged role")} whose end a direct commit set, moved or took away`],
    [endless, `${plural(endless, "guest")} without an end`],
    [orphans, `${plural(orphans, "service account")} that nobody active answers for`],
    [open, `${plural(open, "leaver")} whose end was not seen applied`],
    [unlisted, `${plural(unlisted, "thing")} live and in no file`],
    [tasks, `${plural(tasks, "task")} that leaving left to be done`],
    [old, `${plural(old, "key")} older than the files allow`],
    [idle, `${plural(idle, "key")} not used for ${idleDays} days`],
    [unasked, `${plural(unasked, "change")} in the journals that no commit asks for`],
    [broken, `${plural(broken, "journal")} that cannot be believed`],
    [
      basis.invalid.length,
      `${plural(basis.invalid.length, "commit")} with invalid files, which count as no change`,
    ],
  ];
  return said.flatMap(([count, sentence]) => (count === 0 ? [] : [sentence]));
}
