/** The files of one commit after the other: what none of the next ones has any more is forgotten. */
import type { TreeOnward } from "../../declare/onward/onward.ts";
import type { GitFolder } from "../../io/gitFolder.ts";
import type { LoggedChange, LoggedCommit } from "../../io/gitLog.ts";
import { comingObjects, type ObjectContent } from "../../io/gitObjects.ts";
import { maxFileBytes, type TreeEntry } from "../../model/tree.ts";
import type { Failure } from "../failure.ts";

/** What became otherwise at once. */
type Step = Pick<LoggedCommit, "changes">;

export interface PastTrees {
  /** These come next; what they need is asked for. */
  expect(commits: readonly Step[]): void;
  /** Goes on by one that was not expected, without reading anything. */
  pass(commit: Step): void;
  /** The tree of the next one that was expected, which holds until the one after it is asked for. */
  next(): Promise<TreeOnward | Failure>;
  /** No more is wanted. */
  stop(): void;
}

/** What is to stand somewhere from a commit on. */
interface Standing {
  readonly change: LoggedChange;
  /** Absent: there is nothing that can be read. */
  readonly content: Held | undefined;
}

/** Of a repository. What several trees have in common is the same object. */
export function pastTrees({ folder }: Pick<GitFolder, "folder">): PastTrees {
  const objects = comingObjects(folder, maxFileBytes);
  const held = newHeld(objects);
  const listed = new Map<string, Standing>();
  const entries = new Map<string, TreeEntry>();
  let expected: (readonly Standing[])[] = [];
  let at = 0;
  let touched: string[] = [];
  const standingOf = (change: LoggedChange): Standing => ({ change, content: held.keep(change) });
  const list = (changes: readonly Standing[]): void => {
    for (const standing of changes) {
      const { path, object } = standing.change;
      touched.push(path);
      held.drop(listed.get(path)?.content);
      if (object === null) listed.delete(path);
      else listed.set(path, standing);
    }
  };
  const stand = async (path: string): Promise<Failure | undefined> => {
    const { change, content } = listed.get(path) ?? {};
    if (change === undefined) entries.delete(path);
    else {
      const failed = content === undefined ? undefined : await held.wait(content);
      if (failed !== undefined) return failed;
      entries.set(path, entryOf(change, content?.content));
    }
    return undefined;
  };
  return {
    expect(commits) {
      const more = commits.map(({ changes }) => changes.map(standingOf));
      expected = [...expected.slice(at), ...more];
      at = 0;
      held.ask(more.flat());
    },
    pass({ changes }) {
      list(changes.map(standingOf));
    },
    async next() {
      list(expected[at++] ?? []);
      const now = touched;
      touched = [];
      // What was passed was not asked for.
      held.ask(now.flatMap((path) => listed.get(path) ?? []));
      for (const path of now) {
        const failed = await stand(path);
        if (failed !== undefined) return failed;
      }
      return { entries, touched: now };
    },
    stop: objects.stop,
  };
}

/** Content by its object, as long as it stands somewhere, or will in a commit that is expected. */
interface Held {
  readonly object: string;
  /** At so many places. */
  count: number;
  isAsked: boolean;
  content?: ObjectContent;
}

/** So many that came are forgotten at once. */
const mostCome = 1000;

function newHeld(objects: ReturnType<typeof comingObjects>) {
  const all = new Map<string, Held>();
  /** What was asked for and has not come, in the order in which it will. */
  let coming: Held[] = [];
  let came = 0;
  const take = (content: ObjectContent): Failure | undefined => {
    const asked = coming[came++];
    if (asked?.object !== content.object)
      return { error: `git gave the object ${content.object}, which is not the next one.` };
    asked.content = content;
    if (came >= mostCome) [coming, came] = [coming.slice(came), 0];
    return undefined;
  };
  return {
    /** It stands at one place more; undefined where it cannot be read. */
    keep({ object, type }: LoggedChange): Held | undefined {
      if (object === null || type === "other") return undefined;
      const known = all.get(object);
      if (known !== undefined) {
        known.count += 1;
        return known;
      }
      const made = { object, count: 1, isAsked: false };
      all.set(object, made);
      return made;
    },
    ask(standing: readonly Standing[]): void {
      const wanted: string[] = [];
      for (const { content } of standing) {
        if (content === undefined || content.isAsked) continue;
        content.isAsked = true;
        coming.push(content);
        wanted.push(content.object);
      }
      objects.ask(wanted);
    },
    drop(content: Held | undefined): void {
      if (content === undefined) return;
      content.count -= 1;
      if (content.count === 0) all.delete(content.object);
    },
    /** Until one has come that was asked for. */
    async wait(wanted: Held): Promise<Failure | undefined> {
      while (wanted.content === undefined) {
        const content = objects.come();
        const failed = content === undefined ? await objects.wait() : take(content);
        if (failed !== undefined) return failed;
      }
      return undefined;
    },
  };
}

function entryOf({ path, type }: LoggedChange, content: ObjectContent | undefined): TreeEntry {
  return { path, type, size: content?.size ?? 0, bytes: type === "file" ? (content?.bytes ?? null) : null };
}
