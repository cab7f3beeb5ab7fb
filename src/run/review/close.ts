/** `review close`: what was decided, as edits of the access files, and the summary that ends the review. Writes to no organization. */
import { join } from "node:path";
import { linkOnWay, throughLink } from "../../io/newFile.ts";
import { readTree } from "../../io/tree.ts";
import { isCompleteReview, type JudgedReview, type ReviewStatus } from "../../model/review.ts";
import { reviewSummary } from "../../render/review.ts";
import type { FaultyFiles } from "../../rewrite/offboard.ts";
import { reviewEdits, type Verdicts } from "../../rewrite/review.ts";
import { dayOf, type Context } from "../context.ts";
import { labelOf } from "../label.ts";
import type { Failure } from "../failure.ts";
import { patchOf, writeEdits } from "../editFiles.ts";
import { reviewsFolder, reviewsPath, summaryName, type Faulty } from "./campaign.ts";
import { reviewStatus } from "./status.ts";

type Closed =
  | {
      readonly is: "closed";
      /** Names of the access files that were edited. */
      readonly written: readonly string[];
      readonly patch: string;
      readonly summary: string;
      /** What is left for people, as sentences. */
      readonly advice: readonly string[];
    }
  /** Something is left to decide: nothing was written. */
  | { readonly is: "incomplete"; readonly status: ReviewStatus }
  | { readonly is: "was_closed"; readonly summary: string };

export async function closeReview(
  context: Context,
  name: string,
): Promise<Closed | Failure | Faulty | FaultyFiles> {
  const found = await reviewStatus(context, name);
  if (!("status" in found)) return found;
  const { status } = found;
  if (status.closed !== undefined) return { is: "was_closed", summary: status.closed };
  if (!isCompleteReview(status)) return { is: "incomplete", status };
  const tree = await readTree(context.access);
  if ("error" in tree) return tree;
  const label = labelOf(context.access);
  const verdicts = status.reviews.map(verdictsOf);
  const edits = reviewEdits({ tree, label, today: dayOf(context), verdicts });
  if (!edits.ok) return edits;
  const place = { below: join(reviewsPath(context), ".."), path: `reviews/${name}/${summaryName}` };
  const link = linkOnWay(place);
  if (link !== undefined) return { error: `${throughLink(link)} Nothing was written.` };
  const summary = { place, after: reviewSummary(status, dayOf(context)) };
  const failure = await writeEdits(context, edits.files, [summary]);
  if (failure !== undefined) return failure;
  return {
    is: "closed",
    written: edits.files.map((file) => file.name),
    patch: edits.files.map(patchOf).join(""),
    summary: `${reviewsFolder(context)}/${name}/${summaryName}`,
    advice: [...edits.advice, ...byHand(status)],
  };
}

function verdictsOf({ organization, entries }: JudgedReview): Verdicts {
  const decided = entries.filter(({ state }) => state === "decided");
  const removed = decided.filter(({ decision }) => decision?.is === "remove");
  const roles = (kind: string): ReadonlyMap<string, string> =>
    new Map(
      decided.flatMap(({ kind: own, key, decision }) =>
        own === kind && decision?.is === "change" && "role" in decision
          ? [[key, decision.role] as const]
          : [],
      ),
    );
  const keysOf = (kind: string): string[] =>
    removed.filter((entry) => entry.kind === kind).map(({ key }) => key);
  return {
    organization,
    members: keysOf("member"),
    accounts: keysOf("service_account"),
    memberRoles: roles("member"),
    accountRoles: roles("service_account"),
  };
}

function byHand({ reviews }: ReviewStatus): string[] {
  return reviews.flatMap(({ organization, entries }) =>
    entries.flatMap(({ key, decision, state }) =>
      state === "decided" && decision?.is === "change" && "text" in decision
        ? [`${organization}: ${key} is to be changed by hand: ${decision.text}`]
        : [],
    ),
  );
}
