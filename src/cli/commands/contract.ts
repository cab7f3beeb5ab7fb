/** `muster contract`: the OpenAPI document of a service's API as muster assumes it. */
import { Option } from "commander";
import { providerNames, type ProviderName } from "../../model/vocabularies/all.ts";
import type { Frame } from "../frame.ts";

const [first] = providerNames;

/** Adds the command. */
export function contractCommand(frame: Frame): void {
  const command = frame
    .command({
      usage: "contract",
      does: "Prints the OpenAPI document of a service's API as muster assumes it.",
      examples: [`muster contract > ${first}.openapi.json`],
    })
    .addOption(new Option("--provider <provider>", "the service").choices(providerNames).default(first));
  frame.onRun<{ readonly provider: ProviderName }>(command, async (session, { provider }) => {
    const { contractText } = await import("../../run/schema.ts");
    const contract = await contractText(provider);
    if ("error" in contract) return session.fail(contract.error);
    session.result(contract.text);
    return 0;
  });
}
