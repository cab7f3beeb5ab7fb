/** Who changed by hand what differs from the files, said by sentences. They hold foreign text. */
import type { Plan } from "../model/plan.ts";

/** One for each thing of which the service's log tells it, and why it does not tell the rest. */
export function handSentences({ hands = [], hands_unread: unread }: Plan): string[] {
  return [
    ...hands.map(
      ({ kind, key, actor, at, action }) =>
        `${kind.replaceAll("_", " ")} ${key} was last changed by ${actor} on ` +
        `${at.slice(0, 16).replace("T", " ")} UTC (${action}), by the service's log.`,
    ),
    ...(unread === undefined ? [] : [`who changed it by hand could not be looked up: ${unread}`]),
  ];
}
