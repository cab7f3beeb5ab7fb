/** `muster render`: plans that were written as JSON, put together into one. */
import { Option } from "commander";
import type { Plan } from "../../model/plan.ts";
import { sortedBy } from "../../model/text.ts";
import type { Frame } from "../frame.ts";
import type { Session } from "../session.ts";
import { jsonOption } from "../options.ts";
import { planFormats, plansIn, type PlanFormat } from "../planFormats.ts";

interface Options {
  readonly format: PlanFormat | "comment";
}

/** Adds the command. */
export function renderCommand(frame: Frame): void {
  const command = frame
    .command({
      usage: "render <files...>",
      does: "Puts plans that were written as JSON together into one.",
      examples: ["muster render acme.json acme-labs.json --format markdown"],
    })
    .addOption(
      new Option("--format <format>", "how to print it; comment is as on a pull request")
        .choices([...planFormats, "comment"])
        .default("text"),
    )
    .addOption(jsonOption());
  frame.onRun<Options>(command, async (session, { format }, files) => {
    const read = await readPlans(files);
    if ("error" in read) return session.fail(read.error);
    session.result(await rendered(read.plans, format, session));
    return 0;
  });
}

async function rendered(
  plans: readonly Plan[],
  format: Options["format"],
  session: Session,
): Promise<string> {
  if (format !== "comment") return plansIn(format, plans, session);
  const { planComment } = await import("../../render/comment.ts");
  const shown = plans.map((plan) => ({ plan }));
  const policyChanges = plans.flatMap((plan) => plan.policy_changes ?? []);
  return planComment({ plans: shown, failures: [], head: "", sensitive: [], policyChanges }).text;
}

/** The plans of all files, by organization; an organization may be planned in one of them only. */
async function readPlans(
  files: readonly string[],
): Promise<{ readonly plans: readonly Plan[] } | { readonly error: string }> {
  const { readText } = await import("../../io/file.ts");
  const { parsePlanFile } = await import("../../render/planFile.ts");
  const plans = new Map<string, { readonly plan: Plan; readonly file: string }>();
  for (const file of files) {
    const read = await readText(file);
    if ("error" in read) return read;
    const parsed = parsePlanFile(read.text);
    if ("error" in parsed) return { error: `${file} is no plan: ${parsed.error}` };
    for (const plan of parsed.organizations) {
      const other = plans.get(plan.organization);
      if (other !== undefined) {
        return {
          error: `${plan.organization} is planned in ${other.file} and in ${file}: leave one of them out.`,
        };
      }
      plans.set(plan.organization, { plan, file });
    }
  }
  return { plans: sortedBy(plans.values(), ({ plan }) => plan.organization).map(({ plan }) => plan) };
}
