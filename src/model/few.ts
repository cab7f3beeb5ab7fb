/** Of many remarks of one kind on one file the first ones, with how many more there are: the rest says nothing new. */
import type { Diagnostic } from "./diagnostic.ts";
import { plural } from "./text.ts";

/** So many of a kind are told one by one. */
const mostOfAKind = 50;

/** Remarks that are gathered in the order of their places. */
interface Few {
  /** Of what is left out, no more is made than is needed to count it. */
  add(remark: Pick<Diagnostic, "severity" | "code" | "count">, file: string, make: () => Diagnostic): void;
  /** What was left out of a kind is one remark, where the first of it stands. */
  all(): Diagnostic[];
}

/** None yet. */
export function few(): Few {
  const told: Diagnostic[] = [];
  const kinds = new Map<string, { toldOf: number; left: number; at: number }>();
  return {
    add({ severity, code, count = 1 }, file, make) {
      const name = `${severity} ${code} ${file}`;
      const kind = kinds.get(name) ?? { toldOf: 0, left: 0, at: 0 };
      kinds.set(name, kind);
      if (kind.toldOf < mostOfAKind) {
        kind.toldOf += 1;
        told.push(make());
        return;
      }
      if (kind.left === 0) kind.at = told.push(make()) - 1;
      kind.left += count;
    },
    all() {
      const all = [...told];
      for (const { left, at } of kinds.values()) {
        const first = all[at];
        if (left > 1 && first !== undefined) all[at] = leftOut(first, left);
      }
      return all;
    },
  };
}

function leftOut(first: Diagnostic, count: number): Diagnostic {
  const { code, severity, source } = first;
  return {
    ...{ code, severity, source, count },
    message: `And ${plural(count, `more ${severity}`)} of this kind from here on in this file.`,
    hint: "Mend those that are listed: often all have one cause. Then run it again, which lists the next ones.",
  };
}
