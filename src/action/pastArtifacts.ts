/** What earlier runs kept at GitHub, newest first: the journal, and snapshots of what is live. What others uploaded under their names is passed over. */
import type { Asked, GitHub, WorkflowRun } from "../forge/github/github.ts";
import { utf8, utf8Lines } from "../model/utf8.ts";
import { isOfHome, runOf, writing, type Looking } from "./home.ts";

export const journalArtifact = "muster-journal";
const snapshotArtifact = "muster-snapshot";
export const snapshotFile = "snapshot.json";

/** The name of the artifact that holds a pull request's reviewed plan. */
export function planArtifact(pullRequest: number): string {
  return `muster-plan-${pullRequest}`;
}

/** A journal of years fits; a plan of tens of thousands of actions, too. */
export const maxArtifactBytes = 256 * 1024 * 1024;

/** A journal that a run of this workflow uploaded. */
export interface FoundJournal {
  /** When it was uploaded, RFC 3339. */
  readonly createdAt: string;
  /** Its text; null where the artifact holds none. */
  readonly text: () => Promise<Asked<string | null>>;
}

/** How many pages of artifacts, and runs that uploaded them, are looked at. */
const mostPages = 10;
const mostRuns = 20;

/** The journals that apply and due runs of this workflow uploaded, newest first. */
export function journalsOf(
  github: GitHub,
  looking: Pick<Looking, "home" | "line">,
): AsyncGenerator<Asked<FoundJournal>> {
  const textOf = (artifact: number) => journalIn(github, artifact);
  return keptBy(github, looking, { name: journalArtifact, words: "the journal", textOf });
}

/** The snapshots of what is live that they uploaded, newest first. */
export function snapshotsOf(
  github: GitHub,
  looking: Pick<Looking, "home" | "line">,
): AsyncGenerator<Asked<FoundJournal>> {
  const textOf = async (artifact: number): Promise<Asked<string | null>> => {
    const files = await github.artifactFiles(artifact, maxArtifactBytes);
    if (!files.ok) return files;
    const snapshot = files.value.get(snapshotFile);
    return { ok: true, value: snapshot === undefined ? null : (utf8(snapshot) ?? "") };
  };
  return keptBy(github, looking, { name: snapshotArtifact, words: "the snapshot", textOf });
}

interface Wanted {
  readonly name: string;
  readonly words: string;
  readonly textOf: (artifact: number) => Promise<Asked<string | null>>;
}

async function* keptBy(
  github: GitHub,
  looking: Pick<Looking, "home" | "line">,
  { name, words, textOf }: Wanted,
): AsyncGenerator<Asked<FoundJournal>> {
  let asked = 0;
  for (let page = 1; page <= mostPages; page++) {
    const found = await github.artifactPage(name, page);
    if (!found.ok) return void (yield found);
    for (const artifact of found.value.artifacts) {
      const { id, createdAt, headSha, isExpired } = artifact;
      if (isExpired || (headSha !== null && !looking.line.has(headSha))) continue;
      if ((asked += 1) > mostRuns) return void (yield tooMany(words));
      const run = await runOf(github, artifact);
      if (run === undefined) continue;
      if (!run.ok) return void (yield run);
      if (mayWriteJournal(run.value, looking))
        yield { ok: true, value: { createdAt, text: () => textOf(id) } };
    }
    if (found.value.isLast) return;
  }
  yield tooMany(words);
}

function mayWriteJournal(run: WorkflowRun, { home, line }: Pick<Looking, "home" | "line">): boolean {
  return isOfHome(run, home) && writing.includes(run.event) && line.has(run.headSha);
}

function tooMany(words: string): Asked<never> {
  const message = `Too much was uploaded under the name of ${words} by other runs.`;
  return { ok: false, message, effectUnknown: false };
}

async function journalIn(github: GitHub, artifact: number): Promise<Asked<string | null>> {
  const files = await github.artifactFiles(artifact, maxArtifactBytes);
  if (!files.ok) return files;
  const journal = files.value.get("journal.jsonl");
  return { ok: true, value: journal === undefined ? null : utf8Lines(journal) };
}
