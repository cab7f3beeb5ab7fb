/** `muster schema`: the JSON Schema of the access files, for editors. */
import { Option } from "commander";
import { providerNames, type ProviderName } from "../../model/vocabularies/all.ts";
import type { Frame } from "../frame.ts";

/** Adds the command. */
export function schemaCommand(frame: Frame): void {
  const command = frame
    .command({
      usage: "schema",
      does: "Prints the JSON Schema of the access files, for editors.",
      examples: ["muster schema > access.schema.json", "muster schema --provider github"],
    })
    .addOption(
      new Option("--provider <provider>", "of this service only, without what it does not have").choices(
        providerNames,
      ),
    );
  frame.onRun<{ readonly provider?: ProviderName }>(command, async (session, { provider }) => {
    const { schemaText } = await import("../../run/schema.ts");
    session.result(await schemaText(provider));
    return 0;
  });
}
