/** Names of people that are slips of each other, and those that are not. */
import { describe, expect, it } from "vitest";
import { nearestPerson } from "../../../src/model/text.ts";

describe("nearestPerson", () => {
  const people = ["dana@acme.example", "dobsonj@acme.example", "mia@acme.example", "rob@acme.example"];
  it.each([
    ["glass@acme.example", undefined],
    ["nobody@acme.example", undefined],
    ["dna@acme.example", "dana@acme.example"],
    ["Mai@acme.example", "mia@acme.example"],
    ["max@acme.example", undefined],
    ["iam@acme.example", undefined],
    ["mia@acme.exmaple", "mia@acme.example"],
    ["dobsnj@acme.example", "dobsonj@acme.example"],
    ["rob", "rob@acme.example"],
    ["Rob", "rob@acme.example"],
    ["ro", undefined],
  ])("leads %s to %s", (name, near) => {
    expect(nearestPerson(name, people)).toBe(near);
  });

  it("leads a name without a domain to nobody where two addresses begin with it", () => {
    expect(nearestPerson("rob", [...people, "rob@other.example"])).toBeUndefined();
  });

  it("can be told how many letters may differ", () => {
    expect(nearestPerson("dobsonjon@acme.example", people, 2)).toBe("dobsonj@acme.example");
    expect(nearestPerson("dobsonjane@acme.example", people, 2)).toBeUndefined();
  });
});
