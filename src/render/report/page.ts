/**
 * The report as one page that needs nothing else: no request leaves it, and its policy forbids any. All of it is there
 * without the script; the script sorts.
 */
import { integrityOf } from "../../model/digest.ts";
import type { Access, Report, ReportPerson } from "../../model/evidence.ts";
import { listOf } from "../../model/jsonFields.ts";
import { plural } from "../../model/text.ts";
import {
  accessText,
  appliedText,
  changeText,
  h,
  originText,
  own,
  placeNode,
  section,
  sinceText,
  titleOf,
  type Node,
  type Table,
  withoutEmpty,
} from "./markup.ts";
import { liveTables } from "./liveTables.ts";
import { unreadSentences } from "../explain.ts";
import { script, styleOf } from "./style.ts";

export function reportPage(report: Report): string {
  const { basis } = report;
  const tables = tablesOf(report).map(withoutEmpty);
  const style = styleOf(tables);
  const policy = [
    "default-src 'none'",
    `style-src '${integrityOf(style)}'`,
    `script-src '${integrityOf(script)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const title = `Who has what on ${basis.on}`;
  const page = h(
    "html",
    { lang: "en" },
    h(
      "head",
      {},
      h("meta", { charset: "utf-8" }),
      h("meta", { "http-equiv": "Content-Security-Policy", content: policy }),
      h("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
      h("meta", { name: "referrer", content: "no-referrer" }),
      h("title", {}, title),
      own("style", style),
    ),
    h(
      "body",
      {},
      h("header", {}, h("h1", {}, title), ...basisNodes(report)),
      h(
        "nav",
        { "aria-label": "Sections" },
        h("ul", {}, ...tables.map((table) => h("li", {}, h("a", { href: `#${table.id}` }, titleOf(table))))),
      ),
      h("main", {}, ...tables.map(section)),
      own("script", script),
    ),
  );
  return `<!doctype html>\n${page.toString()}\n`;
}

/** What the page rests on, and what deserves a look first. */
function basisNodes(report: Report): Node[] {
  const { basis, journals, look, from, to, live = [] } = report;
  const period = from === undefined || to === undefined ? "" : ` Changes from ${from} to ${to}.`;
  const seen = journals.map(({ path, entries, head, broken, signed }) =>
    broken === undefined
      ? `Journal ${path}: ${plural(entries, "entry", "entries")}, its chain is whole, ${signed === undefined ? "" : signed === "checked" ? "every entry is signed, " : "who signed it was not checked, "}head ${head}.`
      : `Journal ${path}: broken (${broken}); nothing of it counts.`,
  );
  const invalid = basis.invalid.map(
    ({ commit, at, error }) =>
      `The files of ${commit.slice(0, 7)} (${at.slice(0, 10)}) were invalid: ${error}`,
  );
  const read = live.flatMap(({ organization, at, differences, gaps }) => [
    `${organization} was read live at ${at.slice(0, 16).replace("T", " ")} UTC: ${differences === 0 ? "as the files say" : `${plural(differences, "change")} away from the files; see muster plan`}.`,
    ...gaps,
  ]);
  return [
    h("p", {}, `${whoHas(report)}${period}`),
    ...unreadSentences(basis).map((sentence) => h("p", { class: "unread" }, sentence)),
    h("p", { class: "soft" }, `The files of ${basis.ref} at commit `, h("code", {}, basis.commit), "."),
    h(
      "ul",
      { class: "soft" },
      ...[...read, ...basis.notes, ...seen, ...invalid].map((note) => h("li", {}, note)),
    ),
    ...(look.length === 0
      ? [h("p", {}, "Nothing stands out.")]
      : [
          h("h2", {}, "Look at these first"),
          h("ul", { class: "look" }, ...look.map((item) => h("li", {}, item))),
        ]),
  ];
}

function whoHas({ organizations, people, basis: { unread } }: Report): string {
  if (unread !== undefined) return "Who had what is not known: no files could be read.";
  if (organizations.length === 0) return "Nobody has anything.";
  return `${plural(people.length, "person", "people")} in ${plural(organizations.length, "organization")}: ${organizations.join(", ")}.`;
}

/** A table without rows is no answer where nothing could be read. */
function unlessUnread(table: Table, unread: string | undefined): Table {
  if (unread === undefined || table.rows.length > 0) return table;
  return { ...table, none: "Not known: no files could be read.", isUnread: true };
}

function tablesOf(report: Report): Table[] {
  const { unread, unread_period: unreadPeriod } = report.basis;
  return [
    ...dayTables(report).map((table) => unlessUnread(table, unread)),
    ...liveTables(report),
    ...periodTables(report).map((table) => unlessUnread(table, unreadPeriod)),
  ];
}

