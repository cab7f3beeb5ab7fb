/** What the commands that look back share: their options, and what an answer rests on. */
import { Option } from "commander";
import type { Basis } from "../model/evidence.ts";
import { given } from "../model/given.ts";
import { terminalText } from "../render/escape.ts";
import { collect, defaultJournal } from "./options.ts";
import type { Session } from "./session.ts";

/** What every command that looks back is told. */
export interface PastOptions {
  readonly ref?: string;
  readonly refresh?: true;
  readonly journal: readonly string[];
}

/** The same as the use cases take it. */
export function pastWish({ journal, ref, refresh }: PastOptions) {
  return { journals: journal, usual: defaultJournal, ...given({ ref, refresh }) };
}

/** `--journal PATH` of what looks back, which may be given several times. */
export function journalsOption(): Option {
  return new Option(
    "--journal <path>",
    `the journal of what was applied, or a folder of its files (may be given several times; ${defaultJournal} unless given)`,
  )
    .argParser(collect)
    .default([], "");
}

/** `--ref REF` of what looks back. */
export function refOption(): Option {
  return new Option("--ref <ref>", "another branch or commit than the default branch");
}

/** `--refresh`, which asks where `--offline` asks nobody. */
export function refreshOption(): Option {
  return new Option("--refresh", "ask anew who approved, also where that was looked up before").conflicts(
    "offline",
  );
}

/** What an answer of the past rests on, beside a format that people do not read it in. */
export async function sayBasis(session: Session, basis: Basis): Promise<void> {
  const { basisSentences } = await import("../render/explain.ts");
  for (const note of basisSentences(basis)) if (note !== basis.unread) session.say(terminalText(note));
}

/** What a command over the past ends with: where nothing could be read, a program must not take it for an answer. */
export function pastCode(session: Session, { unread }: Basis, format: string): 0 | 1 {
  if (unread === undefined) return 0;
  // The text says so itself.
  return format === "text" ? 1 : session.fail(unread);
}
