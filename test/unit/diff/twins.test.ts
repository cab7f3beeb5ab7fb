/** Two live records under one address: an id in the files says which of them is meant. */
import { expect, it } from "vitest";
import { diff, type Diff } from "../../../src/diff/diff.ts";
import type { Member } from "../../../src/model/entity.ts";
import { stateOf } from "../../../src/model/state.ts";
import { organizationsOf } from "../../fakes/world.ts";

const email = "mia@acme.example";
const mia = (id: string, state: Member["state"]): Member => ({
  kind: "member",
  key: email,
  email,
  role: "viewer",
  state,
  id,
});

function found(entry: string, id: string, live: readonly Member[]): Diff {
  const [organization] = organizationsOf({
    "acme/organization.yaml": `organization: { provider: planasonix, id: org_1 }\nmembers: { ${email}: ${entry} }\n`,
    "acme/ids.yaml": `ids: { members: { ${email}: ${id} } }\n`,
  });
  if (organization === undefined) throw new Error("the files declare no organization");
  return diff(organization, stateOf(live));
}

const told = ({ changes, heldBack }: Diff) => [
  changes.map(({ op, before }) => `${op} ${before?.id ?? "new"}`),
  heldBack.map(({ key }) => key),
];

const old = mia("usr_old", "deactivated");

it("the active one is the member, or the one who leaves, and the old record is nobody", () => {
  for (const record of [old, mia("usr_old", "left")]) {
    const live = [record, mia("usr_new", "active")];
    expect(told(found("viewer", "usr_new", live))).toEqual([[], []]);
    expect(told(found("{ state: deactivated }", "usr_new", live))).toEqual([["update usr_new"], []]);
  }
});

it("stays open while another is active, or when nobody has that id", () => {
  for (const id of ["usr_old", "usr_mistyped"])
    expect(told(found("viewer", id, [old, mia("usr_new", "active")]))).toEqual([[], [email]]);
  const both = [mia("usr_a", "active"), mia("usr_b", "active")];
  expect(told(found("{ state: deactivated }", "usr_a", both))).toEqual([[], [email]]);
});
