/** The page of what each service can do is what their capability tables say; `BLESS=1` writes it anew (`npm run bless`). */
import { readFileSync, writeFileSync } from "node:fs";
import { format } from "prettier";
import { expect, it } from "vitest";
import { capabilityOf, type Capabilities, type Capability } from "../src/model/capability.ts";
import { kinds } from "../src/model/entity.ts";
import type { Verb } from "../src/model/plan.ts";
import { verbs } from "../src/kinds/verbs.ts";
import { providerNames } from "../src/model/vocabularies/all.ts";
import { providerOf } from "../src/run/providers.ts";

const path = "docs/reference/providers.md";
const [begin, end] = ["<!-- matrix:begin -->\n", "<!-- matrix:end -->\n"];
const signs: Readonly<Record<Capability["can"], string>> = { yes: "yes", no: "-", not_yet: "not yet" };

/** What a service says of a verb, under whatever kind of thing it stands. */
function said(capabilities: Capabilities, verb: Verb): Capability {
  const kind = kinds.find((each) => capabilities[each][verb] !== undefined) ?? "member";
  return capabilityOf(capabilities, kind, verb);
}

async function matrix(): Promise<string> {
  const services = await Promise.all(
    providerNames.map(async (name) => ({ name, capabilities: (await providerOf(name)).capabilities })),
  );
  const rows = verbs.map(
    (verb) =>
      `| \`${verb}\` | ${services.map(({ capabilities }) => signs[said(capabilities, verb).can]).join(" | ")} |`,
  );
  const others = services.flatMap(({ name, capabilities }) => {
    const sentences = new Map<string, Verb[]>();
    for (const verb of verbs) {
      const { can, sentence } = said(capabilities, verb);
      if (can !== "yes") sentences.set(sentence, [...(sentences.get(sentence) ?? []), verb]);
    }
    if (sentences.size === 0) return [];
    const lines = [...sentences].map(
      ([sentence, same]) => `- ${same.map((verb) => `\`${verb}\``).join(", ")}: ${sentence}`,
    );
    return [`## What \`${name}\` cannot`, lines.join("\n")];
  });
  return [
    [
      `| verb | ${services.map(({ name }) => `\`${name}\``).join(" | ")} |`,
      `| --- | ${services.map(() => "---").join(" | ")} |`,
      ...rows,
    ].join("\n"),
    ...others,
  ].join("\n\n");
}

it("the page of all services says what their tables say", async () => {
  const written = readFileSync(path, "utf8");
  const [before = "", rest = ""] = written.split(begin);
  const after = rest.split(end)[1] ?? "";
  const page = await format(`${before}${begin}\n${await matrix()}\n\n${end}${after}`, {
    parser: "markdown",
  });
  if (process.env["BLESS"] === "1") writeFileSync(path, page);
  else expect(written).toBe(page);
});
