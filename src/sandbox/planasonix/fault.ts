/** Faults that this sandbox can be told to make, in the grammar of `kit/fault.ts`. */
import { routes, type RouteName } from "../../providers/planasonix/contract.ts";
import type { FaultKindWord, FaultOf, FaultRoute } from "../kit/fault.ts";
import type { FaultQueueOf } from "../kit/faultQueue.ts";
import { breaks, faultsOf } from "../kit/faults.ts";
import { isCreating } from "./late.ts";

const kinds = {
  "429": { argument: "optional", does: "too many requests; 429:SECONDS sets Retry-After (1)" },
  ...breaks,
  latency: { argument: "number", does: "latency:MS answers so much later", bends: true },
  truncated: {
    argument: "none",
    does: "half of a list page is missing and no cursor follows; meta.total stays true",
    only: "lists",
  },
  empty: { argument: "none", does: "a list answers 200 with nothing in it", only: "lists" },
  cut: { argument: "none", does: "half of the JSON body" },
  html: { argument: "none", does: "200 with a web page" },
  "wrong-type": { argument: "none", does: "JSON that says it is text/plain" },
  redirect: { argument: "url", does: "redirect:URL answers 302 to there" },
  "401": { argument: "none", does: "the key is refused" },
  "403": { argument: "none", does: "the scope is refused" },
  "404": { argument: "none", does: "not found" },
  "409": { argument: "none", does: "conflict" },
  "422": { argument: "none", does: "refused as invalid" },
  late: {
    argument: "number",
    does: "late:N hides what was just created from the next N reads of it",
    only: "creations",
    bends: true,
  },
  "late-ms": {
    argument: "number",
    does: "late-ms:MS hides what was just created for so many milliseconds",
    only: "creations",
    bends: true,
  },
  clock: { argument: "signed", does: "clock:SECONDS puts Date and reset times off by so much", bends: true },
} as const satisfies Readonly<Record<string, FaultKindWord>>;

/** The name of a fault, as a spec writes it. */
export type FaultKind = keyof typeof kinds;
export type Fault = FaultOf<FaultKind, RouteName>;
export type FaultQueue = FaultQueueOf<FaultKind, RouteName>;

export const {
  help: faultHelp,
  parseFaults,
  parseFault,
  createFaultQueue,
} = faultsOf<FaultKind, RouteName>({
  kinds,
  routes: Object.fromEntries(
    (Object.keys(routes) as RouteName[]).map((name): [RouteName, FaultRoute] => [
      name,
      { isList: routes[name].answers === "list", creates: isCreating(name) },
    ]),
  ) as Record<RouteName, FaultRoute>,
  examples: "502@invite   429:2@write:3x2   drop-after@write,truncated@members   latency:200@anyx*",
});
