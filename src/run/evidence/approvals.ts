/**
 * Who approved the commits that an answer names: asked of GitHub where there is a token; the rest is answered without. What
 * was asked before is not asked again unless that is wanted, and the answer says how old it is.
 */
import { gitHubApiOf } from "../../io/env.ts";
import { gitFolderAt } from "../../io/gitFolder.ts";
import { originAt } from "../../io/repository.ts";
import type { GitHubReviews, Review } from "../../forge/github/reviews.ts";
import type { PullRequest } from "../../forge/github/github.ts";
import type { Approval, Origin } from "../../model/evidence.ts";
import { fold, plural } from "../../model/text.ts";
import type { Context } from "../context.ts";
import { keptApprovals, type KeptApprovals, type KeptSaid, type Said } from "./keptApprovals.ts";

export interface Approvals {
  /** The origin with who approved it. `names`: of whose access it is, folded. */
  add(origin: Origin, names?: ReadonlySet<string>): Origin;
  /** Login of whoever opened the pull request of an origin, where that was looked up. */
  proposedBy(origin: Origin): string | undefined;
  /** Sentences. */
  readonly notes: readonly string[];
}

/** So many commits are asked about, the latest first: each takes two requests. */
const mostAsked = 200;
/** The API answers at one place only unless GITHUB_API_URL says otherwise: no remote decides where a token goes. */
const publicHost = "github.com";

/** Asks for the commits of these origins. `refresh`: also for those that were asked for before. */
export async function approvalsOf(
  context: Context,
  origins: readonly Origin[],
  { refresh = false }: { readonly refresh?: boolean | undefined } = {},
): Promise<Approvals> {
  const unasked = (why: string): Approvals => ({
    add: (origin) => origin,
    proposedBy: () => undefined,
    notes: [`Reviews were not looked up: ${why}`],
  });
  const { env } = context;
  const token = [env["GITHUB_TOKEN"], env["GH_TOKEN"]].find((value) => (value ?? "") !== "");
  if (token === undefined) return unasked("set GITHUB_TOKEN (or GH_TOKEN: `gh auth token`).");
  const folder = gitFolderAt(context.cwd, context.access);
  const origin = await originAt(folder.folder);
  const named = env["GITHUB_REPOSITORY"] ?? "";
  const isElsewhere = (env["GITHUB_API_URL"] ?? "") === "" && origin !== null && origin.host !== publicHost;
  if (named === "" && isElsewhere)
    return unasked(
      `the repository is at ${origin.host}, and no token goes there unless GITHUB_API_URL names its API.`,
    );
  const repository = named === "" ? origin?.name : named;
  if (repository === undefined)
    return unasked("origin does not say which repository this is; set GITHUB_REPOSITORY.");
  const { createGitHubReviews } = await import("../../forge/github/reviews.ts");
  const api = gitHubApiOf(env);
  const github = createGitHubReviews({
    ...{ apiUrl: api, token, repository, env, clock: context.clock },
    hide: (secret) => context.hide(secret),
  });
  try {
    const kept = await keptApprovals(folder, { api, repository });
    return await askAll(github, origins, { kept, refresh, now: new Date(context.clock.now()).toISOString() });
  } finally {
    await github.close();
  }
}

interface Asking {
  readonly kept: KeptApprovals;
  readonly refresh: boolean;
  /** RFC 3339. */
  readonly now: string;
}

