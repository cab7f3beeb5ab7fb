/** `muster import`: writes the files of a live organization, so that the next plan finds nothing to do. */
import { Option } from "commander";
import type { ProviderName } from "../../model/organization.ts";
import { terminalText } from "../../render/escape.ts";
import type { Frame } from "../frame.ts";

interface Options {
  readonly org: string;
  readonly provider: ProviderName;
  readonly id: string;
  readonly api?: string;
}

/** So many remarks on what was left out are shown, unless all are asked for. */
const mostShown = 50;
/** So many files likewise. */
const mostFiles = 30;

/** Adds the command. */
export function importCommand(frame: Frame): void {
  const command = frame
    .command({
      usage: "import",
      does: "Writes the files of a live organization, so that the next plan is empty; writes nothing to it.",
      examples: ["muster import --org acme --provider planasonix --id org_01jq8acme"],
    })
    .requiredOption(
      "--org <name>",
      "short name of the organization: its folder, and part of its key's variable",
    )
    .addOption(
      new Option("--provider <provider>", "the service").choices(["planasonix"]).makeOptionMandatory(),
    )
    .requiredOption("--id <id>", "the organization's id at the service")
    .option("--api <url>", "base address of the service, when it is not its own default");
  frame.onRun<Options>(command, async (session, { org, provider, id, api }) => {
    const { importOrganization } = await import("../../run/import.ts");
    const { importSteps } = await import("../../run/import/nextSteps.ts");
    const connection = { provider, id, ...(api === undefined ? {} : { api }) };
    const done = await importOrganization(session.context(), { org, connection });
    if ("error" in done) return session.fail(done.error);
    if ("diagnostics" in done) return session.failWith(done.diagnostics);
    const shown = session.verbose ? done.leftOut : done.leftOut.slice(0, mostShown);
    for (const { what, why } of shown) session.warn(`left out: ${what}: ${why}.`);
    if (done.leftOut.length > shown.length)
      session.warn(`${done.leftOut.length - shown.length} more were left out; --verbose names them all.`);
    for (const { what, why } of done.dropped) session.warn(`taken out: ${what}: ${why}.`);
    for (const line of done.upkeep)
      session.warn(`The next plan will still hold this, whatever the files say: ${line}.`);
    for (const { message } of done.plan.findings) session.warn(`The next plan will be blocked: ${message}`);
    const named = session.verbose ? done.files : done.files.slice(0, mostFiles);
    const files = named.map(({ path, status }) => `${session.paint.green(status)}  ${terminalText(path)}\n`);
    if (done.files.length > named.length)
      files.push(`... and ${done.files.length - named.length} more; --verbose names them all.\n`);
    session.result(`${files.join("")}${importSteps(org, done)}`);
    return 0;
  });
}
