/** What a source says and no access file can hold is left out by name, so that the files that are written are valid. */
import { expect, it } from "vitest";
import { github } from "../../../src/model/vocabularies/github.ts";
import type { AdoptedTeam } from "../../../src/rewrite/from/adopted.ts";
import { settled } from "../../../src/rewrite/from/settled.ts";

const team = (slug: string, more: Partial<AdoptedTeam> = {}): AdoptedTeam => ({
  slug,
  name: slug,
  previously: [],
  ...more,
});
const left = (...teams: readonly AdoptedTeam[]) => {
  const { adopted, leftOut } = settled({ id: "acme", members: [], teams }, github);
  return { teams: adopted.teams, left: leftOut.map(({ what, why }) => `${what}: ${why}`) };
};

it("a slug that no file can hold: the team, and the parent of those below it", () => {
  const { teams, left: told } = left(
    team("_drafts", { name: "Drafts" }),
    team("ideas", { parent: "_drafts" }),
  );
  expect(teams).toEqual([{ slug: "ideas", name: "ideas", previously: [] }]);
  expect(told).toEqual([
    expect.stringMatching(/^the team "Drafts": its slug cannot stand in the files: it must be letters/),
    'the parent of the team ideas: the team "_drafts" stands in no file',
  ]);
});

it.each<[string, Partial<AdoptedTeam>, string]>([
  ["a name with blanks at its ends", { name: "sre " }, "the name of the team sre: it must be one line"],
  ["a name of two lines", { name: "sre\nteam" }, "the name of the team sre: it must be one line"],
  ["a name that mixes scripts", { name: "ѕre" }, "the name of the team sre: it mixes scripts"],
  [
    "a name that turns its direction",
    { name: "s\u202ere" },
    "the name of the team sre: it holds the character U+202E",
  ],
  [
    "a description with a bell",
    { description: "ding\u0007" },
    "the description of the team sre: it holds the character U+0007",
  ],
  [
    "a description without end",
    { description: "x".repeat(5000) },
    "the description of the team sre: it must have at most",
  ],
])("%s", (_, more, words) => {
  const { teams, left: told } = left(team("sre", more));
  expect(teams.map(({ slug }) => slug)).toEqual(["sre"]);
  expect(told).toHaveLength(1);
  expect(told[0]).toContain(words);
});

it("what files can hold stays as it is", () => {
  const said = team("web-more", { name: "Web & More 🚀", description: "Two\nlines", parent: "sre" });
  expect(left(team("sre"), said)).toEqual({ teams: [team("sre"), said], left: [] });
});
