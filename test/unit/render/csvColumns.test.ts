/** Column by column of every table that is written as CSV: no cell is run as a formula, whatever files and service call things. */
import { describe, expect, it } from "vitest";
import type { Access, AccessChange, History, Origin, Report } from "../../../src/model/evidence.ts";
import { historyCsv } from "../../../src/render/history.ts";
import { reportCsv } from "../../../src/render/report/csv.ts";

/** What begins a formula, and how a cell says it. */
const starts = [
  ["=", "'="],
  ["+", "'+"],
  ["-", "'-"],
  ["@", "'@"],
  ["\t", "'\\t"],
  ["\r", "'\\r"],
] as const;

/** The cells of the one row, by column; nothing here holds a comma or a quotation mark. */
function cellsOf(csv: string): Record<string, string> {
  const [head = "", row = "", ...rest] = csv.split("\r\n");
  expect(rest).toEqual([""]);
  const cells = row.split(",");
  return Object.fromEntries(head.split(",").map((name, index) => [name, cells[index] ?? "no such cell"]));
}

function originOf(text: string): Origin {
  return {
    ...{ at: text, by: "commit", commit: text, author: text, subject: text, pull_request: null },
    approvals: [{ by: text, at: text, commit: text, own: true }],
  };
}

function accessOf(text: string): Access {
  return {
    ...{ organization: text, kind: "member", key: text, fields: { role: text, state: "active" } },
    source: { file: text, line: 1, column: 1 },
    ...{ since: originOf(text), given: originOf(text) },
    applied: { at: text, run: text, outcome: "done" },
  };
}

const basis = { ref: "main", commit: "c", on: "2026-01-01", notes: [], invalid: [] };

describe.each(starts)("a name that begins with %j", (start, shown) => {
  const text = `${start}1`;
  const cell = `${shown}1`;

  it("is text in each column of report --format csv", () => {
    const access = accessOf(text);
    const report: Report = {
      ...{ organizations: [text], basis, journals: [], look: [], people: [], privileged: [access] },
      ...{ guests: [], accounts: [], teams: [], access: [access] },
    };
    const { what, where, ...others } = cellsOf(reportCsv(report));
    expect(others).toEqual({
      ...{ organization: cell, kind: "member", key: cell, privileged: "yes", since: cell, by: "commit" },
      ...{ commit: cell, pull_request: "direct", author: cell, applied_at: cell },
      approved_by: `${cell} (their own)`,
      ...{ given: cell, given_commit: cell, given_pull_request: "direct" },
      given_approved_by: `${cell} (their own)`,
    });
    expect([what, where].map((value) => value?.slice(0, cell.length))).toEqual([cell, cell]);
  });

  it("is text in each column of history --format csv", () => {
    const { since: origin, organization, kind, key, fields, applied } = accessOf(text);
    const change: AccessChange = {
      ...{ organization, kind, key, before: fields, after: { ...fields, role: `${text}2` }, origin },
      ...(applied === undefined ? {} : { applied }),
    };
    const history: History = { basis, changes: [change] };
    const { before, after, ...others } = cellsOf(historyCsv(history));
    expect(others).toEqual({
      ...{ at: cell, organization: cell, change: "changed", kind: "member", key: cell, by: "commit" },
      ...{ commit: cell, pull_request: "direct", author: cell, applied_at: cell, run: cell },
      approved_by: `${cell} (their own)`,
    });
    expect([before, after].map((value) => value?.slice(0, cell.length))).toEqual([cell, cell]);
  });
});
