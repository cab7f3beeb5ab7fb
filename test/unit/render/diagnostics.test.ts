import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../../src/model/diagnostic.ts";
import { annotations, diagnosticBlocks, diagnosticsGithub } from "../../../src/render/annotations.ts";
import { diagnosticsJson, diagnosticsText } from "../../../src/render/diagnostics.ts";
import { plainPaint } from "../../../src/render/paint.ts";

const remark = (rest: Partial<Diagnostic> = {}): Diagnostic => ({
  code: "unknown-key",
  severity: "error",
  message: "unknown key rolle",
  source: { file: "access/acme/members.yaml", line: 3, column: 5 },
  ...rest,
});

describe("diagnostics", () => {
  it("as text: sorted, with hints and a count", () => {
    const list = [
      remark({
        severity: "warning",
        code: "odd",
        message: "odd",
        source: { file: "b.yaml", line: 1, column: 1 },
      }),
      remark({ hint: "did you mean role?" }),
    ];
    expect(diagnosticsText(list, plainPaint))
      .toBe(`access/acme/members.yaml:3:5: error: unknown key rolle [unknown-key]
  hint: did you mean role?
b.yaml:1:1: warning: odd [odd]

1 error, 1 warning in 2 files.
`);
    expect(diagnosticsText([], plainPaint)).toBe("");
  });

  it("as JSON", () => {
    expect(JSON.parse(diagnosticsJson([remark({ hint: "h" })]))).toEqual({
      schema_version: 1,
      diagnostics: [
        {
          file: "access/acme/members.yaml",
          line: 3,
          column: 5,
          severity: "error",
          code: "unknown-key",
          message: "unknown key rolle",
          hint: "h",
        },
      ],
    });
  });

  it("as annotations", () => {
    expect(diagnosticsGithub([remark({ message: "100% wrong", hint: "a: b" })])).toBe(
      "::error file=access/acme/members.yaml,line=3,col=5,title=unknown-key::100%25 wrong a: b\n",
    );
  });

  it("as so many annotations of a type, and what is left", () => {
    const errors = Array.from({ length: 12 }, (_, index) =>
      remark({ source: { file: "a.yaml", line: index + 1, column: 1 } }),
    );
    const warnings = errors
      .slice(0, 3)
      .map((item) => ({ ...item, code: "unused", severity: "warning" as const }));
    const { lines, rest } = annotations([...warnings, ...errors], { perType: 10 });
    expect(lines.filter((line) => line.startsWith("::error "))).toHaveLength(10);
    expect(lines.filter((line) => line.startsWith("::warning "))).toHaveLength(3);
    expect(rest.map((item) => item.source.line)).toEqual([11, 12]);
  });

  describe("of very many of one kind in one file", () => {
    const many = (file: string, count: number, severity: "error" | "warning" = "error"): Diagnostic[] =>
      Array.from({ length: count }, (_, index) =>
        remark({
          severity,
          message: `${severity} ${index + 1}`,
          source: { file, line: index + 1, column: 1 },
        }),
      );
    const list = [
      ...many("a.yaml", 5000),
      ...many("b.yaml", 51),
      ...many("a.yaml", 70, "warning"),
      remark({ code: "rare", source: { file: "a.yaml", line: 4000, column: 1 } }),
    ];
    const more = "And 4950 more errors of this kind from here on in this file.";

    it("as text: the first, how many more there are, and the count of all", () => {
      const text = diagnosticsText(list, plainPaint);
      expect(text.match(/^a\.yaml:\d+:1: error: error /gm)).toHaveLength(50);
      expect(text).toContain(`a.yaml:51:1: error: ${more} [unknown-key]\n  hint: Mend those that are listed`);
      expect(text).toContain("a.yaml:51:1: warning: And 20 more warnings of this kind");
      expect(text).toContain("a.yaml:4000:1: error: unknown key rolle [rare]");
      // "And 1 more" would take the room of the one.
      expect(text.match(/^b\.yaml:\d+:1: error: error /gm)).toHaveLength(51);
      expect(text).toMatch(/\n5052 errors, 70 warnings in 2 files\.\n$/);
    });

    it("as JSON", () => {
      const { diagnostics } = JSON.parse(diagnosticsJson(list)) as { diagnostics: Diagnostic[] };
      expect(diagnostics).toHaveLength(51 + 51 + 51 + 1);
      expect(diagnostics.filter(({ message }) => message === more)).toEqual([
        expect.objectContaining({ file: "a.yaml", line: 51, severity: "error", code: "unknown-key" }),
      ]);
    });

    it("as annotations, and as blocks of a comment", () => {
      expect(diagnosticsGithub(list).split("\n")).toHaveLength(51 + 51 + 51 + 1 + 1);
      expect(diagnosticsGithub(list)).toContain(
        `::error file=a.yaml,line=51,col=1,title=unknown-key::${more}`,
      );
      const [errors, warnings] = diagnosticBlocks(list, { tier: 1 });
      expect(errors?.open.join()).toContain("5052 errors in the files");
      expect(errors?.lines).toHaveLength(51 + 51 + 1);
      expect(warnings?.lines).toHaveLength(51);
    });

    it("of those that no annotation was left for, with the count of all of them", () => {
      const { rest } = annotations(list, { perType: 10 });
      expect(diagnosticsText(rest, plainPaint)).toMatch(/\n5042 errors, 60 warnings in 2 files\.\n$/);
    });
  });

  it("cannot be made to say another command", () => {
    const hostile = remark({
      message: "x\n::set-output name=a::b",
      source: { file: "a,line=1::\n::error::y", line: 1, column: 1 },
    });
    const said = diagnosticsGithub([hostile]);
    expect(said.split("\n")).toHaveLength(2);
    expect(said).toMatch(
      /^::error file=a%2Cline=1%3A%3A\\n%3A%3Aerror%3A%3Ay,line=1,col=1,title=unknown-key::x\\n/,
    );
    expect(
      diagnosticsText([remark({ source: { file: "::error::y", line: 1, column: 1 } })], plainPaint),
    ).toMatch(/^\\u\{3a\}:/);
  });
});
