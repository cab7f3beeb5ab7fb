/** The history of declared access, from the commits of the default branch, or an answer of it that was kept. */
import { compileApart } from "../../io/compiler.ts";
import { gitFolderAt } from "../../io/gitFolder.ts";
import { comingLog } from "../../io/gitLog.ts";
import type { Context } from "../context.ts";
import type { Failure } from "../failure.ts";
import type { Question, Told } from "./keptPast.ts";
import { countForGood, endOf, type DeclaredPast, type End } from "./pastEnd.ts";

/** The history along the default branch, or along another ref. What was made of its commits before is gone on with. */
export async function declaredPast(context: Context, ref?: string): Promise<DeclaredPast | Failure> {
  return readAll(context, await endOf(context, ref));
}

/** What a question of the past alone is answered by, and the past itself, which is read only where somebody asks. */
interface Answered<T> {
  readonly answer: T;
  past(): Promise<DeclaredPast | Failure>;
}

interface Asking<T> extends Question {
  /** Makes the answer. What it takes besides the past is looked up here, while that is read. */
  prepare(): Promise<((past: DeclaredPast) => Promise<T | Failure>) | Failure>;
}

/** The answer that was kept for the same question and the same end, or a new one, which is kept. */
export async function answered<T extends object>(
  context: Context,
  end: End,
  { prepare, ...asked }: Asking<T>,
): Promise<Answered<T> | Failure> {
  const known = end.tip === undefined ? undefined : await end.kept.answer<T>(end.tip, asked);
  if (known !== undefined) return { answer: known, past: () => readAll(context, end) };
  const [answer, past] = await Promise.all([prepare(), readAll(context, end)]);
  if ("error" in past) return past;
  if ("error" in answer) return answer;
  const made = await answer(past);
  if (isFailure(made)) return made;
  if (countForGood(past.commits)) await end.kept.keepAnswer(past.tip, asked, made);
  return { answer: made, past: () => Promise.resolve(past) };
}

function isFailure(made: object): made is Failure {
  return "error" in made;
}

/** What reads files is loaded for whoever does not find the answer kept, while git looks for the commits. */
async function readAll(context: Context, end: End): Promise<DeclaredPast | Failure> {
  const { ref, at, kept, tip } = end;
  const same = tip === undefined ? undefined : await kept.whole(tip);
  if (tip !== undefined && same !== undefined) {
    const { newTimeline } = await import("../../history/timeline.ts");
    return { ref, tip, ...same, timeline: newTimeline(same.timeline, same.commits) };
  }
  const before = tip === undefined ? undefined : await toldOnWay(context, end, tip);
  if (before === undefined) compileApart();
  const [log, { tellPast }] = await Promise.all([
    comingLog({ cwd: context.cwd, dir: context.access, ref: at, after: before?.tip }),
    import("./telling.ts"),
  ]);
  if ("error" in log) return log;
  try {
    return await tellPast(context, end, { log, before });
  } finally {
    log.stop();
  }
}

/** What was told last, where the line leads on from there: a branch may have been rewritten since. */
async function toldOnWay({ cwd, access }: Context, { kept }: End, tip: string): Promise<Told | undefined> {
  const told = await kept.told();
  if (told === undefined) return undefined;
  const { isOnLine } = await import("../../io/gitHistory.ts");
  const found = await isOnLine({ cwd: gitFolderAt(cwd, access).folder, commit: told.tip, tip });
  return "is" in found && found.is ? told : undefined;
}
