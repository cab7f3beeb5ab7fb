/** Work counted instead of timed: how often each function of the sources is called, which no machine makes faster. */
import { Session, type Profiler } from "node:inspector";

/** Calls by function. */
type Calls = ReadonlyMap<string, number>;

/** How work grew with what there was. */
export interface Growth {
  /** All calls together, as a multiple. */
  readonly together: number;
  /** The functions that were called more than so many times as often. */
  readonly apart: readonly string[];
}

/** Does the same work on little and on much, and counts the calls of functions below a folder of `src`. */
export function growthOf(
  folder: string,
  { little, much, apart }: { readonly little: Work; readonly much: Work; readonly apart: Apart },
): Growth {
  using counter = counterOf([folder]);
  const counted = (work: Work): Calls => {
    work();
    return counter.calls();
  };
  // Warms up: functions that were seldom called before are not counted from their first call on.
  counted(much);
  return growthBetween(counted(little), counted(much), apart);
}

/** The same of work that waits for answers. */
export async function growthOfWaiting(
  folders: readonly string[],
  { little, much, apart }: { readonly little: Waiting; readonly much: Waiting; readonly apart: Apart },
): Promise<Growth> {
  using counter = counterOf(folders);
  const counted = async (work: Waiting): Promise<Calls> => {
    await work();
    return counter.calls();
  };
  await counted(much);
  return growthBetween(await counted(little), await counted(much), apart);
}

interface Counter extends Disposable {
  /** Since the last time. */
  calls(): Calls;
}

function counterOf(folders: readonly string[]): Counter {
  const session = new Session();
  session.connect();
  session.post("Profiler.enable");
  session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
  return {
    calls: () => callsIn(folders, coverageOf(session)),
    [Symbol.dispose]: () => {
      session.post("Profiler.stopPreciseCoverage");
      session.post("Profiler.disable");
      session.disconnect();
    },
  };
}

function growthBetween(before: Calls, after: Calls, apart: Apart): Growth {
  return { together: sumOf(after) / sumOf(before), apart: [...after].flatMap(grown(before, apart)) };
}

type Waiting = () => Promise<unknown>;
type Work = () => unknown;

/** When a function counts as called too often: more than so many times as often, and not just a few times. */
interface Apart {
  readonly times: number;
  readonly few: number;
}

function grown(before: Calls, { times, few }: Apart): (call: readonly [string, number]) => string[] {
  return ([name, calls]) => {
    const was = Math.max(few, before.get(name) ?? 0);
    return calls > times * was ? [`${name}: ${calls} calls instead of ${was}`] : [];
  };
}

function sumOf(calls: Calls): number {
  return [...calls.values()].reduce((sum, count) => sum + count, 0);
}

/** Answers come before `post` returns. */
function coverageOf(session: Session): readonly Profiler.ScriptCoverage[] {
  let scripts: readonly Profiler.ScriptCoverage[] = [];
  session.post("Profiler.takePreciseCoverage", (error, answer) => {
    if (error !== null) throw error;
    scripts = answer.result;
  });
  return scripts;
}

function callsIn(folders: readonly string[], scripts: readonly Profiler.ScriptCoverage[]): Calls {
  const calls = new Map<string, number>();
  for (const { url, functions } of scripts) {
    const [, file] = url.split("/src/");
    if (file === undefined || !folders.some((folder) => file.startsWith(folder))) continue;
    for (const { functionName, ranges } of functions)
      for (const { startOffset, count } of ranges) calls.set(`${file} ${functionName} ${startOffset}`, count);
  }
  if (calls.size === 0) throw new Error(`nothing below src/${folders.join(", src/")} ran`);
  return calls;
}
