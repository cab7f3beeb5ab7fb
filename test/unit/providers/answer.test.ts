/** What an answer is checked by changes nothing of it: the reader takes the answer itself, once it was checked. */
import { expect, it } from "vitest";
import * as z from "zod";
import { routes } from "../../../src/providers/planasonix/contract.ts";

/** All that holds a value against something, and gives it back as it is. */
const plain: ReadonlySet<string> = new Set([
  ...["string", "number", "boolean", "null", "unknown", "literal", "enum"],
  ...["object", "array", "record", "tuple", "union", "optional", "nullable"],
]);

/** The kinds of definitions in a schema, each once; what it is made of is found wherever it stands. */
function kindsIn(schema: z.core.$ZodType): ReadonlySet<string> {
  const kinds = new Set<string>();
  const seen = new Set<unknown>();
  const open: unknown[] = [schema];
  while (open.length > 0) {
    const item = open.pop();
    if (typeof item !== "object" || item === null || seen.has(item)) continue;
    seen.add(item);
    if (!(item instanceof z.core.$ZodType)) {
      open.push(...Object.values(item));
      continue;
    }
    const { def } = item._zod;
    kinds.add(def.type);
    open.push(...Object.values(def));
  }
  return kinds;
}

it.each(
  Object.entries(routes).flatMap(([name, route]) => ("response" in route ? [[name, route] as const] : [])),
)("checks the answer of %s, and leaves it as it is", (_, { response }) => {
  const kinds = kindsIn(response);
  expect(kinds.size).toBeGreaterThan(1);
  expect([...kinds].filter((kind) => !plain.has(kind))).toEqual([]);
});

it("would know a schema that changes something", () => {
  const trimmed = z.looseObject({ name: z.string().transform((name) => name.trim()) });
  const filled = z.looseObject({ list: z.array(z.looseObject({ name: z.string().default("x") })) });
  for (const schema of [trimmed, filled])
    expect([...kindsIn(schema)].filter((kind) => !plain.has(kind))).not.toEqual([]);
});
