/**
 * The live side of a report: what is there that no file names, when keys were used last, what leaving left to be done.
 * Read as a plan reads it, where a key is at hand; where it cannot be, that is said.
 */
import type { ReportLive, ReportLiveKey } from "../../model/evidence.ts";
import { kinds, type Kind } from "../../model/entity.ts";
import { eachOf } from "../../model/keys.ts";
import { momentOf, type Context } from "../context.ts";
import { isOffline, isPlanned, type OrganizationRun, type Planned } from "../planned.ts";
import { given } from "../../model/given.ts";
import { notReadLive, readableAt } from "./atHand.ts";
import { filesAlone } from "./asked.ts";
import { faultsIn } from "./faults.ts";

export interface LiveOfReport {
  readonly live: readonly ReportLive[];
  /** Sentences. */
  readonly notes: readonly string[];
}

interface LiveWish {
  /** None: all. */
  readonly organizations: readonly string[];
  /** The commit whose files the report is by. */
  readonly head: string;
  /** The journal that says what earlier runs left to be done; it need not be there. */
  readonly journal: string;
}

/** What is live now, beside what the files say today. */
export async function liveOfReport(
  context: Context,
  { organizations, journal, head }: LiveWish,
): Promise<LiveOfReport> {
  const wanted = organizations.length === 0 ? undefined : organizations;
  const found = await readableAt(context, { commit: head, wanted });
  if ("error" in found) return { live: [], notes: [filesAlone, `Why: ${found.error}`] };
  if (found.readable.length === 0) return { live: [], notes: [filesAlone, ...found.notes] };
  const { planAll } = await import("../plan.ts");
  const quiet = { ...context, warn: () => undefined };
  const run = await planAll(quiet, {
    ...{ organizations: found.readable, allowed: [], owed: journal },
    ...{ reach: "at_hand", head },
  });
  if (!run.ok) {
    const why = "error" in run ? run.error : faultsIn(run.diagnostics);
    return { live: [], notes: [filesAlone, `Why: ${why}`, ...found.notes] };
  }
  try {
    const live = run.runs.flatMap(({ result }) => (isPlanned(result) ? [liveOf(context, result)] : []));
    const unread = [...found.notes, ...run.runs.flatMap(noteOn)];
    return { live, notes: live.length === 0 ? [filesAlone, ...unread] : unread };
  } finally {
    await run.close();
  }
}

function noteOn({ key, result }: OrganizationRun): string[] {
  if (isOffline(result)) return [notReadLive(key, result.offline)];
  return "error" in result ? [notReadLive(key, result.error)] : [];
}

/** Kinds of which something can be live that no file names. */
const unlistedKinds: readonly Kind[] = kinds.filter((kind) => kind !== "ownership");

function liveOf(context: Context, { organization, plan, live }: Planned): ReportLive {
  const { key, desired } = organization;
  // By who is in a list that the files keep: what is not managed is no finding.
  const unlisted = plan.withheld.flatMap(({ code, kind, key: name }) =>
    code === "unmanaged" && unlistedKinds.includes(kind) ? [{ kind, key: name }] : [],
  );
  const keys = [...live.key.values()].flatMap((one) =>
    eachOf(one).map(({ id, createdAt, lastUsedAt }): ReportLiveKey => {
      const rotateAfter = desired.key.get(one.key)?.rotateAfter;
      return {
        ...{ key: one.key, id },
        ...given({ created_at: createdAt, last_used_at: lastUsedAt, rotate_after_ms: rotateAfter }),
        listed: desired.key.has(one.key),
      };
    }),
  );
  const tasks = (plan.tasks ?? []).flatMap(({ id, person, message, since, opens }) =>
    opens === true ? [] : [{ id, person, message, since }],
  );
  return {
    ...{ organization: key, at: momentOf(context) },
    differences: plan.actions.length,
    unlisted: [...new Map(unlisted.map((item) => [`${item.kind} ${item.key}`, item])).values()],
    ...{ keys, tasks },
    gaps: (plan.unread ?? []).map(({ reason }) => reason),
  };
}
