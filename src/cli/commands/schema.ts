/** `muster schema`: the JSON Schema of the access files, for editors. */
import type { Frame } from "../frame.ts";

/** Adds the command. */
export function schemaCommand(frame: Frame): void {
  const command = frame.command({
    usage: "schema",
    does: "Prints the JSON Schema of the access files, for editors.",
    examples: ["muster schema > access.schema.json"],
  });
  frame.onRun(command, async (session) => {
    const { schemaText } = await import("../../run/schema.ts");
    session.result(await schemaText());
    return 0;
  });
}
