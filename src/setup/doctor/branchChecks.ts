/** Whether a workflow starts for the default branch as it is called now. */
import type { Check } from "../../model/checklist.ts";
import type { Workflow } from "./workflow.ts";

/** Events whose filters leave the default branch out, as they do once it was renamed: what is merged is never applied. */
export function branchChecks({ path, events }: Workflow, defaultBranch: string): Check[] {
  return [...events]
    .filter(([, { filters }]) => !mayStartFor(defaultBranch, filters))
    .map(([event, { line }]) => ({
      area: "workflow",
      code: "workflow-branches",
      status: "missing",
      what: `${event} does not start it for ${defaultBranch}, the default branch`,
      todo: `Name ${defaultBranch} in the filter by branches.`,
      place: `${path}:${line}`,
    }));
}

/** Whether an event of the branch can pass; a pattern with wildcards may fit. */
function mayStartFor(branch: string, filters: ReadonlyMap<string, readonly string[]>): boolean {
  const named = filters.get("branches");
  if (named !== undefined) {
    const fits = (pattern: string): boolean => pattern === branch || /^[^!].*[*?+[]|^[*?+[]/.test(pattern);
    return named.some(fits) && !named.includes(`!${branch}`);
  }
  const ignored = filters.get("branches-ignore");
  if (ignored !== undefined) return !ignored.includes(branch);
  // With a filter by tags alone, no push to a branch starts it.
  return !filters.has("tags") && !filters.has("tags-ignore");
}
