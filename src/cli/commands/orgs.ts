/** `muster orgs`: which organizations the files declare, or which a change touches. */
import { terminalText } from "../../render/escape.ts";
import type { Frame } from "../frame.ts";

interface Options {
  readonly changed?: true;
  readonly base?: string;
  readonly json?: true;
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
    .option("--json", "one line of JSON, for the matrix of a job");
  frame.onRun<Options>(command, async (session, { changed, base, json }) => {
    if (changed === true && base === undefined)
      return session.fail("--changed needs --base REF: changed since when?");
    if (changed !== true && base !== undefined)
      return session.fail("--base needs --changed: all are listed otherwise.");
    const { listOrganizations } = await import("../../run/orgs.ts");
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
    if (json === true) session.result(`${JSON.stringify(rows)}\n`);
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
