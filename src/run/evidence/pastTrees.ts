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
  /** The tree of the next one that was expected, which holds until the one after it is asked for; at once where all of it has come. */
  next(): TreeOnward | Failure | Promise<TreeOnward | Failure>;
  /** No more is wanted. */
  stop(): void;
}

/** What is to stand somewhere from a commit on. */
interface Standing {
  readonly change: LoggedChange;
  isAsked: boolean;
  /** Undefined until it comes, and where nothing can be read. */
  content: ObjectContent | undefined;
}

/** What stands somewhere now; undefined: nothing does. */
interface Place {
  readonly path: string;
  readonly standing: Standing | undefined;
}

/** Of a repository. */
export function pastTrees({ folder }: Pick<GitFolder, "folder">): PastTrees {
  const objects = comingObjects(folder, maxFileBytes);
  const contents = newContents(objects);
  const listed = new Map<string, Standing>();
  const entries = new Map<string, TreeEntry>();
  let expected: (readonly Standing[])[] = [];
  let at = 0;
  let touched: string[] = [];
  const list = (changes: readonly Standing[]): void => {
    for (const standing of changes) {
      const { path, object } = standing.change;
      touched.push(path);
      if (object === null) listed.delete(path);
      else listed.set(path, standing);
    }
  };
  const stand = (places: readonly Place[]): TreeOnward => {
    for (const { path, standing } of places) {
      if (standing === undefined) entries.delete(path);
      else entries.set(path, entryOf(standing));
    }
    return { entries, touched: places.map(({ path }) => path) };
  };
  const standLater = async (places: readonly Place[]): Promise<TreeOnward | Failure> => {
    for (const { standing } of places) {
      const failed = await contents.wait(standing);
      if (failed !== undefined) return failed;
    }
    return stand(places);
  };
  return {
    expect(commits) {
      const more = commits.map(({ changes }) => changes.map(standingOf));
      expected = [...expected.slice(at), ...more];
      at = 0;
      contents.ask(more.flat());
    },
    pass({ changes }) {
      list(changes.map(standingOf));
    },
    next() {
      list(expected[at++] ?? []);
      const places = touched.map((path): Place => ({ path, standing: listed.get(path) }));
      touched = [];
      // What was passed was not asked for.
      contents.ask(places.flatMap(({ standing }) => standing ?? []));
      for (const { standing } of places) {
        const is = contents.hasCome(standing);
        if (is !== true) return is === false ? standLater(places) : is;
      }
      return stand(places);
    },
    stop: objects.stop,
  };
}

/** So many that came are forgotten at once. */
const mostCome = 1000;

/** What they say, as git gives it in the order in which it is asked. */
function newContents(objects: ReturnType<typeof comingObjects>) {
  /** What was asked for and has not come. */
  let coming: Standing[] = [];
  let came = 0;
  const take = (content: ObjectContent): Failure | undefined => {
    const asked = coming[came++];
    if (asked?.change.object !== content.object)
      return { error: `git gave the object ${content.object}, which is not the next one.` };
    asked.content = content;
    if (came >= mostCome) [coming, came] = [coming.slice(came), 0];
    return undefined;
  };
  /** Whether it is there without waiting, where there is anything to read. */
  const hasCome = (wanted: Standing | undefined): boolean | Failure => {
    while (wanted !== undefined && wanted.content === undefined && isRead(wanted)) {
      const content = objects.come();
      if (content === undefined) return false;
      const failed = "error" in content ? content : take(content);
      if (failed !== undefined) return failed;
    }
    return true;
  };
  return {
    ask(standing: readonly Standing[]): void {
      const wanted: string[] = [];
      for (const each of standing) {
        const { object } = each.change;
        if (object === null || each.isAsked || !isRead(each)) continue;
        each.isAsked = true;
        coming.push(each);
        wanted.push(object);
      }
      objects.ask(wanted);
    },
    hasCome,
    /** Until it has come; it has to be asked for before. */
    async wait(wanted: Standing | undefined): Promise<Failure | undefined> {
      for (;;) {
        const is = hasCome(wanted);
        if (is === true) return undefined;
        const failed = is === false ? await objects.wait() : is;
        if (failed !== undefined) return failed;
      }
    },
  };
}

function standingOf(change: LoggedChange): Standing {
  return { change, isAsked: false, content: undefined };
}

function isRead({ change: { object, type } }: Standing): boolean {
  return object !== null && type !== "other";
}

function entryOf({ change: { path, type }, content }: Standing): TreeEntry {
  return { path, type, size: content?.size ?? 0, bytes: type === "file" ? (content?.bytes ?? null) : null };
}
