/** Blocks when the files declare nobody: far more often a mistake than a wish. */
import type { Guard } from "./guard.ts";

export const empty: Guard = ({ organization }) =>
  organization.desired.member.size > 0
    ? []
    : [{ message: `the files of ${organization.key} declare no member at all`, numbers: { declared: 0 } }];
