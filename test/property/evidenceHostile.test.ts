/** No name of files, git or service breaks out of what evidence is printed as: the page, CSV, Markdown, the terminal. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kinds } from "../../src/model/entity.ts";
import type { Access, Explained, History, Origin, Report } from "../../src/model/evidence.ts";
import type { JudgedEntry, ReviewStatus } from "../../src/model/review.ts";
import { explainJson, explainMarkdown, explainText } from "../../src/render/explain.ts";
import { historyCsv, historyText } from "../../src/render/history.ts";
import { plainPaint } from "../../src/render/paint.ts";
import { reportPage } from "../../src/render/report/page.ts";
import { reportCsv } from "../../src/render/report/csv.ts";
import { reviewSummary, reviewText } from "../../src/render/review.ts";
import { textArbitrary } from "../unit/render/hostile.ts";
import { parsed } from "../unit/render/parsed.ts";

/** What stands in for each hostile text: harmless, and as empty as that one was. */
/** As harmless, with as many slashes: the page lets paths break after each of them. */
const plain = (text: string): string => (text === "" ? "" : `${text.replace(/[^/]/g, "")}plain`);
type Text = (hostile: string) => string;

const origin = (text: Text, [a = "", b = ""]: readonly string[]): Origin => ({
  ...{
    at: "2026-03-01T09:00:00.000Z",
    by: "commit",
    commit: "c".repeat(40),
    author: text(a),
    subject: text(b),
  },
  pull_request: 7,
  approvals: [{ by: text(b), at: "2026-03-01T09:00:00Z", commit: "c".repeat(40) }],
});

function accessOf(text: Text, texts: readonly string[], kind: Access["kind"]): Access {
  const [a = "", b = "", c = ""] = texts.map(text);
  const holder = { kind: "member", key: b };
  const fields = {
    ...{ state: "active", role: a, team: b, member: c, manager: a, parent: c, base: a, level: b },
    ...{ resource: a, name: b, owner: kind === "ownership" ? c : holder, account: a, holder },
    ...{ permissions: [a, b], scopes: [b, c], until: "2026-12-31" },
  };
  return {
    ...{ organization: a, kind, key: `${b}/${c}`, fields, since: origin(text, texts) },
    source: { file: c, line: 3, column: 1 },
    applied: { at: "2026-03-01T10:00:00.000Z", run: a, outcome: "done" },
  };
}

function evidence(text: Text, texts: readonly string[]) {
  const [a = "", b = "", c = ""] = texts;
  const access = kinds.map((kind) => accessOf(text, texts, kind));
  const [member, ...others] = access;
  if (member === undefined) throw new Error("no kinds");
  const invalid = {
    commit: "d".repeat(40),
    at: "2026-02-01T00:00:00Z",
    pull_request: null,
    error: text(a),
    source: { file: text(b), line: 1, column: 1 },
  };
  const basis = {
    ref: text(a),
    commit: "e".repeat(40),
    on: "2026-03-31",
    notes: [text(b), text(c)],
    invalid: [invalid],
  };
  const move = {
    organization: text(a),
    key: text(b),
    declared: origin(text, texts),
    applied: null,
    hours: 3,
  };
  const changes = access.map(({ organization, kind, key, fields, since }) => ({
    ...{ organization, kind, key, before: fields, after: null, origin: since, applied: null },
  }));
  const report: Report = {
    ...{
      organizations: [text(a)],
      from: "2026-01-01",
      to: "2026-03-31",
      basis,
      access,
      privileged: [member],
    },
    journals: [{ path: text(a), entries: 3, head: "f".repeat(64), broken: text(c) }],
    look: [text(b)],
    people: [{ names: [text(a), text(b)], places: [{ member, teams: others, shares: others }] }],
    guests: [{ member, approved_by: text(c) }],
    accounts: [{ account: member, owner_alive: false, keys: others }],
    ...{ teams: others, joiners: [{ ...move, role: text(c) }], leavers: [move], changes },
  };
  const explained: Explained = {
    ...{ who: text(a), kind: "person", names: [text(b), text(c)], basis },
    standing: [{ organization: text(a), access }],
    live: [
      {
        ...{ organization: text(b), at: "2026-03-31T09:00:00.000Z", keys: [text(a)], gap: text(b) },
        differences: access.map(({ kind, key, fields }) => ({ kind, key, files: null, live: fields })),
        owns: [{ resource: text(c), name: text(a) }],
      },
    ],
    why_not: {
      organization: text(a),
      team: text(b),
      has: false,
      live_read: false,
      reasons: [text(c), text(a)],
    },
  };
  const history: History = { who: text(a), basis, changes };
  const source = { file: text(a), line: 3, column: 1 };
  const entry = (state: JudgedEntry["state"]): JudgedEntry => ({
    ...{
      kind: "member",
      key: text(b),
      has: "0",
      by: text(c),
      reviewer: text(a),
      source,
      state,
      why: text(c),
    },
    ...{ decision: { is: "change", text: text(a) }, recorded: origin(text, texts) },
  });
  const review: ReviewStatus = {
    ...{ name: "2026-q1", notes: [text(b)] },
    reviews: [
      {
        ...{
          organization: text(a),
          on: "2026-03-01",
          isOverdue: false,
          leftOut: [text(b)],
          newcomers: [text(c)],
        },
        entries: [entry("decided"), entry("refused"), entry("undecided")],
      },
    ],
  };
  return { report, explained, history, review };
}

