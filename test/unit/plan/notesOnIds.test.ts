/** The note that proposes ids: where something comes and something goes that could be one, and the files say none. */
import { afterEach, describe, expect, it } from "vitest";
import { createWorld, type Files, type World } from "../../fakes/world.ts";

const mia = (address: string, ids = ""): string => `  ${address}: { role: viewer${ids} }\n`;
const files = (members: string, rest = ""): Files => ({
  "acme/organization.yaml": `organization: { provider: planasonix, id: org_01acme, unlisted: { members: deactivate, teams: delete } }\nmembers:\n  ana@acme.example: admin\n  ben@acme.example: admin\n${members}${rest}`,
});
const live = files(mia("mia@acme.example"), "teams:\n  ops: { name: Ops }\n");
const note = "the files say no ids, by which a renamed person or thing is known again: `muster import --ids --org acme` adds them, and nothing else"; // prettier-ignore

let world: World;
afterEach(() => world.close());

describe("a note that proposes ids", () => {
  it.each([
    ["somebody comes and somebody in no file goes", files(mia("zoe@acme.example"), "teams:\n  ops: { name: Ops }\n"), [note]],
    ["a team comes that looks like one in no file", files(mia("mia@acme.example"), "teams:\n  operations: { name: Ops }\n"), [note]],
    ["the files have an id", files(mia("zoe@acme.example", ", ids: { acme: usr_zoe }"), "teams:\n  ops: { name: Ops }\n"), []],
    ["somebody only comes", files(mia("mia@acme.example") + mia("zoe@acme.example"), "teams:\n  ops: { name: Ops }\n"), []],
    ["somebody only goes", files("", "teams:\n  ops: { name: Ops }\n"), []],
    ["somebody comes and somebody whom the files end goes", files("  mia@acme.example: { state: deactivated }\n" + mia("zoe@acme.example"), "teams:\n  ops: { name: Ops }\n"), []],
  ])("where %s", async (_, after, expected) => {
    world = await createWorld({ live, files: after });
    const { notes } = await world.plan();
    expect(notes.filter((one) => one.includes("--ids"))).toEqual(expected);
  }); // prettier-ignore
});
