/** Files that an edit would make invalid are not edited: what would be wrong with them is told instead. */
import { expect, it } from "vitest";
import { offboardFiles } from "../../../src/rewrite/offboard.ts";
import { renameFiles } from "../../../src/rewrite/rename.ts";
import { reviewEdits } from "../../../src/rewrite/review.ts";
import type { TreeEntry } from "../../../src/model/tree.ts";
import { fileOf, organization, today } from "../declare/tree.ts";

const label = "access";
const inAcme = (text: string): TreeEntry[] => [fileOf("acme/organization.yaml", `${organization}${text}`)];
const refused = (code: string) => ({ ok: false, edited: true, diagnostics: [{ code, severity: "error" }] });

it("whoever leaves is not replaced, in the file of all people, by a login that it does not know", () => {
  const people =
    "people: { ana: { github: ana-gh }, rob: { github: rob-gh }, zoe: { github: zoe-gh, successor: rob } }\n";
  const members = "members: { ana: admin, rob: member, zoe: member, lee-gh: member }\n";
  const tree = [
    fileOf("people.yaml", people),
    fileOf("code/organization.yaml", `organization: { provider: github, id: acme }\n${members}`),
  ];
  const leaves = { tree, label, today, who: "rob" };
  expect(offboardFiles({ ...leaves, successor: "lee-gh" })).toMatchObject(refused("unknown-person"));
  expect(offboardFiles({ ...leaves, successor: "ana" })).toMatchObject({ ok: true });
});

it("nobody gets an address with which they could not sign in", () => {
  const tree = inAcme(
    "  sso: { enforced: true, domains: [acme.example] }\nmembers: { ana@acme.example: admin, lee@acme.example: viewer }\n",
  );
  const renamed = (email: string) =>
    renameFiles({ tree, label, today, asked: { who: "lee@acme.example", email } });
  expect(renamed("lee@other.example")).toMatchObject(refused("sso-domain"));
  expect(renamed("lea@acme.example")).toMatchObject({ ok: true });
});

it("a review lowers nobody whose word lets a guest in", () => {
  const guest = "{ role: viewer, expires: 2026-12-01, approved_by: ben@acme.example, reason: the migration }";
  const tree = inAcme(
    "  guests: { domains: [contractor.example], max_days: 30 }\n" +
      `members:\n  ana@acme.example: admin\n  ben@acme.example: admin\n  kim@contractor.example: ${guest}\n`,
  );
  const lowered = (name: string) => {
    const memberRoles = new Map([[`${name}@acme.example`, "viewer"]]);
    const own = { organization: "acme", members: [], accounts: [], accountRoles: new Map(), memberRoles };
    return reviewEdits({ tree, label, today, verdicts: [own] });
  };
  expect(lowered("ben")).toMatchObject(refused("approver"));
  expect(lowered("ana")).toMatchObject({ ok: true });
});