const textsArbitrary = fc.array(textArbitrary, { minLength: 3, maxLength: 3 });
const law = (check: (made: ReturnType<typeof evidence>, tame: ReturnType<typeof evidence>) => void): void =>
  fc.assert(
    fc.property(textsArbitrary, (texts) =>
      check(
        evidence((text) => text, texts),
        evidence(plain, texts),
      ),
    ),
    { numRuns: 150 },
  );

const tags = (html: string): string[] => html.match(/<[/!a-z][a-z0-9-]*/gi) ?? [];
/** What a terminal, or a person, would take for something else than text on its line. */
const hidden = /(?!\n)[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/u;
const lines = (text: string): number => text.split("\n").length;

/** RFC 4180, as a spreadsheet reads it. */
function cellsOf(csv: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, bare, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare ?? "");
    if (end === undefined || end === "") break;
    if (end !== ",") rows.push([]);
  }
  return rows.filter((row) => row.length > 1);
}

const typesOf = (markdown: string): string[] => {
  const found: string[] = [];
  const visit = (node: { readonly type: string; readonly children?: readonly unknown[] }): void => {
    if (!["text", "inlineCode"].includes(node.type)) found.push(node.type);
    for (const child of node.children ?? []) visit(child as typeof node);
  };
  visit(parsed(markdown));
  return found;
};

describe("hostile names", () => {
  it("open no tag of the page, and are no script of its", () => {
    law((made, tame) => {
      const page = reportPage(made.report);
      expect(tags(page)).toEqual(tags(reportPage(tame.report)));
      expect(page.match(/Content-Security-Policy" content="[^"]*"/)?.[0]).toContain(
        "default-src &#39;none&#39;",
      );
      expect(page).not.toMatch(/\son[a-z]+=|(?:href|src)="(?!#)/);
    });
  });

  it("are one cell of CSV each, and no formula", () => {
    law((made, tame) => {
      for (const [csv, other] of [
        [reportCsv(made.report), reportCsv(tame.report)],
        [historyCsv(made.history), historyCsv(tame.history)],
      ] as const) {
        const rows = cellsOf(csv);
        expect(rows.map((row) => row.length)).toEqual(cellsOf(other).map((row) => row.length));
        for (const cell of rows.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
      }
    });
  });

  it("stay on their line of the terminal, and steer nothing", () => {
    law((made, tame) => {
      for (const [text, other] of [
        [explainText(made.explained, plainPaint), explainText(tame.explained, plainPaint)],
        [historyText(made.history, plainPaint), historyText(tame.history, plainPaint)],
        [reviewText(made.review, plainPaint), reviewText(tame.review, plainPaint)],
      ] as const) {
        expect(lines(text)).toBe(lines(other));
        // Signs that hold emoji together may stay where they do.
        expect(text.replace(/[\u200d\ufe0f]/g, "")).not.toMatch(hidden);
      }
    });
  });

  it("make no structure of Markdown", () => {
    law((made, tame) => {
      for (const [markdown, other] of [
        [explainMarkdown(made.explained), explainMarkdown(tame.explained)],
        [reviewSummary(made.review, "2026-03-31"), reviewSummary(tame.review, "2026-03-31")],
      ] as const) {
        const types = typesOf(markdown);
        expect(types).toEqual(typesOf(other));
        for (const type of ["link", "image", "html", "footnoteReference", "linkReference"])
          expect(types).not.toContain(type);
      }
    });
  });

  it("stand in JSON as what they are, with nothing hidden", () => {
    law((made) => {
      const json = explainJson(made.explained);
      expect(JSON.parse(json)).toMatchObject({ schema_version: 1 });
      expect(json).not.toMatch(hidden);
    });
  });
});
