/** What is kept of one organization for the rules on all of them, once its files are read and judged. */
import type { Facts } from "../facts.ts";

export type Outline = Pick<Facts, "key" | "at" | "settings" | "service_accounts">;

export function outlineOf({ key, at, settings, service_accounts: serviceAccounts }: Facts): Outline {
  // Of its accounts, those with a key that is delivered somewhere.
  const delivered = [...serviceAccounts].filter(([, { keys = [] }]) =>
    keys.some(({ deliverTo }) => deliverTo !== undefined),
  );
  return { key, at, ...(settings === undefined ? {} : { settings }), service_accounts: new Map(delivered) };
}
