/** What a change of one rule is made of. */
import type { Source } from "../model/diagnostic.ts";
import type { PolicyChange } from "../model/policyChange.ts";

/** Of an organization that is known, at a place that may be nearer than that of its settings. */
export type Found = Omit<PolicyChange, "organization" | "source"> & { readonly source?: Source };

export function changed(
  setting: string,
  before: string | undefined,
  after: string | undefined,
  loosens: boolean,
): Found[] {
  return before === after ? [] : [{ setting, before: before ?? null, after: after ?? null, loosens }];
}

export function listed(names: readonly string[]): string | undefined {
  return names.length === 0 ? undefined : names.join(", ");
}
