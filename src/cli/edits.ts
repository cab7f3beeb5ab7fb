/** What editing the access files came to: the differences, and the plan of the organizations whose key is at hand. */
import { plural } from "../model/text.ts";
import type { EditedFiles, EditRefusal } from "../run/editFiles.ts";
import type { ExitCode } from "../run/exitCode.ts";
import { showPlans } from "./plans.ts";
import type { Session } from "./session.ts";

/** Shows it, and gives the exit codes. */
export async function showEdits(
  session: Session,
  done: EditedFiles | EditRefusal,
): Promise<ExitCode | readonly ExitCode[]> {
  const { textDiff } = await import("../render/textDiff.ts");
  if (!done.ok) {
    if ("diagnostics" in done) return failEdits(session, done);
    return session.fail(done.error);
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
}

/** What is wrong with the files, before or after, and that nothing was written. */
export function failEdits(
  session: Session,
  { diagnostics, edited }: Extract<EditRefusal, { readonly edited: boolean }>,
): 1 {
  session.failWith(diagnostics);
  return session.fail(
    edited
      ? "Nothing was written: the edited files would have these errors."
      : "Nothing was written: the files have errors. Correct them first.",
  );
}
