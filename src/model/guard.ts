/** The guards: what can stop a whole plan, and what each said of one. */

/** Each guard, and what it looks at, as a heading. */
export const guardHeadings = {
  min_admins: "too few admins",
  protected: "a protected person would lose access",
  self: "muster would lock itself out",
  max_loss: "too much would be lost at once",
  max_changes: "too many changes at once",
  empty: "the files declare nobody",
  coverage: "the organization was not read to the end",
  adoption: "first run on this connection",
} as const;
export type GuardName = keyof typeof guardHeadings;
export const guardNames = Object.keys(guardHeadings) as readonly GuardName[];

/** A guard's verdict. `warn` is a block that `--allow` lifted. */
export interface Finding {
  readonly guard: GuardName;
  readonly severity: "block" | "warn";
  /** What tripped it, with the numbers, and how to lift it. */
  readonly message: string;
  readonly numbers: Readonly<Record<string, number>>;
}
