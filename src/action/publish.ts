/**
 * Keeps one remark of ours up to date: found again by its hidden marker and its author, edited in place, left alone
 * when it says the same. Somebody else's remark with our marker is nothing of ours.
 */
import type { Asked, GitHub, GitHubFailure, Remark } from "../io/github/github.ts";

export type Published =
  | { readonly status: "written" | "unchanged" | "shortened" }
  /** The head is another one by now: nothing was written. */
  | { readonly status: "moved" }
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

/** Writes the comment where it is not there yet, or says something else. */
export async function publishComment(github: GitHub, wish: CommentWish): Promise<Published> {
  const mine = await findMine(github, wish);
  if (!mine.ok) return failed(mine);
  if (mine.value !== undefined && saysTheSame(mine.value.body, wish.body)) return { status: "unchanged" };
  if (mine.value === undefined && wish.onlyUpdate === true) return { status: "unchanged" };
  if (wish.head !== undefined) {
    const now = await github.pullRequest(wish.number);
    if (!now.ok) return failed(now);
    if (now.value.head.sha !== wish.head) return { status: "moved" };
  }
  const written = await write(github, wish, { body: wish.body, mine: mine.value });
  if (written.ok) return { status: "written" };
  if (written.status !== 422 || wish.fallback === undefined) return failed(written);
  const short = await write(github, wish, { body: wish.fallback, mine: mine.value });
  return short.ok ? { status: "shortened" } : failed(short);
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
  if (now.value === undefined) return github.createComment(wish.number, body);
  return now.value.body === body ? { ok: true, value: now.value } : github.updateComment(now.value.id, body);
}

async function findMine(github: GitHub, wish: CommentWish): Promise<Asked<Remark | undefined>> {
  const self = await github.self();
  if (!self.ok) return self;
  const comments = await github.comments(wish.number);
  if (!comments.ok) return comments;
  const value = comments.value.find((item) => item.author === self.value && isMarked(item, wish.marker));
  return { ok: true, value };
}

/** GitHub keeps a body as it was sent, but for line breaks. */
function isMarked({ body }: Remark, marker: string): boolean {
  return body.startsWith(marker);
}

/** The same but for the run that it links to: what it says was true in that run, too. */
function saysTheSame(a: string, b: string): boolean {
  const withoutRun = (body: string): string => body.replace(/(\/actions\/runs\/)\d+/g, "$1");
  return withoutRun(a) === withoutRun(b);
}

export interface IssueWish {
  readonly marker: string;
  readonly title: string;
  readonly body: string;
  readonly isOpen: boolean;
}

/** Keeps one issue: opened when there is something to say, edited, closed when not, opened again. */
export async function publishIssue(github: GitHub, wish: IssueWish): Promise<Published> {
  const self = await github.self();
  if (!self.ok) return failed(self);
  const issues = await github.issuesBy(self.value);
  if (!issues.ok) return failed(issues);
  const mine = issues.value.find((issue) => isMarked(issue, wish.marker));
  if (mine === undefined) {
    if (!wish.isOpen) return { status: "unchanged" };
    // A lost answer is left to the next run, which looks before it writes.
    const created = await github.createIssue({ title: wish.title, body: wish.body });
    return created.ok ? { status: "written" } : failed(created);
  }
  if (mine.isOpen === wish.isOpen && saysTheSame(mine.body, wish.body) && mine.title === wish.title) {
    return { status: "unchanged" };
  }
  const updated = await github.updateIssue(mine.number, wish);
  return updated.ok ? { status: "written" } : failed(updated);
}

function failed({ message }: GitHubFailure): Published {
  return { status: "failed", message };
}