async function askAll(
  github: GitHubReviews,
  origins: readonly Origin[],
  { kept, refresh, now }: Asking,
): Promise<Approvals> {
  const latest = [...origins].sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  const claimed = new Map(latest.map(({ commit, pull_request: number }) => [commit, number]));
  const commits = [...claimed.keys()];
  const found = new Map<string, Said>();
  const lasting = new Map<string, KeptSaid>();
  const notes: string[] = [];
  const unknown = refresh ? commits : commits.filter((commit) => !kept.known.has(commit));
  for (const commit of unknown.slice(0, mostAsked)) {
    const answer = await askOne(github, commit, claimed.get(commit) ?? null);
    if ("error" in answer) {
      notes.push(`Reviews were not looked up any further: ${answer.error}`);
      break;
    }
    found.set(commit, answer.said);
    if (answer.isFirm) lasting.set(commit, { ...answer.said, at: now });
  }
  await kept.add(lasting);
  const before = commits.flatMap((commit) => {
    const said = found.has(commit) ? undefined : kept.known.get(commit);
    return said === undefined ? [] : [[commit, said] as const];
  });
  const rest = unknown.filter((commit) => !kept.known.has(commit)).slice(mostAsked).length;
  if (rest > 0) notes.push(`Reviews of ${plural(rest, "earlier commit")} were not looked up.`);
  return { notes: [...notes, ...keptNote(before.map(([, { at }]) => at))], ...saying([...found, ...before]) };
}

/** How old what was looked up before is. */
function keptNote(days: readonly string[]): readonly string[] {
  const [first] = [...days].sort();
  if (first === undefined) return [];
  return [
    `Reviews of ${plural(days.length, "commit")} are told as they were looked up before (${first.slice(0, 10)} or later); --refresh asks again.`,
  ];
}

function saying(said: readonly (readonly [string, Said])[]): Pick<Approvals, "add" | "proposedBy"> {
  const found = new Map(said);
  return {
    proposedBy: ({ commit }) => found.get(commit)?.author,
    add: (origin, names) => {
      const known = found.get(origin.commit);
      if (known === undefined) return origin;
      const approvals = known.approvals.map((item) =>
        names?.has(fold(item.by)) === true ? { ...item, own: true as const } : item,
      );
      return { ...origin, pull_request: known.pull_request, approvals };
    },
  };
}

interface Told {
  readonly said: Said;
  /** No later pull request can be the one of that commit. */
  readonly isFirm: boolean;
}

async function askOne(
  github: GitHubReviews,
  commit: string,
  claimed: number | null,
): Promise<Told | { readonly error: string }> {
  const pulls = await github.pullRequestsOf(commit);
  if (!pulls.ok) return { error: pulls.message };
  const merged = pulls.value.filter(({ mergedAt }) => mergedAt !== null);
  const own =
    merged.find(({ mergeCommit }) => mergeCommit === commit) ??
    merged.find(({ number }) => number === claimed);
  const pull = own ?? merged[0];
  // What the subject claims, GitHub does not know of.
  if (pull === undefined) return { said: { pull_request: null, approvals: [] }, isFirm: false };
  const reviews = await github.reviewsOf(pull.number);
  if (!reviews.ok) return { error: reviews.message };
  const approvals = approvalsIn(reviews.value, pull);
  return {
    said: { pull_request: pull.number, approvals, author: pull.author },
    isFirm: own !== undefined,
  };
}

/** Each reviewer's last word before the merge, where it is an approval. */
function approvalsIn(reviews: readonly Review[], { mergedAt, author, head }: PullRequest): Approval[] {
  const last = new Map<string, Review>();
  for (const review of reviews) {
    const isWord = ["APPROVED", "CHANGES_REQUESTED", "DISMISSED"].includes(review.state);
    const isInTime =
      review.submittedAt !== null &&
      mergedAt !== null &&
      Date.parse(review.submittedAt) <= Date.parse(mergedAt);
    if (isWord && isInTime) last.set(review.author, review);
  }
  return [...last.values()].flatMap(({ state, author: by, submittedAt, commit }) =>
    state === "APPROVED" && submittedAt !== null
      ? [
          {
            by,
            at: submittedAt,
            commit: commit ?? head.sha,
            ...(fold(by) === fold(author) ? { own: true as const } : {}),
            // What is not known any more was thrown away by a push.
            ...(commit === head.sha ? {} : { stale: true as const }),
          },
        ]
      : [],
  );
}
