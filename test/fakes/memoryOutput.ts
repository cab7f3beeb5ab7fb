/** What a program in this process writes, kept; known keys are cut out as they are from a process's own streams. */
import { outputTo, type Output } from "../../src/io/output.ts";

export interface MemoryOutput {
  readonly output: Output;
  /** What went to standard output, to standard error, and to both in its order. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly text: () => string;
}

export function memoryOutput(): MemoryOutput {
  const parts: { readonly stream: "stdout" | "stderr"; readonly text: string }[] = [];
  const of = (wanted: "stdout" | "stderr"): string =>
    parts.map(({ stream, text }) => (stream === wanted ? text : "")).join("");
  return {
    output: outputTo({
      stdout: (text) => void parts.push({ stream: "stdout", text }),
      stderr: (text) => void parts.push({ stream: "stderr", text }),
    }),
    stdout: () => of("stdout"),
    stderr: () => of("stderr"),
    text: () => parts.map(({ text }) => text).join(""),
  };
}
