/** Whose domain is a guest's, or signs in by itself: the very domain, and none that only ends like it. */
import { describe, expect, it } from "vitest";
import { organizationsOf } from "../../fakes/world.ts";

const files = (address: string) => ({
  "acme/organization.yaml": `organization:
  provider: planasonix
  id: org_01acme
  sso: { enforced: false, domains: [acme.example] }
  guests: { domains: [contractor.example] }
members:
  ana@acme.example: admin
  ${address}: { role: viewer, expires: 2027-01-31, approved_by: ana@acme.example, reason: migration }
`,
});

describe("a member of a guests' domain", () => {
  it.each([
    ["kim@contractor.example", true],
    ["kim@evilcontractor.example", undefined],
    ["kim@sub.contractor.example", undefined],
    ["kim@contractor.example.acme.example", undefined],
  ])("%s is told as a guest: %s", (address, expected) => {
    const [organization] = organizationsOf(files(address));
    expect(organization?.desired.member.get(address)?.terms?.guest).toBe(expected);
  });
});

describe("a member of a domain that signs in by itself", () => {
  const enforced = (address: string) => ({
    "acme/organization.yaml": `organization:
  provider: planasonix
  id: org_01acme
  sso: { enforced: true, domains: [acme.example] }
members:
  ana@acme.example: admin
  ${address}: viewer
`,
  });
  const asGuest = (address: string) => ({
    "acme/organization.yaml": files(address)
      ["acme/organization.yaml"].replace("enforced: false", "enforced: true")
      .replace("[contractor.example]", "[evilacme.example, sub.acme.example]"),
  });
  it("joins at the first login, of the very domain", () => {
    const [organization] = organizationsOf(enforced("kim@acme.example"));
    expect(organization?.desired.member.get("kim@acme.example")?.terms?.joins_at_first_login).toBe(true);
    expect(() => organizationsOf(enforced("kim@evilacme.example"))).toThrow("could never sign in");
  });

  it.each(["kim@evilacme.example", "kim@sub.acme.example"])(
    "does not, as a guest whose domain only ends like it: %s",
    (address) => {
      const [organization] = organizationsOf(asGuest(address));
      const terms = organization?.desired.member.get(address)?.terms;
      expect([terms?.guest, terms?.joins_at_first_login]).toEqual([true, undefined]);
    },
  );
});
