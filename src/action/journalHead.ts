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
  /** When it ended, in milliseconds since the epoch; earlier versions do not say. */
  readonly at?: number;
  /** Hash of the journal's last entry. */
  readonly head: string;
}

/** The address that the job's environment is given: this run, with the journal's head; signed where there is a key. */
export function journalUrl(desk: Desk, head: string, signer: Signer | undefined): string {
  const { runId: run, attempt, repository, context } = desk;
  const at = context.clock.now();
  const mac = signer?.macOf(signedText({ repositoryId: repository.id, run, attempt, at, head }));
  return `${desk.runUrl}#journal-${attempt}-${at}-${head}${mac === undefined ? "" : `-${mac}`}`;
}

/** Own to this use: an entry of a journal is JSON. */
function signedText({ repositoryId, run, attempt, at, head }: Ending): string {
  const time = at === undefined ? "" : `, at ${at}`;
  return `head of the journal after run ${run}, attempt ${attempt}${time}, in ${repositoryId}: ${head}`;
}

/** Of the newest deployments, how many are asked. This run has made one itself. */
const mostAsked = 4;

/** The head that was noted last by a run that signed it; undefined where none did. */
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
  const found = /\/actions\/runs\/(\d+)#journal-(\d+)-(?:(\d+)-)?([0-9a-f]{64})-([0-9a-f]{64})$/.exec(url);
  const [, run = "", attempt = "", at, head = "", mac = ""] = found ?? [];
  const told = at === undefined ? {} : { at: Number(at) };
  const ending = { repositoryId, run: Number(run), attempt: Number(attempt), ...told, head };
  return found !== null && signer.isMacOf(signedText(ending), mac) ? ending : undefined;
}

/** An earlier run that is started again ends later than the runs after it. */
function isLater(one: Ending, other: Ending): boolean {
  if (one.at !== other.at) return (one.at ?? 0) > (other.at ?? 0);
  return one.run === other.run ? one.attempt > other.attempt : one.run > other.run;
}
