/** The file of a review as text: one entry for each person and service account, below whoever is to decide. */
import { scalarText } from "../rewrite/edit/scalarText.ts";
import { grouped } from "../model/grouped.ts";
import { nameOfEntry } from "./entryName.ts";
import { unsigned, written, type Remarks } from "./remarks.ts";
import {
  subjectKinds,
  type Held,
  type ReviewDecision,
  type ReviewEntry,
  type ReviewFile,
  type SubjectKind,
} from "../model/review.ts";

/** An entry to be written; with a decision where there is one already. */
export type Written = Pick<ReviewEntry, "reviewer" | "decision" | "by"> & { readonly held: Held };

interface ReviewText extends Pick<ReviewFile, "name" | "organization" | "on" | "due"> {
  /** The commit of the files, where they are those of one. */
  readonly commit: string | null;
  readonly entries: readonly Written[];
  /** What people wrote into the file before, which is kept. */
  readonly remarks?: Remarks | undefined;
  /** What somebody has, in short pieces without line breaks. */
  readonly words: (held: Held) => readonly string[];
}

/** The section of the file in which a kind stands. */
export const sectionOf: Readonly<Record<SubjectKind, string>> = {
  member: "people",
  service_account: "accounts",
};

/** The lines at the top of every such file. */
const reviewHead: readonly string[] = [
  "# Decide on every entry, by pull request:",
  "#   decision: keep, or remove, or { change: { role: ROLE } }, or { change: what people are to do by hand }",
  "#   by: your e-mail or your key of people.yaml; nobody decides on themselves",
  "# `has` stands for what they had when this was written, and `#:` before it in words; comments of your own stay with their entry.",
  "# `muster review status` says what is left.",
];

/** Lines of the file that are nobody's remark, those of earlier versions among them. */
export const ownLines: ReadonlySet<string> = new Set([
  ...reviewHead,
  "# `has` stands for what they had when this was written. `muster review status` says what is left.",
]);

const noRemarks: Remarks = { top: [], ofEntries: new Map() };

export function reviewText(review: ReviewText): string {
  const { name, organization, on, due, commit, entries, remarks = noRemarks } = review;
  const present = new Set(entries.map(({ held }) => nameOfEntry(held)));
  // Of entries that are no more, what was written stays at the top.
  const left = [...remarks.ofEntries].flatMap(([entry, list]) =>
    present.has(entry) ? [] : list.map((remark) => `${entry.slice(entry.indexOf(" ") + 1)}: ${remark}`),
  );
  const groups = grouped(entries, ({ reviewer }) => reviewer);
  const lines = [
    ...reviewHead,
    ...[...remarks.top, ...left].map((remark) => `# ${remark}`),
    `review: ${scalarText(name)}`,
    `organization: ${scalarText(organization)}`,
    `on: ${on}`,
    ...(due === undefined ? [] : [`due: ${due}`]),
    ...(commit === null ? [] : [`commit: ${JSON.stringify(commit)}`]),
    entries.length === 0 ? "entries: []" : "entries:",
    ...[...groups].flatMap(([reviewer, list]) => [
      `  - reviewer: ${scalarText(reviewer)}`,
      ...subjectKinds.flatMap((kind) => {
        const own = list.filter(({ held }) => held.kind === kind);
        return own.length === 0
          ? []
          : [
              `    ${sectionOf[kind]}:`,
              ...own.flatMap((entry) => [
                ...entryLines(entry, review.words),
                ...(remarks.ofEntries.get(nameOfEntry(entry.held)) ?? []).map(
                  (remark) => `        # ${remark}`,
                ),
              ]),
            ];
      }),
    ]),
  ];
  return `${lines.join("\n")}\n`;
}

/** So long a comment grows at most: lines of files are not to be wider than people can read. */
const widest = 100;

function entryLines({ held, decision, by }: Written, words: ReviewText["words"]): string[] {
  const [first = "", ...more] = packed(words(held).map(unsigned));
  return [
    `      ${scalarText(held.key, true)}: ${written} ${first}`,
    ...more.map((line) => `        ${written} ${line}`),
    `        has: ${JSON.stringify(held.hash)}`,
    `        decision:${decision === undefined ? "" : ` ${decisionText(decision)}`}`,
    `        by:${by === undefined ? "" : ` ${scalarText(by)}`}`,
  ];
}

function packed(pieces: readonly string[]): string[] {
  const lines: string[] = [];
  for (const piece of pieces) {
    const last = lines.at(-1);
    if (last === undefined || last.length + piece.length > widest) lines.push(piece);
    else lines[lines.length - 1] = `${last}; ${piece}`;
  }
  return lines;
}

function decisionText(decision: ReviewDecision): string {
  if (decision.is !== "change") return decision.is;
  return "role" in decision
    ? `{ change: { role: ${scalarText(decision.role)} } }`
    : `{ change: ${JSON.stringify(decision.text)} }`;
}
