/** Which releases of GitHub's own actions run on a Node that GitHub has taken away from its runners. */
import type { Fault, Text, Workflow } from "./workflow.ts";

/** The first major release of each that runs on Node 24. */
const firstMajors: ReadonlyMap<string, number> = new Map([
  ["actions/checkout", 5],
  ["actions/upload-artifact", 6],
  ["actions/download-artifact", 7],
]);

/** For GitHub Enterprise Server alone; the later releases of its line run on Node 24 as well. */
const serverLine = /^v3\.2\.(?:[2-9]|[1-9]\d+)$/;

/** Commits that earlier workflows of `muster init` name, whatever the comment beside them says. */
const retiredCommits: ReadonlySet<string> = new Set([
  "11bd71901bbe5b1630ceea73d27597364c9af683",
  "ea165f8d65b6e75b540449e92b4886f43607fa02",
  "d3f86a106a0bac45b974a628896c90dbdf5c8093",
]);

/** Steps whose action is too old, by its commit, its tag, or the release that the comment beside the commit tells. */
export function ageFaults({ jobs, lines }: Pick<Workflow, "jobs" | "lines">): Fault[] {
  const used = jobs.flatMap(({ steps }) => steps.flatMap(({ uses }) => (uses === undefined ? [] : [uses])));
  return used.flatMap((uses) => {
    const release = releaseOf(uses, lines[uses.line - 1] ?? "");
    const [action = "", ref = ""] = uses.text.split("@");
    const first = firstMajors.get(action.toLowerCase());
    if (first === undefined) return [];
    const major = Number(/^v(\d+)/.exec(release)?.[1] ?? first);
    const isOld = retiredCommits.has(ref) || (major < first && !serverLine.test(release));
    const text = `${action} is a release that runs on a Node which GitHub has retired`;
    return isOld ? [{ line: uses.line, text }] : [];
  });
}

/** `v4.3.1`, from `@v4.3.1` or from `@COMMIT # v4.3.1`; empty when neither tells. */
function releaseOf({ text }: Text, line: string): string {
  const tag = /@(v\d[\w.-]*)$/.exec(text)?.[1];
  return tag ?? /@[0-9a-f]{40}["']?\s+#\s*(?:tag=)?(v\d[\w.-]*)/.exec(line)?.[1] ?? "";
}
