/** The colours of a terminal, for renderings that are handed them. */
import picocolors from "picocolors";
import type { Environment } from "../io/env.ts";
import type { Paint } from "../render/paint.ts";
import { plainPaint } from "../render/paint.ts";

/** Colours, or none. */
export function paintFor(colored: boolean, env: Environment): Paint {
  if (!colored) return plainPaint;
  const sixteen = picocolors.createColors(true);
  return hasPalette(env) ? { ...sixteen, green: darkGreen } : sixteen;
}

/** Terminals say so of 256 colours, and the logs of a job at GitHub show them. */
function hasPalette(env: Environment): boolean {
  return (
    /256|truecolor|kitty|ghostty|alacritty/.test(env["TERM"] ?? "") ||
    (env["COLORTERM"] ?? "") !== "" ||
    env["GITHUB_ACTIONS"] === "true"
  );
}

/** The green of sixteen colours is too light for white; this one has a contrast of 4.5 to white and to black. */
const darkGreen = (text: string): string => `\u001b[38;5;28m${text}\u001b[39m`;
