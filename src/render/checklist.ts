/** What a look at the set-up found, for a terminal and as JSON. */
import { checkAreas, isComplete, type Check, type CheckStatus } from "../model/checklist.ts";
import { terminalText, jsonText } from "./escape.ts";
import type { Paint } from "./paint.ts";
import { given } from "../model/given.ts";

const words: Readonly<Record<CheckStatus, string>> = {
  ok: "ok",
  missing: "missing",
  given_up: "given up",
  unknown: "not seen",
};

const width = 10;

/** One line for each check, by area; what to do stands below, once for checks of one kind; the counts come last. */
export function checklistText(checks: readonly Check[], paint: Paint): string {
  const blocks = checkAreas.flatMap((area) => {
    const found = checks.filter((check) => check.area === area);
    if (found.length === 0) return [];
    return [
      `${paint.bold(area)}\n${found.map((check, index) => entry(check, found[index + 1], paint)).join("")}`,
    ];
  });
  return `${blocks.join("\n")}\n${verdict(checks)}\n`;
}

function entry(check: Check, next: Check | undefined, paint: Paint): string {
  const place = check.place === undefined ? "" : paint.dim(`${terminalText(check.place)}: `);
  const line = `  ${colored(check.status, paint)}${place}${terminalText(check.what)}\n`;
  const repeated = next?.code === check.code && next.todo === check.todo;
  if (check.todo === undefined || repeated) return line;
  return `${line}  ${" ".repeat(width)}${paint.dim("->")} ${terminalText(check.todo)}\n`;
}

function colored(status: CheckStatus, paint: Paint): string {
  const word = words[status].padEnd(width);
  switch (status) {
    case "ok":
      return paint.green(word);
    case "missing":
      return paint.red(word);
    case "given_up":
    case "unknown":
      return paint.magenta(word);
  }
}

function verdict(checks: readonly Check[]): string {
  const count = (status: CheckStatus): number => checks.filter((check) => check.status === status).length;
  const rest = [
    ...(count("given_up") > 0 ? [`${count("given_up")} given up`] : []),
    ...(count("unknown") > 0 ? [`${count("unknown")} could not be looked at`] : []),
  ];
  const counts = [
    `${count("ok")} ok`,
    ...(isComplete(checks) ? [] : [`${count("missing")} missing`]),
    ...rest,
  ];
  return `${isComplete(checks) ? "Nothing is missing" : "Something is missing"}: ${counts.join(", ")}.`;
}

/** `{ schema_version, complete, checks: [{ area, code, status, what, todo?, place? }] }` */
export function checklistJson(checks: readonly Check[]): string {
  const list = checks.map(({ area, code, status, what, todo, place }) => ({
    area,
    code,
    status,
    what,
    ...given({ todo, place }),
  }));
  return jsonText({ schema_version: 1, complete: isComplete(checks), checks: list });
}
