/** `muster completion`: what a shell needs to complete commands and options. */
import { Argument, type Command } from "commander";
import type { Frame } from "../frame.ts";

const shells = ["bash", "zsh", "fish"] as const;

/** Adds the command. It is written from the table of commands, so that it knows all of them. */
export function completionCommand(program: Command): (frame: Frame) => void {
  return (frame) => {
    const command = frame
      .command({
        usage: "completion",
        does: "Prints the completion of commands and options for a shell.",
        examples: [
          "muster completion bash > ~/.local/share/bash-completion/completions/muster",
          "muster completion zsh > ~/.zfunc/_muster",
          "muster completion fish > ~/.config/fish/completions/muster.fish",
        ],
      })
      .addArgument(new Argument("<shell>", "the shell").choices([...shells]));
    frame.onRun(command, async (session, _options, [shell = ""]) => {
      const { completionFor, tableOf } = await import("../completion.ts");
      session.result(completionFor(shells.find((one) => one === shell) ?? "bash", tableOf(program)));
      return 0;
    });
  };
}
