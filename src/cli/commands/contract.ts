/** `muster contract`: the OpenAPI document of the API that muster assumes. */
import type { Frame } from "../frame.ts";

/** Adds the command. */
export function contractCommand(frame: Frame): void {
  const command = frame.command({
    usage: "contract",
    does: "Prints the OpenAPI document of the Planasonix API as muster assumes it.",
    examples: ["muster contract > planasonix.openapi.json"],
  });
  frame.onRun(command, async (session) => {
    const { contractText } = await import("../../run/schema.ts");
    session.result(await contractText("planasonix"));
    return 0;
  });
}
