/**
 * Keeps the journal of this run on a branch, where it outlives its artifact. It holds no key: not an organization's, and
 * not the one that journals are signed with. Whoever reads the branch checks by that key who wrote what.
 */
import { readJournalFile } from "../io/journalFile.ts";
import { plural } from "../model/text.ts";
import { markdownText } from "../render/escape.ts";
import type { ExitCode } from "../run/exitCode.ts";
import { keptBranch } from "../run/kept/branch.ts";
import { keepJournal, type Kept } from "../run/kept/keep.ts";
import type { Desk } from "./desk.ts";
import { journalArtifact } from "./pastArtifacts.ts";

/** Where the job's download puts the artifact, below muster's folder. */
const fetchedJournal = `kept/${journalArtifact}/journal.jsonl`;

/** Appends what this run's jobs left; a run without a journal has nothing to keep. */
export async function recordJob(desk: Desk): Promise<ExitCode> {
  const { repository, inputs, runner, context, auth, runId, attempt } = desk;
  if (!repository.isPrivate && !inputs.publicJournal) {
    desk.fail(
      "This repository is public, and a journal names people: everybody could read it. Nothing was kept. " +
        "Take the job record out of the workflow; or set its input public-journal: true, if that is meant.",
    );
    return 3;
  }
  const journal = await readJournalFile(runner.file(fetchedJournal));
  if ("error" in journal) {
    if (journal.absent !== true) {
      desk.fail(journal.error);
      return 1;
    }
    desk.say("This run wrote no journal: there is nothing to keep.");
    return 0;
  }
  const run = `run ${runId}${attempt === 1 ? "" : `, attempt ${attempt}`}`;
  const kept = await keepJournal({ cwd: context.cwd, auth, text: journal.text, run });
  if ("error" in kept) {
    desk.fail(`The journal was not kept on ${keptBranch}, and stands in the artifact alone: ${kept.error}`);
    return 1;
  }
  const { sentence, code } = toldOf(kept);
  if (code === 0) desk.say(sentence);
  else desk.fail(sentence);
  runner.summary(`### muster · journal\n\n${markdownText(sentence)}\n`);
  return code;
}

function toldOf(kept: Kept): { readonly sentence: string; readonly code: ExitCode } {
  switch (kept.is) {
    case "held":
      return { sentence: `The branch ${keptBranch} holds all of this run's journal already.`, code: 0 };
    case "added": {
      const count = plural(kept.lines, "entry", "entries");
      return {
        sentence: `${count} added to the branch ${keptBranch} (${kept.commit.slice(0, 7)}).`,
        code: 0,
      };
    }
    case "beside": {
      const why =
        kept.broken === undefined
          ? "is no continuation of what"
          : `is broken (${kept.broken}), and goes on with nothing that`;
      const sentence =
        `The journal of this run ${why} the branch ${keptBranch} holds. It is kept beside, as ${kept.path} ` +
        `(${kept.commit.slice(0, 7)}), and was made no part of it. See \`muster journal verify ${keptBranch}\`.` +
        (kept.broken === undefined ? whatToDo : "");
      return { sentence, code: 1 };
    }
  }
}

const keptRef = `refs/heads/${keptBranch}`;

/** What this run began anew, the next one goes on with; what somebody else wrote there stays in the way until it is moved. */
const whatToDo =
  " Nothing is lost, and nobody has to hurry. If the next run ends so, too, somebody else wrote to the branch: put back what " +
  "that command names, or give the branch another name, and the next run begins a new one: " +
  // By its full name: a tag may be called so, too.
  `\`git fetch origin ${keptRef} && git push origin FETCH_HEAD:${keptRef}-until-now :${keptRef}\` ` +
  "(whoever administers the repository, where a rule protects it).";
