/** The formats in which plans are printed. */
import { Option } from "commander";
import type { Plan } from "../model/plan.ts";
import type { Session } from "./session.ts";

export const planFormats = ["text", "json", "markdown"] as const;
export type PlanFormat = (typeof planFormats)[number];

/** `--format` of plans. */
export function formatOption(): Option {
  return new Option("--format <format>", "how to print it").choices([...planFormats]).default("text");
}

/** Plans in a format; only what is printed loads. */
export async function plansIn(format: PlanFormat, plans: readonly Plan[], session: Session): Promise<string> {
  switch (format) {
    case "json":
      return (await import("../render/json.ts")).planJson(plans);
    case "markdown":
      return (await import("../render/markdown.ts")).planMarkdown(plans);
    case "text":
      return (await import("../render/text.ts")).planText(plans, {
        paint: session.paint,
        width: session.width,
      });
  }
}
