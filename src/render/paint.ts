/**
 * Colours, handed in: nothing in this folder writes a colour code itself. Only such as can be read on a light and on a dark
 * background, whatever the terminal makes of them: neither yellow and cyan, which vanish on white, nor blue on black.
 */

/** Each function dresses a finished piece of text; it must not change its visible characters. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly magenta: (text: string) => string;
}

const same = (text: string): string => text;

/** No colours: for files, logs and whoever sets NO_COLOR. */
export const plainPaint: Paint = { bold: same, dim: same, red: same, green: same, magenta: same };
