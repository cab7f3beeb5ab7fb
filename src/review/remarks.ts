/** What people wrote into a review's file as comments, apart from those that stand there by themselves. */
import { addTo } from "../model/grouped.ts";

export interface Remarks {
  /** Below the head of the file, or of entries that are no more. */
  readonly top: readonly string[];
  /** By section and key as they are written: `people rob@acme.example`. */
  readonly ofEntries: ReadonlyMap<string, readonly string[]>;
}

/** Their texts without the sign. `own`: the lines at the head that every such file has. */
export function remarksIn(text: string, own: ReadonlySet<string>): Remarks {
  const top: string[] = [];
  const ofEntries = new Map<string, string[]>();
  let section = "";
  let entry: string | undefined;
  // What somebody has stands as comments above `has`; people write below it.
  let isAboveHas = false;
  const add = (remark: string): void => {
    if (entry === undefined) top.push(remark);
    else addTo(ofEntries, entry, remark);
  };
  for (const line of text.split("\n")) {
    const whole = /^\s*#(.*)$/.exec(line)?.[1]?.trim();
    if (whole !== undefined) {
      if (!own.has(line) && !isAboveHas && whole !== "") add(whole);
      continue;
    }
    const [, named] = /^ {4}(people|accounts):/.exec(line) ?? [];
    if (named !== undefined) section = named;
    const [, key] = /^ {6}(\S.*?):(?:\s+#.*)?\s*$/.exec(line) ?? [];
    if (key !== undefined) {
      entry = `${section} ${key}`;
      isAboveHas = true;
      continue;
    }
    if (/^ {8}has:/.test(line)) isAboveHas = false;
    if (/^ {0,4}\S/.test(line)) entry = undefined;
    // A "#" in quotes is text.
    const plain = line.replace(/"(?:[^"\\]|\\.)*"|'[^']*'/g, (quoted) => "x".repeat(quoted.length));
    const at = plain.search(/\s#/);
    if (at !== -1) add(line.slice(at).trim().slice(1).trim());
  }
  return { top, ofEntries };
}
