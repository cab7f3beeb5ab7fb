/** The journal, read to a person: one part per run and organization, one line per action. */
import type { JsonObject } from "../model/json.ts";
import { kinds } from "../model/entity.ts";
import { specOf, verbs } from "../kinds/verbs.ts";
import { plural } from "../model/text.ts";
import { detailOf } from "./detail.ts";
import { terminalName, terminalText } from "./escape.ts";
import type { Paint } from "./paint.ts";
import { subjectOf } from "../kinds/kinds.ts";
import { terminalPieces } from "./terminalParts.ts";
import { outcomeWords } from "./words.ts";

/** What a journal entry must offer to be read; entries of the journal have this shape. */
export interface JournalLine {
  readonly seq: number;
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly event: string;
  readonly run: string;
  readonly organization?: string;
  readonly organization_id?: string;
  readonly fingerprint?: string;
  readonly commit?: string | null;
  readonly actor?: string;
  readonly allowed?: readonly string[];
  readonly action?: string;
  readonly verb?: string;
  readonly kind?: string;
  readonly key?: string;
  readonly before?: JsonObject | null;
  readonly after?: JsonObject | null;
  readonly status?: string;
  readonly message?: string;
  readonly request_id?: string;
  readonly counts?: Readonly<Partial<Record<string, number>>>;
  readonly open?: readonly JournalOpen[];
  readonly stopped?: string;
}

/** Something that a run left undone. */
interface JournalOpen {
  readonly verb: string;
  readonly kind: string;
  readonly key: string;
  readonly status: string;
}

/** The entries as text, run by run in the order in which they began. Ends in a newline. */
export function journalText(entries: readonly JournalLine[], paint: Paint): string {
  if (entries.length === 0) return "The journal is empty.\n";
  const runs = new Map<string, JournalLine[]>();
  for (const entry of entries) {
    const name = JSON.stringify([entry.run, entry.organization ?? null]);
    const run = runs.get(name) ?? [];
    run.push(entry);
    runs.set(name, run);
  }
  const parts = [...runs.values()].map((run) => runLines(run, paint).join("\n"));
  return `${parts.join("\n\n")}\n\n${plural(entries.length, "entry", "entries")}, ${plural(runs.size, "run")}.\n`;
}

function runLines(entries: readonly JournalLine[], paint: Paint): string[] {
  const outcomes = new Map(entries.filter(isOutcome).map((entry) => [entry.action, entry]));
  const intents = new Map(
    entries.filter((entry) => entry.event === "intent").map((entry) => [entry.action, entry]),
  );
  const finished = entries.find((entry) => entry.event === "run_finished");
  return [
    headOf(entries, paint),
    ...entries.flatMap((entry) => {
      if (isOutcome(entry)) return [actionLine(entry, intents.get(entry.action) ?? entry, paint)];
      const lost = entry.event === "intent" && !outcomes.has(entry.action);
      return lost ? [actionLine({ ...entry, status: "no outcome recorded" }, entry, paint)] : [];
    }),
    ...(finished === undefined
      ? [`  ${paint.red("The run did not finish.")}`]
      : finishedLines(finished, paint)),
  ];
}

function isOutcome(entry: JournalLine): boolean {
  return entry.event === "outcome";
}

function headOf(entries: readonly JournalLine[], paint: Paint): string {
  const start = entries.find((entry) => entry.event === "run_started") ?? entries[0];
  if (start === undefined) return "";
  const organization = paint.bold(terminalText(start.organization ?? "all organizations"));
  const facts = [
    terminalText(start.at),
    ...(start.actor === undefined ? [] : [`by ${terminalText(start.actor)}`]),
    ...(typeof start.commit === "string" ? [`commit ${terminalText(start.commit.slice(0, 12))}`] : []),
    ...(start.fingerprint === undefined
      ? []
      : [`fingerprint ${terminalText(start.fingerprint.slice(0, 8))}`]),
    `run ${terminalText(start.run)}`,
    ...(start.allowed ?? []).map((guard) => paint.magenta(`lifted ${terminalText(guard)}`)),
  ];
  return [organization, ...facts].join(" · ");
}

function actionLine(entry: JournalLine, told: JournalLine, paint: Paint): string {
  const status = statusWords(entry.status ?? "");
  const good = entry.status === "done" || entry.status === "already";
  const why = entry.message === undefined ? "" : `: ${terminalText(entry.message)}`;
  const dressed = (good ? paint.green : paint.red)(status.padEnd(11));
  return `  ${terminalText(entry.at)}   ${dressed}   ${whatOf(told)}${why}`;
}

function finishedLines(entry: JournalLine, paint: Paint): string[] {
  const counts = Object.entries(entry.counts ?? {}).map(
    ([status, count]) => `${terminalText(String(count ?? 0))} ${statusWords(status)}`,
  );
  const stopped = entry.stopped === undefined ? "" : ` Stopped: ${terminalText(entry.stopped)}.`;
  const open = entry.open ?? [];
  return [
    `  ${terminalText(entry.at)}   Finished: ${counts.length === 0 ? "nothing to do" : counts.join(", ")}.${stopped}`,
    ...(open.length === 0 ? [] : [`  ${paint.magenta(`left open (${open.length})`)}`]),
    ...open.map((item) => `    ${statusWords(item.status)}: ${whatOf(item)}`),
  ];
}

function statusWords(status: string): string {
  const known = Object.entries(outcomeWords).find(([name]) => name === status);
  return known === undefined ? terminalText(status) : known[1];
}

interface Told {
  readonly verb?: string;
  readonly kind?: string;
  readonly key?: string;
  readonly before?: JsonObject | null;
  readonly after?: JsonObject | null;
}

/** "invite kim@acme.example (viewer)"; verbs and kinds of other versions as they stand. */
function whatOf(entry: Told): string {
  const verb = verbs.find((item) => item === entry.verb);
  const kind = kinds.find((item) => item === entry.kind);
  const key = entry.key ?? "";
  if (verb === undefined || kind === undefined)
    return `${terminalText(entry.verb ?? "?")} ${terminalName(key)}`;
  const told = { verb, kind, key, before: entry.before ?? null, after: entry.after ?? null };
  const detail = terminalPieces(told.before === null && told.after === null ? [] : detailOf(told));
  return `${specOf(verb).words.infinitive} ${terminalPieces(subjectOf(told))}${detail === "" ? "" : ` (${detail})`}`;
}
