import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../../src/model/diagnostic.ts";
import { annotations } from "../../../src/render/annotations.ts";
import { diagnosticsGithub, diagnosticsJson, diagnosticsText } from "../../../src/render/diagnostics.ts";
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
