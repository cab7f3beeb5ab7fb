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

/** Of a repository. What several trees have in common is the same object. */
export function pastTrees({ folder }: Pick<GitFolder, "folder">): PastTrees {
  const objects = comingObjects(folder, maxFileBytes);
  const held = newHeld(objects);
  const listed = new Map<string, LoggedChange>();
  const entries = new Map<string, TreeEntry>();
  let expected: Step[] = [];
  let at = 0;
  let touched: string[] = [];
  const list = ({ changes }: Step): void => {
    for (const change of changes) {
      touched.push(change.path);
      held.drop(listed.get(change.path));
      if (change.object === null) listed.delete(change.path);
      else listed.set(change.path, change);
    }
  };
  const stand = async (path: string): Promise<Failure | undefined> => {
    const change = listed.get(path);
    if (change === undefined) entries.delete(path);
    else {
      const content =
        objectOf(change) === undefined ? undefined : (held.get(change) ?? (await held.wait(change)));
      if (content !== undefined && "error" in content) return content;
      entries.set(path, entryOf(change, content));
    }
    return undefined;
  };
  return {
    expect(commits) {
      expected = [...expected.slice(at), ...commits];
      at = 0;
      const changes = commits.flatMap((commit) => commit.changes);
      for (const change of changes) held.keep(change);
      held.ask(changes);
    },
    pass(commit) {
      for (const change of commit.changes) held.keep(change);
      list(commit);
    },
    async next() {
      const commit = expected[at++];
      if (commit !== undefined) list(commit);
      const now = touched;
      touched = [];
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

/** What stands somewhere, or will in a commit that is expected: by object, as often as it does. */
function newHeld(objects: ReturnType<typeof comingObjects>) {
  const count = new Map<string, number>();
  const contents = new Map<string, ObjectContent>();
  const coming = new Set<string>();
  const ask = (changes: readonly LoggedChange[]): void => {
    const wanted: string[] = [];
    for (const change of changes) {
      const object = objectOf(change);
      if (object === undefined || contents.has(object) || coming.has(object)) continue;
      coming.add(object);
      wanted.push(object);
    }
    objects.ask(wanted);
  };
  const arrive = (content: ObjectContent): void => {
    coming.delete(content.object);
    if (count.has(content.object)) contents.set(content.object, content);
  };
  return {
    /** It stands at one place more. */
    keep(change: LoggedChange): void {
      const object = objectOf(change);
      if (object !== undefined) count.set(object, (count.get(object) ?? 0) + 1);
    },
    ask,
    drop(change: LoggedChange | undefined): void {
      const object = change === undefined ? undefined : objectOf(change);
      if (object === undefined) return;
      const left = (count.get(object) ?? 0) - 1;
      if (left > 0) count.set(object, left);
      else {
        count.delete(object);
        contents.delete(object);
      }
    },
    get: ({ object }: LoggedChange): ObjectContent | undefined => contents.get(object ?? ""),
    /** Of one that was asked for. */
    async wait(change: LoggedChange): Promise<ObjectContent | Failure> {
      for (;;) {
        for (let content = objects.come(); content !== undefined; content = objects.come()) {
          arrive(content);
          if (content.object === change.object) return content;
        }
        const failed = await objects.wait();
        if (failed !== undefined) return failed;
      }
    },
  };
}

/** Id of content that can be read. */
function objectOf({ object, type }: LoggedChange): string | undefined {
  return object === null || type === "other" ? undefined : object;
}

function entryOf({ path, type }: LoggedChange, content: ObjectContent | undefined): TreeEntry {
  return { path, type, size: content?.size ?? 0, bytes: type === "file" ? (content?.bytes ?? null) : null };
}
