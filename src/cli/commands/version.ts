/** `muster version`: the version, as `--version` prints it. */
import type { Frame } from "../frame.ts";

/** Adds the command. */
export function versionCommand(version: string): (frame: Frame) => void {
  return (frame) => {
    const command = frame.command({
      usage: "version",
      does: "Prints the version.",
      examples: ["muster version"],
    });
    frame.onRun(command, (session) => {
      session.result(`${version}\n`);
      return Promise.resolve(0);
    });
  };
}
