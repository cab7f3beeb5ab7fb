/** The output of `terraform show -json` as its resources, those of nested modules among them; of sensitive values nothing comes out. */
import * as z from "zod";
import { quoted } from "../../declare/place.ts";
import type { LeftOut } from "../live/imported.ts";
import { jsonIn } from "../../model/jsonIn.ts";

const resourceSchema = z.object({
  address: z.string(),
  mode: z.enum(["managed", "data"]),
  type: z.string(),
  deposed_key: z.string().optional(),
  values: z
    .record(z.string(), z.unknown())
    .nullish()
    .transform((values) => values ?? {}),
  // Terraform before 0.14 marked nothing.
  sensitive_values: z.unknown().optional(),
});

interface Module {
  readonly resources?: readonly z.infer<typeof resourceSchema>[] | null | undefined;
  readonly child_modules?: readonly Module[] | null | undefined;
}

const moduleSchema: z.ZodType<Module> = z.lazy(() =>
  z.object({
    resources: z.array(resourceSchema).nullish(),
    child_modules: z.array(moduleSchema).nullish(),
  }),
);

const stateSchema = z.object({
  format_version: z.string(),
  values: z.object({ root_module: moduleSchema }).nullish(),
  /** A plan has these, and what is there only beside what is to be. */
  planned_values: z.unknown().optional(),
});

/** A resource of the state. */
export interface Resource {
  /** As Terraform names it: `module.teams.github_team.this["sre"]`. */
  readonly address: string;
  readonly type: string;
  readonly managed: boolean;
  /** Text, whatever it is in the state: numbers too; undefined where there is none, or where it is sensitive. */
  text(field: string): string | undefined;
  /** A list of things with texts in them; undefined where there is none, or where any of it is sensitive. */
  list(field: string): readonly Readonly<Record<string, string>>[] | undefined;
}

/** The resources of a state, or what the text is in place of one. Fields that are sensitive are named once somebody asks for them. */
export function resourcesIn(
  text: string,
  leftOut: LeftOut[],
): { readonly resources: readonly Resource[] } | { readonly fault: string } {
  const json = jsonIn(text);
  if (json === undefined) return { fault: "it is no JSON" };
  const read = stateSchema.safeParse(json);
  if (!read.success) {
    return z.object({ version: z.number(), resources: z.array(z.unknown()) }).safeParse(json).success
      ? { fault: "it is Terraform's own state file, whose form may change at any time" }
      : { fault: "it is no state" };
  }
  const found: Resource[] = [];
  const walk = ({ resources, child_modules }: Module): void => {
    for (const each of resources ?? [])
      if (each.deposed_key === undefined) found.push(resourceOf(each, leftOut));
    for (const child of child_modules ?? []) walk(child);
  };
  const { values, planned_values: planned } = read.data;
  if ((values === undefined || values === null) && planned !== undefined)
    return { fault: "it is a plan, and shows what is to be" };
  if (values !== undefined && values !== null) walk(values.root_module);
  return { resources: found };
}

function resourceOf(
  { address, type, mode, values, sensitive_values: marks }: z.infer<typeof resourceSchema>,
  leftOut: LeftOut[],
): Resource {
  const open = (field: string): unknown => {
    const value = values[field];
    if (value === undefined || value === null || !isMarked(marks, field)) return value;
    leftOut.push({
      what: `${quoted(field)} of ${address}`,
      why: "the state calls it sensitive, and files are read by many",
    });
    return undefined;
  };
  return {
    address,
    type,
    managed: mode === "managed",
    text: (field) => textOf(open(field)),
    list: (field) => {
      const value = open(field);
      if (!Array.isArray(value)) return undefined;
      return value.map((item: unknown) => {
        const record = z.record(z.string(), z.unknown()).safeParse(item);
        const entries = Object.entries(record.success ? record.data : {});
        return Object.fromEntries(
          entries.flatMap(([key, part]) => {
            const said = textOf(part);
            return said === undefined ? [] : [[key, said]];
          }),
        );
      });
    },
  };
}

function textOf(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Whether all of a resource, the field, or anything in the field is sensitive. */
function isMarked(marks: unknown, field: string): boolean {
  if (marks === true) return true;
  const record = z.record(z.string(), z.unknown()).safeParse(marks);
  return record.success && holdsTrue(record.data[field]);
}

function holdsTrue(value: unknown): boolean {
  if (value === true) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(holdsTrue);
}
