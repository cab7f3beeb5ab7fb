/** What a change does to the rules themselves: what loosens first. */
import type { PolicyChange } from "../model/policyChange.ts";
import { markdownCode } from "./escape.ts";
import type { Block, FitLine } from "./fit.ts";
import { alertOpen, moreLine, placeCode } from "./markdownParts.ts";
import { part, whose, type Dress } from "./reportParts.ts";
import { placeIn } from "./view.ts";

/** Changes of policy and of connections, as one alert for what loosens and one for the rest. */
export function policyBlocks(changes: readonly PolicyChange[], dress: Dress): Block[] {
  const kinds = [
    {
      loosens: true,
      alert: "CAUTION",
      title: "This change loosens the rules; that counts from the next change on",
    },
    { loosens: false, alert: "IMPORTANT", title: "This change alters the rules" },
  ] as const;
  return kinds.map(({ loosens, alert, title }) => ({
    open: alertOpen(alert, title),
    lines: changes.filter((change) => change.loosens === loosens).map((change) => policyLine(change, dress)),
    close: [],
    more: moreLine("> - ", loosens ? "more that loosen" : "more"),
  }));
}

function policyLine(change: PolicyChange, dress: Dress): FitLine {
  const { organization, setting, before, after, source } = change;
  const place = placeCode({ place: placeIn(source, organization), source }, dress.fileUrl);
  const value = (text: string | null): string => (text === null ? "not set" : markdownCode(text));
  return {
    text: `> - ${whose(change, dress)}**${markdownCode(setting)}**: ${value(before)} → ${value(after)}${place === "" ? "" : ` (${place})`}`,
    tier: part.policy,
    group: `${organization} ${change.loosens}`,
    // It has no id that a review could hold back: whoever merges has to have seen it.
    highRisk: change.loosens,
  };
}
