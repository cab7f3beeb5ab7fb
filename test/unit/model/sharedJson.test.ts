/** What is written once is read back everywhere. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { fromSharedJson, sharedJson } from "../../../src/model/sharedJson.ts";

function again(value: object): unknown {
  const text = sharedJson(value);
  return text === undefined ? undefined : fromSharedJson(text);
}

it("reads what it wrote, whatever of it is one and the same object", () => {
  const { tree } = fc.letrec((tie) => ({
    leaf: fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
    tree: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      tie("leaf"),
      fc.array(tie("tree")),
      fc.dictionary(
        fc.string().filter((key) => key !== ""),
        tie("tree"),
      ),
      tie("tree").map((part) => [part, { part, again: part }]),
    ),
  }));
  fc.assert(
    fc.property(tree, (value) => {
      const list = [value, value];
      expect(again(list)).toEqual(JSON.parse(JSON.stringify(list)));
    }),
  );
});

it("writes an object that stands in several places once, and reads it as one", () => {
  const commit = { id: "c1", subject: "Give Ben the role of an editor" };
  const value = { first: { since: commit }, others: [{ since: commit }, { since: commit }] };
  expect(sharedJson(value)?.split(commit.subject)).toHaveLength(2);
  const read = again(value) as typeof value;
  expect(read).toEqual(value);
  expect(read.others[1]?.since).toBe(read.first.since);
});

it("keeps names that mean something to JavaScript", () => {
  const value = JSON.parse('{"__proto__": {"constructor": 1}, "length": [{"__proto__": null}]}') as object;
  expect(JSON.stringify(again(value))).toBe(JSON.stringify(value));
});

it("writes nothing where its mark is a key of the value", () => {
  expect(sharedJson({ fields: { "": 0 } })).toBeUndefined();
});