/** Who has what on the day. */
function dayTables(report: Report): Table[] {
  const { people, guests, accounts, teams } = report;
  return [
    privilegedTable(report),
    {
      ...{ id: "people", title: "People", none: "The files name nobody." },
      head: ["Who", "Organization", "Role", "Since", "Teams and shares", "Where", "Applied"],
      rows: people.flatMap(personRows),
      count: people.length,
    },
    {
      ...{ id: "guests", title: "Guests", none: "There are no guests." },
      head: ["Guest", "Organization", "Role and end", "Let in by", "Since"],
      rows: guests.map(({ member, approved_by: by }) => [
        ...[member.key, member.organization, accessText(member, "person")],
        ...[by ?? "nobody named", sinceText(member)],
      ]),
    },
    {
      ...{ id: "accounts", title: "Service accounts", none: "There are no service accounts." },
      head: ["Account", "Organization", "What", "Somebody answers", "Keys", "Since"],
      rows: accounts.map(({ account, owner_alive: isAlive, keys }) => [
        ...[account.key, account.organization, accessText(account, "service_account")],
        ...[isAlive ? "yes" : "nobody active", listed(keys.map((key) => keyText(key))), sinceText(account)],
      ]),
    },
    {
      ...{ id: "teams", title: "Teams", none: "There are no teams." },
      head: ["Team", "Organization", "What", "Since", "Where"],
      rows: teams.map((team) => [
        ...[team.key, team.organization, accessText(team, "team")],
        ...[sinceText(team), placeNode(team)],
      ]),
    },
  ];
}

/** What the period changed, where one was asked for. */
function periodTables({ joiners = [], leavers, changes }: Report): Table[] {
  if (leavers === undefined || changes === undefined) return [];
  return [
    {
      ...{ id: "joiners", title: "Joiners of the period", none: "Nobody joined." },
      head: ["Who", "Organization", "As", "Declared", "Applied", "Hours between"],
      rows: joiners.map(({ key, organization, role, declared, applied, hours }) => [
        ...[key, organization, role ?? "role not managed", originText(declared)],
        ...[appliedText(applied), hours === undefined ? "" : String(hours)],
      ]),
    },
    {
      ...{ id: "leavers", title: "Leavers of the period", none: "Nobody left." },
      head: ["Who", "Organization", "Ended by the files", "Access ended", "Hours between"],
      rows: leavers.map(({ key, organization, declared, applied, hours }) => [
        ...[key, organization, originText(declared)],
        ...[appliedText(applied), hours === undefined ? "" : String(hours)],
      ]),
    },
    {
      ...{ id: "changes", title: "Changes of the period", none: "Nothing changed." },
      head: ["When and by whom", "Organization", "What", "Applied"],
      rows: changes.map((change) => [
        ...[originText(change.origin), change.organization],
        ...[changeText(change), appliedText(change.applied)],
      ]),
    },
  ];
}

function privilegedTable({ privileged }: Report): Table {
  return {
    ...{ id: "privileged", title: "Privileged", none: "Nobody manages users." },
    head: ["Who", "Organization", "What", "Since, by whom", "Where", "Applied"],
    rows: privileged.map((access) => [
      ...[
        access.key,
        access.organization,
        accessText(access, access.kind === "member" ? "person" : "service_account"),
      ],
      ...[sinceText(access), placeNode(access), appliedText(access.applied)],
    ]),
  };
}

function personRows({ names, places }: ReportPerson): Node[][] {
  return places.map(({ member, teams, shares }) => {
    const others = names.filter((name) => name !== member.key);
    const known = others.length === 0 ? member.key : `${member.key} (also ${others.join(", ")})`;
    const held = [...teams, ...shares].map((access) => accessText(access, "person"));
    return [
      ...[known, member.organization, accessText(member, "person"), sinceText(member)],
      held.length === 0
        ? "none"
        : h(
            "details",
            {},
            h("summary", {}, plural(held.length, "team or share", "teams and shares")),
            listed(held),
          ),
      ...[placeNode(member), appliedText(member.applied)],
    ];
  });
}

function listed(items: readonly string[]): Node {
  return items.length === 0 ? "none" : h("ul", { class: "plain" }, ...items.map((item) => h("li", {}, item)));
}

function keyText({ key, fields }: Access): string {
  const scopes = listOf(fields, "scopes").map(String);
  return `${key.slice(key.lastIndexOf("/") + 1)}: ${scopes.join(", ")}`;
}
