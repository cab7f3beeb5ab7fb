/** `muster offboard`: edits the access files for somebody who leaves, and shows what that comes to. */
import type { Frame } from "../frame.ts";
import { showEdits } from "../edits.ts";

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
    const done = await offboard(session.context(), { who, successor });
    return showEdits(session, done);
  });
}
