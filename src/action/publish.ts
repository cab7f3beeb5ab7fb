/**
 * Keeps one remark of ours up to date: found again by its hidden marker and its author, edited in place, left alone
 * when it says the same. Somebody else's remark with our marker is nothing of ours.
 */
import type { Asked, GitHub, GitHubFailure, Remark } from "../forge/github/github.ts";

export type Published =
  | { readonly status: "written" | "unchanged" | "shortened" }
  /** The head is another one by now: nothing was written. */
  | { readonly status: "moved" }
  /** Another run made its comment at the same time, and later: that one stands. */
  | { readonly status: "overtaken" }
  | { readonly status: "failed"; readonly message: string };

export interface CommentWish {
  /** Of the pull request. */
  readonly number: number;
  /** The body begins with it. */
  readonly marker: string;
  readonly body: string;
  /** What to write when GitHub takes the body for too long. */
  readonly fallback?: string;
  /** The commit that the body speaks of: asked again right before the writing. */
  readonly head?: string;
  /** Only what is there already is brought up to date; nothing new is written. */
  readonly onlyUpdate?: boolean;
}

/**
 * Writes the comment where it is not there yet, or says something else. Of several, which runs side by side may have
 * made, the newest is kept and the others are taken away: nobody would bring those up to date.
 */
export async function publishComment(github: GitHub, wish: CommentWish): Promise<Published> {
  const mine = await findMine(github, wish);
  if (!mine.ok) return failed(mine);
  const newest = mine.value.at(-1);
  if (newest === undefined && wish.onlyUpdate === true) return { status: "unchanged" };
  const isSame = newest !== undefined && saysTheSame(newest.body, wish.body);
  if (isSame && mine.value.length === 1) return { status: "unchanged" };
  if (wish.head !== undefined) {
    const now = await github.pullRequest(wish.number);
    if (!now.ok) return failed(now);
    if (now.value.head.sha !== wish.head) return { status: "moved" };
  }
  if (isSame) return (await removeOlder(github, mine.value)) ?? { status: "unchanged" };
  const done = await bringUpToDate(github, wish, newest);
  if ("ok" in done) return failed(done);
  // One that is new may not be the only new one.
  const now = newest === undefined ? await findMine(github, wish) : mine;
  if (!now.ok) return failed(now);
  const kept = (await removeOlder(github, now.value)) ?? { status: done.status };
  return kept.status === "failed" || now.value.at(-1)?.id === done.id ? kept : { status: "overtaken" };
}

/** Takes all but the newest away; says why when one could not be. */
async function removeOlder(github: GitHub, mine: readonly Remark[]): Promise<Published | undefined> {
  for (const { id } of mine.slice(0, -1)) {
    const gone = await github.deleteComment(id);
    if (!gone.ok) return failed(gone);
  }
  return undefined;
}

interface Done {
  readonly status: "written" | "shortened";
  /** Of the comment. */
  readonly id: number;
}

async function bringUpToDate(
  github: GitHub,
  wish: CommentWish,
  mine: Remark | undefined,
): Promise<Done | GitHubFailure> {
  const written = await write(github, wish, { body: wish.body, mine });
  if (written.ok) return { status: "written", id: written.value.id };
  if (written.status !== 422 || wish.fallback === undefined) return written;
  const short = await write(github, wish, { body: wish.fallback, mine });
  return short.ok ? { status: "shortened", id: short.value.id } : short;
}

interface Writing {
  readonly body: string;
  readonly mine: Remark | undefined;
}

/** A creation whose answer was lost is not sent again before a look at the list. */
async function write(github: GitHub, wish: CommentWish, { body, mine }: Writing): Promise<Asked<Remark>> {
  if (mine !== undefined) return github.updateComment(mine.id, body);
  const created = await github.createComment(wish.number, body);
  if (created.ok || !created.effectUnknown) return created;
  const now = await findMine(github, wish);
  if (!now.ok) return now;
  const newest = now.value.at(-1);
  if (newest === undefined) return github.createComment(wish.number, body);
  return newest.body === body ? { ok: true, value: newest } : github.updateComment(newest.id, body);
}

/** Oldest first. */
async function findMine(github: GitHub, wish: CommentWish): Promise<Asked<readonly Remark[]>> {
  const self = await github.self();
  if (!self.ok) return self;
  const comments = await github.comments(wish.number);
  if (!comments.ok) return comments;
  const value = comments.value.filter((item) => item.author === self.value && isMarked(item, wish.marker));
  return { ok: true, value };
}

/** GitHub keeps a body as it was sent, but for line breaks. */
function isMarked({ body }: Remark, marker: string): boolean {
  return body.startsWith(marker);
}

/** The same but for the run that it links to, and where the journal ended then: what it says was true in that run, too. */
function saysTheSame(a: string, b: string): boolean {
  const withoutRun = (body: string): string =>
    body.replace(/(\/actions\/runs\/)\d+/g, "$1").replace(/(journal ended with `)[0-9a-f]{64}(?=`)/g, "$1");
  return withoutRun(a) === withoutRun(b);
}

interface IssueWish {
  readonly marker: string;
  readonly title: string;
  readonly body: string;
  readonly isOpen: boolean;
  /** It says only that something is not known: what an open one says stays. */
  readonly isUnknown?: boolean;
}

/** Keeps one issue, the newest: opened when there is something to say, edited, closed when not, opened again. Others of ours are closed. */
export async function publishIssue(github: GitHub, wish: IssueWish): Promise<Published> {
  const self = await github.self();
  if (!self.ok) return failed(self);
  const issues = await github.issuesBy(self.value);
  if (!issues.ok) return failed(issues);
  const [mine, ...others] = issues.value.filter((issue) => isMarked(issue, wish.marker));
  if (mine === undefined) {
    if (!wish.isOpen) return { status: "unchanged" };
    // A lost answer is left to the next run, which looks before it writes.
    const created = await github.createIssue({ title: wish.title, body: wish.body });
    return created.ok ? { status: "written" } : failed(created);
  }
  for (const { number, title } of others.filter((issue) => issue.isOpen)) {
    const body = `${wish.marker}\nGoes on in #${mine.number}.`;
    const closed = await github.updateIssue(number, { title, body, isOpen: false });
    if (!closed.ok) return failed(closed);
  }
  if (mine.isOpen && wish.isUnknown === true) return { status: "unchanged" };
  if (mine.isOpen === wish.isOpen && saysTheSame(mine.body, wish.body) && mine.title === wish.title) {
    return { status: "unchanged" };
  }
  const { title, body, isOpen } = wish;
  const updated = await github.updateIssue(mine.number, { title, body, isOpen });
  return updated.ok ? { status: "written" } : failed(updated);
}

function failed({ message }: GitHubFailure): Published {
  return { status: "failed", message };
}
