/** Holds files that are about to be written against the live state that they were made from: nothing may be left to plan. */
import { diff } from "../../diff/diff.ts";
import type { Organization } from "../../model/organization.ts";
import type { Plan } from "../../model/plan.ts";
import { planOrganization } from "../../plan/plan.ts";
import type { Context } from "../context.ts";
import type { WholeRead } from "./readLive.ts";

/** The plan that these files give with that live state. */
export function planOf(context: Context, organization: Organization, whole: WholeRead): Plan {
  const { live, holdings, capabilities } = whole;
  return planOrganization(
    {
      organization,
      differences: diff(organization, live.state),
      capabilities,
      acting: live.acting,
      holdings,
      requests: live.requests,
      ...(live.seats === undefined ? {} : { seats: live.seats }),
    },
    { allowed: [], now: new Date(context.clock.now()).toISOString() },
  );
}

/** What the plan would still do or hold back, a line each; none for files that say what is live. */
export function openIn(plan: Plan): string[] {
  const withheld = plan.withheld.filter(({ code }) => code !== "waiting" && code !== "unmanaged");
  return [
    ...plan.actions.map(({ verb, key }) => `${verb} ${key}`),
    ...withheld.map(({ verb, key, message }) => `${verb} ${key} (${message})`),
  ];
}
