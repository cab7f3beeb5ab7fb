/** `muster snapshot`: reads the live organizations and keeps what was read, signed, for plans where no key should be. */
import type { Frame } from "../frame.ts";
import { orgOption } from "../options.ts";
import { plannedOf } from "../plans.ts";

interface Options {
  readonly org: readonly string[];
  readonly out: string;
}

/** Adds the command. */
export function snapshotCommand(frame: Frame): void {
  const command = frame
    .command({
      usage: "snapshot",
      does: "Keeps what is live in a file, signed with MUSTER_REVIEW_KEY: plans can be held against it without a key.",
      examples: ["muster snapshot --out snapshot.json", "muster plan --snapshot snapshot.json"],
    })
    .addOption(orgOption())
    .requiredOption("--out <file>", "where to write it");
  frame.onRun<Options>(command, async (session, { org, out }) => {
    const { planAll } = await import("../../run/plan.ts");
    const { signSnapshot } = await import("../../run/snapshot/file.ts");
    const { replaceFile } = await import("../../io/file.ts");
    // Whoever cannot sign it need not read anything.
    const signing = {
      key: session.env["MUSTER_REVIEW_KEY"] ?? "",
      redact: (text: string) => session.redact(text),
    };
    const unfit = signSnapshot({ organizations: new Map() }, signing);
    if ("error" in unfit) return session.fail(unfit.error);
    const run = await planAll(session.context(), { organizations: org, allowed: [], reach: "at_hand" });
    const made = plannedOf(session, run);
    if (run.ok) await run.close();
    if (made === undefined) return 1;
    const reads = made.planned.map(({ organization, lastRead }) => [organization.key, lastRead()] as const);
    if (reads.length === 0) return session.fail(`${out} was not written: nothing could be read.`);
    const signed = signSnapshot({ organizations: new Map(reads) }, signing);
    if ("error" in signed) return session.fail(signed.error);
    const unwritten = await replaceFile({ path: out, text: signed.text, mode: 0o600 });
    if (unwritten !== undefined) return session.fail(unwritten.error);
    session.say(
      `${out} holds ${reads.map(([key]) => key).join(", ")}. It names people: keep it where the journal is.`,
    );
    return made.unplanned.length > 0 ? 1 : 0;
  });
}
