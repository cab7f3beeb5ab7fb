/** Who changed by hand what differs from the files, said by sentences. They hold foreign text. */
import type { Plan } from "../model/plan.ts";
import type { FitLine, Block } from "./fit.ts";
import { markdownText } from "./escape.ts";
import { moreLine } from "./markdownParts.ts";
import { part, whose, type Dress } from "./reportParts.ts";
import type { PlanView } from "./view.ts";

/** One for each thing of which the service's log tells it, and why it does not tell the rest. */
export function handSentences({ hands = [], hands_unread: unread }: Plan): string[] {
  return [
    ...hands.map(
      ({ kind, key, actor, at, action }) =>
        `${kind.replaceAll("_", " ")} ${key} was last changed by ${actor} on ` +
        `${at.slice(0, 16).replace("T", " ")} UTC (${action}), by the service's log.`,
    ),
    ...(unread === undefined ? [] : [`who changed it by hand could not be looked up: ${unread}`]),
  ];
}

/** The same as a list, beside what drifted. */
export function handBlocks(views: readonly PlanView[], dress: Dress): Block[] {
  const lines = views.flatMap((view) =>
    view.hands.map((sentence): FitLine => ({
      text: `- ${whose(view, dress)}${markdownText(sentence)}`,
      tier: part.drift,
      group: "hands",
    })),
  );
  return [
    { open: ["**Changed by hand**", ""], lines, close: [], more: moreLine("- ", "more changed by hand") },
  ];
}
