/** Holds files that are about to be written against the live state that they were made from: nothing may be left to plan. */
import { diff } from "../../diff/diff.ts";
import type { Organization } from "../../model/organization.ts";
import type { Plan, WithheldCode } from "../../model/plan.ts";
import type { State } from "../../model/state.ts";
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

/** What the plan would still do or hold back, a line each. */
interface Open {
  /** None for files that say what is live. */
  readonly differences: readonly string[];
  /** Of keys that are as the files say: their age, or a rotation that is under way, asks for it, and no file can help that. */
  readonly upkeep: readonly string[];
}

/** What no file can help. */
const toldAlone: ReadonlySet<WithheldCode> = new Set([
  "waiting",
  "unmanaged",
  "new_by_sso",
  "managed_elsewhere",
]);

/** Sorts what the plan would still do or hold back. */
export function openIn(plan: Plan, { desired }: Pick<Organization, "desired">, live: State): Open {
  const isUpkeep = ({ kind, key }: { readonly kind: string; readonly key: string }): boolean => {
    const [is, should] = [live.key.get(key), desired.key.get(key)];
    return kind === "key" && should !== undefined && is?.scopes.join(" ") === should.scopes.join(" ");
  };
  const withheld = plan.withheld.filter(({ code }) => !toldAlone.has(code));
  const open = [
    ...plan.actions.map((item) => ({ item, line: `${item.verb} ${item.key}` })),
    ...withheld.map((item) => ({ item, line: `${item.verb} ${item.key} (${item.message})` })),
  ];
  return {
    differences: open.filter(({ item }) => !isUpkeep(item)).map(({ line }) => line),
    upkeep: open.filter(({ item }) => isUpkeep(item)).map(({ line }) => line),
  };
}
