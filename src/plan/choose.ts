/** What may run of all that differs, and why the rest is left out: each draft's cause, and what speaks against it. */
import type { Draft, Reason } from "../kinds/draft.ts";
import { given } from "../model/given.ts";
import type { Organization } from "../model/organization.ts";
import type { GuardName } from "../model/guard.ts";
import type { Cause, Selection } from "../model/plan.ts";
import { lateAdmissions, unapprovedAdmissions } from "./admission.ts";
import { causesOf, dueAmong, type Before } from "./causes.ts";
import { againstTheClock } from "./clocks.ts";
import type { AllTerms } from "./heldTerms.ts";
import { sentBefore } from "./inviteAgain.ts";
import { underKeptAddresses } from "./keptAddress.ts";
import { graceInForce } from "./newcomers.ts";
import { settledInForce } from "./openTasks.ts";
import {
  prepare,
  withholdRest,
  type KnownPast,
  type PlanInput,
  type Prepared,
  type Withholding,
} from "./prepare.ts";
import { leftOut, type Rule } from "./withhold.ts";
import { withinReviewed } from "./withinReviewed.ts";

export interface PlanSettings {
  /** Absent without a base: everything counts as this change. */
  readonly before?: Before;
  readonly selection?: Selection;
  readonly allowed?: readonly GuardName[];
  /** Changes of terms since the base; absent where it has no such organization. */
  readonly terms?: AllTerms;
  /** What is planned will be applied where reviews bind; as the selection says unless given. */
  readonly reviewsBind?: boolean;
  /** RFC 3339, UTC: waivers end, keys grow old. */
  readonly now: string;
}

/** What may run of all that differs, and what is withheld. */
export function choose(
  input: PlanInput,
  settings: PlanSettings,
  minimum: Pick<Withholding, "minAdmins" | "minAdminsLifted">,
) {
  const known = knownPast(input.organization, settings);
  const isDue = dueAmong(input, known);
  const first = reasonsIn(prepare(input, known), { input, settings, known, isDue });
  const kept = underKeptAddresses(first.prepared, first.reasons, input.organization);
  const { prepared, causes, reasons } =
    kept === first.prepared ? first : reasonsIn(kept, { input, settings, known, isDue });
  return { prepared, causes, ...withholdRest({ input, prepared, reasons, ...minimum }) };
}

interface Choosing {
  readonly input: PlanInput;
  readonly settings: PlanSettings;
  readonly known: KnownPast;
  readonly isDue: (draft: Draft) => boolean;
}

/** Why each draft now, and why some cannot run by themselves. */
function reasonsIn(prepared: Prepared, { input, settings, known, isDue }: Choosing) {
  const { before, now, selection } = settings;
  const causes = causesOf(prepared, { before, isDue, now, unseen: selection?.unseen ?? new Set() });
  const base = before?.plan?.organization ?? null;
  const reasons = reasonsAgainst(prepared, {
    causes: causes.of,
    rule: {
      ...selection,
      drift: input.organization.policy.drift,
      adopting: before?.adopting ?? false,
      unreviewed: before?.unreviewed ?? new Set(),
      isFree: causes.isFree,
      isWithin: withinReviewed(input, known, { ...selection, roles: prepared.roles }),
    },
    late: new Map([
      ...sentBefore(prepared.drafts, input.differences.live, input.sentAgain),
      ...unapprovedAdmissions(prepared.drafts, input.organization),
      ...lateAdmissions(prepared.drafts, base, now.slice(0, 10)),
      ...againstTheClock(input, known, { drafts: prepared.drafts, isDue }),
    ]),
  });
  return { prepared, causes: causes.of, reasons };
}

function knownPast(organization: Organization, { before, now, selection }: PlanSettings): KnownPast {
  const declared = before?.plan?.organization.desired.member.keys() ?? [];
  return {
    declaredBefore: new Set(declared),
    open: before?.open ?? new Set(),
    ...given({ unseen: selection?.unseen }),
    now,
    grace: graceInForce(organization, before?.plan?.organization ?? null),
    settled: settledInForce(
      organization,
      before === undefined ? undefined : (before.plan?.organization ?? null),
    ),
  };
}

interface Against {
  readonly causes: (draft: Draft) => Cause;
  readonly rule: Rule;
  /** Of those whom only a loosened policy lets in, and of guests whom nobody who stays approves. */
  readonly late: ReadonlyMap<string, Reason>;
}

/** Why drafts cannot run by themselves; the weightier of several reasons counts. */
function reasonsAgainst(prepared: Prepared, { causes, rule, late }: Against): Map<string, Reason> {
  const reasons = new Map(prepared.reasons);
  for (const draft of prepared.drafts) {
    const reason = leftOut(draft, causes(draft), rule);
    if (reason !== null) reasons.set(draft.id, reason);
  }
  for (const [id, reason] of [...prepared.unsupported, ...late]) reasons.set(id, reason);
  return reasons;
}
