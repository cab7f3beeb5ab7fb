/** `muster demo`: the whole story on an embedded sandbox. */
import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Frame } from "../frame.ts";

/** Adds the command. */
export function demoCommand(frame: Frame): void {
  const command = frame.command({
    usage: "demo",
    does: "Tells the whole story on an embedded sandbox: plan, apply, an empty second plan, the journal.",
    examples: ["muster demo"],
  });
  frame.onRun(command, async (session) => {
    const { demo } = await import("../../run/demo.ts");
    const context = session.context();
    // Where there is no access folder, the one that comes with muster tells the story.
    const own = join(dirname(realpathSync(process.argv[1] ?? ".")), "..", "access");
    const access = existsSync(context.access) || !existsSync(own) ? context.access : own;
    const { paint, width } = session;
    return demo({ ...context, access }, { paint, width, say: (text) => session.prose(text) });
  });
}
