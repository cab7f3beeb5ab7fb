/** An import in place, of files that are valid. */
import { expect } from "vitest";
import { declare, factsIn } from "../../../src/declare/read.ts";
import { editInPlace } from "../../../src/rewrite/live/inPlace/place.ts";
import { treeOf, type Files } from "../../fakes/world.ts";
import { stateOf } from "../../fakes/planasonix.ts";

/** What the files of acme become by what is live. */
export function edited(files: Files, entities: Parameters<typeof stateOf>[0], today: string) {
  const { diagnostics } = declare({ tree: treeOf(files), label: "access", today });
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const own = Object.entries(files).filter(([path]) => path.startsWith("acme/"));
  const done = editInPlace(
    own.map(([path, text]) => ({ path: path.slice("acme/".length), text })),
    {
      facts: factsIn(treeOf(files), { label: "access", key: "acme" }),
      live: stateOf(entities),
      holdings: new Map(),
      find: (_, name) => name,
      today,
    },
  );
  if ("error" in done) throw new Error(done.error);
  return done;
}
