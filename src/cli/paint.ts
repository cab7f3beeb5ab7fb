/** The colours of a terminal, for renderings that are handed them. */
import picocolors from "picocolors";
import type { Paint } from "../render/paint.ts";
import { plainPaint } from "../render/paint.ts";

/** Colours, or none. */
export function paintFor(colored: boolean): Paint {
  return colored ? picocolors.createColors(true) : plainPaint;
}
