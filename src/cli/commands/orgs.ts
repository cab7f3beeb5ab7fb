/** `muster orgs`: which organizations the files declare, or which a change touches. */
import { InvalidArgumentError, Option } from "commander";
import { terminalText } from "../../render/escape.ts";
import type { Frame } from "../frame.ts";

interface Options {
  readonly changed?: true;
  readonly base?: string;
  readonly json?: true;
  readonly shards?: number;
}

/** Adds the command. */
export function orgsCommand(frame: Frame): void {
  const command = frame
    .command({
      usage: "orgs",
      does: "Lists the organizations that the files declare.",
      examples: ["muster orgs", "muster orgs --changed --base origin/main --json"],
    })
    .option("--changed", "only those whose files differ from --base")
    .option("--base <ref>", "the commit to compare the files with")
    .option("--json", "one line of JSON, for the matrix of a job")
    .addOption(
      new Option("--shards <number>", "with --json: in at most so many parts, 256 at most").argParser(
        partsOf,
      ),
    );
  frame.onRun<Options>(command, async (session, { changed, base, json, shards }) => {
    if (changed === true && base === undefined)
      return session.fail("--changed needs --base REF: changed since when?");
    if (changed !== true && base !== undefined)
      return session.fail("--base needs --changed: all are listed otherwise.");
    if (shards !== undefined && json !== true)
      return session.fail("--shards needs --json: parts are for the matrix of a job.");
    const { listOrganizations, shardsOf } = await import("../../run/orgs.ts");
    const listed = await listOrganizations(session.context(), base);
    if ("error" in listed) return session.fail(listed.error);
    if ("diagnostics" in listed) return session.failWith(listed.diagnostics);
    for (const key of listed.gone) {
      session.warn(
        `${key} is in ${base ?? "the base"} and no longer in the files: nothing will be done there.`,
      );
    }
    const rows = listed.organizations.map(({ key, name, connection }) => ({
      key,
      name: name ?? key,
      provider: connection.provider,
      id: connection.id,
    }));
    if (shards !== undefined) {
      const parts = shardsOf(
        rows.map(({ key }) => key),
        shards,
      );
      session.result(`${JSON.stringify(parts)}\n`);
    } else if (json === true) session.result(`${JSON.stringify(rows)}\n`);
    else {
      const width = Math.max(0, ...rows.map((row) => row.key.length));
      const lines = rows.map(
        (row) => `${row.key.padEnd(width)}  ${row.provider} ${row.id}  ${terminalText(row.name)}\n`,
      );
      session.result(lines.join(""));
    }
    return 0;
  });
}

function partsOf(value: string): number {
  const parts = /^[1-9]\d{0,2}$/.test(value) ? Number(value) : 257;
  if (parts > 256) throw new InvalidArgumentError("Give a number from 1 to 256.");
  return parts;
}
