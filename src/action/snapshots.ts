/**
 * What jobs that write keep of what they read, and plan jobs without a key hold files against. Whoever may push can upload
 * an artifact of that name, or take ours away: it counts only from a run that GitHub confirms as one of the merged workflow,
 * signed, and of a commit on the default branch's own line. An older one of ours says how old it is.
 */
import { writeText } from "../io/file.ts";
import { lineOf } from "../io/gitHistory.ts";
import type { Planned } from "../run/planned.ts";
import type { PlanRequest } from "../run/request.ts";
import { readSnapshot, signSnapshot, type KeptRead, type Snapshot } from "../run/snapshot/file.ts";
import type { Desk } from "./desk.ts";
import { snapshotFile, snapshotsOf } from "./pastArtifacts.ts";
import type { Home } from "./home.ts";
import { reviewKeyOf } from "./signing.ts";

/** More are not opened: each job that reads some of the organizations leaves one of its own. */
const mostOpened = 5;

/** What a plan job may hold files against; undefined where its input does not ask for it. */
export async function snapshotFor(
  desk: Desk,
  { base, wanted }: { readonly base: string; readonly wanted: readonly string[] },
): Promise<PlanRequest["snapshot"]> {
  if (!desk.inputs.snapshot) return undefined;
  const organizations = new Map<string, KeptRead>();
  const key = reviewKeyOf(desk);
  const without = (why: string): NonNullable<PlanRequest["snapshot"]> => {
    desk.warn(why);
    return { organizations, always: false, none: why };
  };
  if (key === "") return without("There is no MUSTER_REVIEW_KEY to check a snapshot with.");
  const own = await lineOf({ cwd: desk.context.cwd, tip: base });
  if ("error" in own) return without(own.error);
  const { repository, workflow, github } = desk;
  const home: Home = { repositoryId: repository.id, defaultBranch: repository.defaultBranch, workflow };
  const reasons: string[] = [];
  let opened = 0;
  for await (const found of snapshotsOf(github, { home, line: own.line })) {
    if ((opened += 1) > mostOpened) break;
    const text = found.ok ? await found.value.text() : found;
    if (!text.ok) {
      reasons.push(text.message);
      continue;
    }
    const read = readSnapshot(text.value ?? "", key);
    const why = "error" in read ? read.error : whyForeign(read, { home, line: own.line });
    if ("error" in read || why !== undefined) {
      reasons.push(why ?? "");
      continue;
    }
    // The newest first: what stands in several is as the newest has it.
    for (const [name, kept] of read.organizations)
      if (!organizations.has(name)) organizations.set(name, kept);
    if (wanted.length > 0 && wanted.every((name) => organizations.has(name))) break;
  }
  for (const why of new Set(reasons)) desk.warn(why);
  const none = reasons[0] ?? "No job that reads it has kept a snapshot of it yet.";
  return { organizations, always: false, none };
}

/** Why a snapshot that was signed with our key is not one of this workflow's. */
function whyForeign(
  { origin }: Snapshot,
  { home, line }: { readonly home: Home; readonly line: ReadonlyMap<string, number> },
): string | undefined {
  const isOurs =
    origin !== undefined &&
    origin.repositoryId === home.repositoryId &&
    origin.workflow === `${home.workflow}@refs/heads/${home.defaultBranch}` &&
    line.has(origin.commit);
  return isOurs ? undefined : "A snapshot was made by another workflow, repository or branch.";
}

/** Keeps what was read last of each organization, where the input asks for it. What cannot be kept is a warning: the work is done. */
export async function keepSnapshot(desk: Desk, planned: readonly Planned[]): Promise<void> {
  const { inputs, repository, runner, sha, runId, workflow, workflowRef } = desk;
  if (!inputs.snapshot || planned.length === 0) return;
  if (!repository.isPrivate) {
    desk.warn("This repository is public, and a snapshot names people: none was kept.");
    return;
  }
  const signed = signSnapshot(
    {
      origin: { repositoryId: repository.id, workflow: `${workflow}@${workflowRef}`, commit: sha, runId },
      organizations: new Map(planned.map(({ organization, lastRead }) => [organization.key, lastRead()])),
    },
    { key: reviewKeyOf(desk), redact: (text) => runner.redact(text) },
  );
  const unkept = "error" in signed ? signed : await writeText(runner.file(snapshotFile), signed.text);
  if (unkept !== undefined) desk.warn(`No snapshot was kept: ${unkept.error}`);
}
