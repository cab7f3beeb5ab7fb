/** Who changed by hand what differs from the files, as a list beside what drifted. */
import type { FitLine, Block } from "./fit.ts";
import { markdownText } from "./escape.ts";
import { moreLine } from "./markdownParts.ts";
import { part, whose, type Dress } from "./reportParts.ts";
import type { PlanView } from "./view.ts";

/** No lines where nobody is known. */
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
