/** What `apply` is to do of a plan: what was asked for by cause, or what stands in a plan that was reviewed. */
import { InvalidArgumentError } from "commander";
import { causes, type Cause, type Selection } from "../model/plan.ts";

interface Asked {
  /** Path of a plan file. */
  readonly plan?: string;
  readonly only?: readonly Cause[];
}

/** Causes as they are written on the command line. */
export function causesOf(value: string): Cause[] {
  return value.split(",").map((name) => {
    const cause = causes.find((known) => known === name.trim());
    if (cause === undefined) throw new InvalidArgumentError(`The causes are: ${causes.join(", ")}.`);
    return cause;
  });
}

type SelectionFor = Chosen | { readonly error: string };

export interface Chosen {
  readonly of: (organization: string) => Selection;
  /** The organizations of the plan that is applied. */
  readonly planned?: ReadonlySet<string>;
  /** What that plan was narrowed to. */
  readonly target?: readonly string[];
}

/** What was asked for; an error where the plan that is named cannot be taken. */
export async function selectionOf({ plan, only }: Asked): Promise<SelectionFor> {
  const rule: Selection = only === undefined ? {} : { only };
  if (plan === undefined) return { of: () => rule };
  const { readText } = await import("../io/file.ts");
  const { parsePlanFile } = await import("../render/planFile.ts");
  const file = await readText(plan);
  if ("error" in file) return file;
  const parsed = parsePlanFile(file.text);
  if ("error" in parsed) return { error: `${plan} is no plan: ${parsed.error}` };
  const other = parsed.organizations.find(({ at }) => at !== undefined);
  if (other !== undefined) {
    return { error: `${plan} is planned for ${other.at}, not for today: make a plan without --at.` };
  }
  const reviewed = new Map(
    parsed.organizations.map(({ organization, actions, terms = [] }) => [
      organization,
      new Set([...actions, ...terms].map(({ id }) => id)),
    ]),
  );
  const target = [...new Set(parsed.organizations.flatMap((each) => each.target ?? []))];
  return {
    planned: new Set(reviewed.keys()),
    ...(target.length === 0 ? {} : { target }),
    of: (organization) => ({
      ...rule,
      reviewed: reviewed.get(organization) ?? new Set<string>(),
      // An organization that the plan does not show has nothing that a date could follow.
      ...(reviewed.has(organization) ? { datesFollow: true as const } : {}),
    }),
  };
}

/** As it was said, or as the plan that is applied was narrowed. */
export function targetOf(
  { target }: { readonly target: readonly string[] },
  { target: planned = [] }: Chosen,
): readonly string[] {
  return target.length > 0 ? target : planned;
}
