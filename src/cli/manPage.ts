/** The table of commands as a manual page (mdoc): `man/muster.1`, which a test holds to the table. */
import type { Row } from "./completion.ts";

/** The day of the page's present form; the versions are told elsewhere. */
const day = "November 28, 2026";

const exits: readonly (readonly [code: number, means: string])[] = [
  [0, "Done, or nothing to do."],
  [1, "An error: files invalid, the service unreachable, bad usage."],
  [2, "Changes are pending, or tasks of leavers open (plan with --exit-code, drift)."],
  [3, "Blocked by a guard, or not known since not everything was read."],
  [4, "Applied in part: something failed, was skipped, went stale, or needs a decision."],
];

const variables: readonly (readonly [name: string, means: string])[] = [
  [
    "MUSTER_TOKEN_ORG",
    "The key of the organization whose folder is called org; MUSTER_TOKEN while there is only one.",
  ],
  ["MUSTER_TOKEN_ORG_FILE", "A file that holds it."],
  ["MUSTER_API_ORG", "Another address than the one in the files."],
  ["MUSTER_HOSTS", "Further hosts that may receive a key."],
  ["MUSTER_PAUSED", "When set, nothing is written to any organization."],
  ["COLUMNS", "How wide text is, where no terminal tells."],
  ["NO_COLOR , FORCE_COLOR", "No colours, or colours in any case."],
];

/** The page. `examples` are command lines that work as they stand, by a command's path. */
export function manPage(rows: readonly Row[], examples: ReadonlyMap<string, readonly string[]>): string {
  const [program, ...commands] = rows;
  const global = program?.options ?? [];
  const isGlobal = new Set(global.map(({ flag }) => flag));
  return [
    `.Dd ${day}`,
    ".Dt MUSTER 1",
    ".Os",
    ".Sh NAME",
    ".Nm muster",
    ".Nd access to organizations, kept in version control",
    ".Sh SYNOPSIS",
    ".Nm muster",
    ".Ar command",
    ".Op Ar options",
    ".Sh DESCRIPTION",
    ...said(program?.does ?? ""),
    "Results go to standard output, everything else to standard error.",
    ".Pp",
    "These options are for every command:",
    ...optionList(global),
    ".Sh COMMANDS",
    ...commands.flatMap(({ path, usage, does, options }) => [
      `.Ss ${heading(path, usage)}`,
      ...said(does),
      ...optionList(options.filter(({ flag }) => !isGlobal.has(flag))),
    ]),
    ".Sh ENVIRONMENT",
    ".Bl -tag -width Ds",
    ...variables.flatMap(([name, means]) => [`.It Ev ${name}`, ...said(means)]),
    ".El",
    ".Sh EXIT STATUS",
    ".Bl -tag -width Ds",
    ...exits.flatMap(([code, means]) => [`.It ${code}`, ...said(means)]),
    ".El",
    ".Sh EXAMPLES",
    ".Bd -literal -offset indent",
    ...new Set([...examples.values()].flat().map(escaped)),
    ".Ed",
    "",
  ].join("\n");
}

/** What a command is called, with its arguments; a bracket at the end is none of its own. */
function heading(path: string, usage: string): string {
  const args = usage.replace(/\[(options|command)\]/g, "").trim();
  return escaped(`${path} ${args}`.trim()).replace(/\]$/, "]\\&");
}

function optionList(options: Row["options"]): string[] {
  if (options.length === 0) return [];
  return [
    ".Bl -tag -width Ds",
    ...options.flatMap(({ flag, does, takes, value }) => [
      `.It Fl ${flag.slice(1)}${value === undefined ? "" : ` Ar ${value.replaceAll(" ", " Ar ")}`}`,
      ...said(typeof takes === "string" ? does : `${does}: ${takes.join(", ")}`),
    ]),
    ".El",
  ];
}

/** A sentence a line: so that no line is long, and none ends a sentence in its middle. */
function said(text: string): string[] {
  const whole = /[.:?!)]$/.test(text) ? text : `${text}.`;
  return `${whole.slice(0, 1).toUpperCase()}${whole.slice(1)}`
    .split(/(?<=[.;:]) +/)
    .flatMap((sentence) => folded(sentence))
    .map(escaped);
}

const widest = 76;

function folded(sentence: string): string[] {
  const lines: string[] = [];
  for (const word of sentence.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < widest) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Text in which nothing is a request. */
function escaped(line: string): string {
  return line.replaceAll("\\", "\\e").replace(/^([.'])/, "\\&$1");
}
