/** `muster offboard`: edits the access files for somebody who leaves, and shows what that comes to. */
import { plural } from "../../model/text.ts";
import type { Frame } from "../frame.ts";
import { showPlans } from "../plans.ts";

interface Options {
  readonly successor: string;
}

/** Adds the command. */
export function offboardCommand(frame: Frame): void {
  const command = frame
    .command({
      usage: "offboard <who>",
      does:
        "Edits the files of every organization for somebody who leaves, and shows the differences and the plan. " +
        "Commits nothing and changes no organization: you open the pull request.",
      examples: ["muster offboard rob@acme.example --successor lee@acme.example"],
    })
    .requiredOption(
      "--successor <who>",
      "who receives what they own, and takes their place where one is needed",
    );
  frame.onRun<Options>(command, async (session, { successor }, [who = ""]) => {
    const { offboard } = await import("../../run/offboard.ts");
    const { textDiff } = await import("../../render/textDiff.ts");
    const done = await offboard(session.context(), { who, successor });
    if (!done.ok) {
      if ("diagnostics" in done) {
        session.failWith(done.diagnostics);
        return session.fail(
          done.edited
            ? "Nothing was written: the edited files would have these errors."
            : "Nothing was written: the files have errors. Correct them first.",
        );
      }
      session.fail(done.error);
      if (done.written.length > 0) {
        session.warn(
          `Written before that: ${done.written.join(", ")}. Run it again once this is solved: it edits what is left.`,
        );
      }
      return 1;
    }
    for (const advice of done.advice) session.warn(advice);
    if (done.written.length === 0) {
      session.result("Nothing to change: the files say so already.\n");
      return 0;
    }
    session.result(textDiff(done.patch, session.paint));
    session.say(
      `${plural(done.written.length, "file")} edited; look at the differences, commit them, and open a pull request.`,
    );
    for (const { key, message } of done.keyless) session.warn(`${key} is not planned here. ${message}`);
    if (done.plannable.length === 0) return 0;
    session.result("\n");
    const shown = await showPlans(session, "text", { organizations: done.plannable, allowed: [] });
    return shown === undefined ? 1 : shown.codes(false);
  });
}
