/**
 * The ids that were reviewed: of each merged pull request, the signed plan of its last head. A plan that cannot be
 * found or believed reviews nothing, and is said.
 */
import type { GitHub } from "../forge/github/github.ts";
import type { Reviewed as Signed } from "../run/reviewed.ts";
import type { Merge } from "./merged.ts";
import type { Start } from "./start.ts";
import { reviewedFile, type Found, type Wanted } from "./reviewedFiles.ts";

interface Reviewed {
  /** Of actions and of changed terms, by key of the organization. */
  readonly ids: ReadonlyMap<string, ReadonlySet<string>>;
  /** Those of them that no run has seen yet: of merges that came after the last one. */
  readonly unseen: ReadonlyMap<string, ReadonlySet<string>>;
  /** Why a pull request reviewed nothing. */
  readonly missing: readonly string[];
}

/** Looks up what each merged pull request's last head had for a plan. */
export async function reviewedIn(
  github: GitHub,
  question: Omit<Wanted, "pull"> & {
    readonly merges: readonly Merge[];
    readonly isUnseen: Start["isUnseen"];
  },
): Promise<Reviewed> {
  const { merges, isUnseen, ...wanted } = question;
  const ids = new Map<string, Set<string>>();
  const unseen = new Map<string, Set<string>>();
  const missing: string[] = [];
  const known = new Map<number, Found>();
  for (const merge of merges) {
    const lists: Signed["organizations"][] = [];
    for (const pull of askedOf(merge, wanted)) {
      const found = known.get(pull.number) ?? (await reviewedFile(github, { ...wanted, pull }));
      known.set(pull.number, found);
      if ("why" in found) missing.push(`#${pull.number}: ${found.why}`);
      lists.push("why" in found ? {} : found.reviewed.organizations);
    }
    for (const [organization, reviewed] of inAll(lists)) {
      addAll(ids, organization, reviewed);
      if (merge.every(({ mergeCommit }) => isUnseen(organization, mergeCommit)))
        addAll(unseen, organization, reviewed);
    }
  }
  return { ids, unseen, missing: [...new Set(missing)] };
}

function addAll(sets: Map<string, Set<string>>, organization: string, ids: readonly string[]): void {
  sets.set(organization, new Set([...(sets.get(organization) ?? []), ...ids]));
}

/**
 * Which of the pull requests of one merge are asked. Anybody may open one more from a fork, for which nothing is ever
 * signed: it takes nothing away from the others.
 */
function askedOf(merge: Merge, { home }: Pick<Wanted, "home">): Merge {
  const own = merge.filter(({ head }) => head.repositoryId === home.repositoryId);
  return own.length > 0 ? own : merge;
}

/** What stands in each of the lists: which of them people approved is not known, and it is one of them. */
function inAll([first = {}, ...others]: readonly Signed["organizations"][]): Map<string, readonly string[]> {
  return new Map(
    Object.entries(first).map(([organization, { actions, terms }]) => {
      const rest = others.map((list) => {
        const of = list[organization];
        return new Set([...(of?.actions ?? []), ...(of?.terms ?? [])]);
      });
      return [organization, [...actions, ...terms].filter((id) => rest.every((ids) => ids.has(id)))];
    }),
  );
}
