/**
 * The journal's head as the run left it beside the journal: the address of the job's deployment, which GitHub keeps. Who
 * deletes the newest journal leaves an older one, whole and signed; that its end is missing shows only there. Anybody with
 * `deployments: write` can make deployments, so a head counts only signed under MUSTER_REVIEW_KEY, and the newest one that
 * is: to repeat an old one does nothing.
 */
import type { Asked, GitHub } from "../forge/github/github.ts";
import type { Signer } from "../run/journalKey.ts";
import type { Desk } from "./desk.ts";

/** The environment of the jobs that write. */
export const applyEnvironment = "muster-apply";

interface Ending {
  readonly repositoryId: number;
  readonly run: number;
  readonly attempt: number;
  /** Hash of the journal's last entry. */
  readonly head: string;
}

/** The address that the job's environment is given: this run, with the journal's head; signed where there is a key. */
export function journalUrl(desk: Desk, head: string, signer: Signer | undefined): string {
  const { runId: run, attempt, repository } = desk;
  const mac = signer?.macOf(signedText({ repositoryId: repository.id, run, attempt, head }));
  return `${desk.runUrl}#journal-${attempt}-${head}${mac === undefined ? "" : `-${mac}`}`;
}

/** Own to this use: an entry of a journal is JSON. */
function signedText({ repositoryId, run, attempt, head }: Ending): string {
  return `head of the journal after run ${run}, attempt ${attempt}, in ${repositoryId}: ${head}`;
}

/** Of the newest deployments, how many are asked. This run has made one itself. */
const mostAsked = 4;

/** The head that the newest run noted that signed one; undefined where none did. */
export async function recordedHead(
  github: GitHub,
  { repositoryId, signer }: { readonly repositoryId: number; readonly signer: Signer },
): Promise<Asked<string | undefined>> {
  const deployments = await github.newestDeployments(applyEnvironment);
  if (!deployments.ok) return deployments;
  let newest: Ending | undefined;
  for (const { id } of deployments.value.slice(0, mostAsked)) {
    const statuses = await github.deploymentStatuses(id);
    if (!statuses.ok) return statuses;
    for (const { environmentUrl } of statuses.value) {
      const ending = endingIn(environmentUrl ?? "", { repositoryId, signer });
      if (ending !== undefined && (newest === undefined || isLater(ending, newest))) newest = ending;
    }
  }
  return { ok: true, value: newest?.head };
}

function endingIn(
  url: string,
  { repositoryId, signer }: { readonly repositoryId: number; readonly signer: Signer },
): Ending | undefined {
  const found = /\/actions\/runs\/(\d+)#journal-(\d+)-([0-9a-f]{64})-([0-9a-f]{64})$/.exec(url);
  const [, run = "", attempt = "", head = "", mac = ""] = found ?? [];
  const ending = { repositoryId, run: Number(run), attempt: Number(attempt), head };
  return found !== null && signer.isMacOf(signedText(ending), mac) ? ending : undefined;
}

function isLater(one: Ending, other: Ending): boolean {
  return one.run === other.run ? one.attempt > other.attempt : one.run > other.run;
}
