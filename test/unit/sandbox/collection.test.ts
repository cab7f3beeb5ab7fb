import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Collection } from "../../../src/sandbox/planasonix/collection.ts";

interface Item {
  readonly id: string;
  readonly group: string;
}

const step = fc.record({
  id: fc.constantFrom("a", "b", "c", "d", "e"),
  group: fc.constantFrom("x", "y", "z", null),
});

describe("a collection", () => {
  it("finds, counts and pages what a plain list would, after any sets and deletes", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.integer({ min: 1, max: 4 }), (steps, limit) => {
        const collection = new Collection<Item, "group">(
          (item) => item.id,
          (item) => ({ group: item.group }),
        );
        const plain = new Map<string, Item>();
        for (const { id, group } of steps) {
          if (group === null) {
            collection.delete(id);
            plain.delete(id);
          } else {
            collection.set({ id, group });
            plain.set(id, { id, group });
          }
        }
        const expected = [...plain.values()];
        expect(collection.values()).toEqual(expected);
        expect(collection.size).toBe(expected.length);
        for (const group of ["x", "y", "z"]) {
          const found = expected.filter((item) => item.group === group);
          expect(new Set(collection.find("group", group))).toEqual(new Set(found));
          expect(collection.count("group", group)).toBe(found.length);
        }
        const paged: Item[] = [];
        let after: number | null = 0;
        while (after !== null) {
          const page: ReturnType<typeof collection.page> = collection.page(after, limit);
          expect(page.records.length).toBeLessThanOrEqual(limit);
          paged.push(...page.records);
          after = page.next;
        }
        expect(paged).toEqual(expected);
      }),
    );
  });
});
