/** Single sign-on and guests: who can sign in, and what a guest needs. */
import { describe, expect, it } from "vitest";
import { declared, organization, remarksAfterOrganization } from "./tree.ts";

const policy =
  "  sso: { enforced: true, domains: [ACME.example] }\n  guests: { domains: [contractor.example], max_days: 30 }\n";

function remarks(members: string): string[] {
  return remarksAfterOrganization(`${policy}members:\n  ana@acme.example: admin\n${members}\n`);
}

const good =
  "  kim@contractor.example: { role: viewer, expires: 2026-12-20, approved_by: ana@acme.example, reason: migration }";

describe("guests", () => {
  it("come in with an end, an approval and a reason", () => {
    expect(remarks(good)).toEqual([]);
  });

  it.each([
    ["an end", good.replace("expires: 2026-12-20, ", ""), ["error guest 8:3"]],
    ["an approval", good.replace("approved_by: ana@acme.example, ", ""), ["error guest 8:3"]],
    ["a reason", good.replace(", reason: migration", ""), ["error guest 8:3"]],
    ["somebody else's approval", good.replace("ana@acme", "kim@contractor"), ["error own-approval 8:77"]],
    ["an end that is near", good.replace("2026-12-20", "2026-12-22"), ["error guest-days 8:52"]],
  ])("need %s", (_name, line, expected) => {
    expect(remarks(line)).toEqual(expected);
  });

  it("stay when who approved them leaves", () => {
    const text = good.replace("ana@acme", "rob@acme");
    const rob = "  rob@acme.example: { state: deactivated }";
    expect(remarks(`${rob}\n${text}`)).toEqual(["warning departed 9:77"]);
  });
});

describe("a domain", () => {
  it.each([
    "evilcontractor.example",
    "tractor.example",
    "sub.contractor.example",
    "contractor.example.evil.example",
  ])("is that of guests as a whole, not by a part: %s", (domain) => {
    const line = good.replace("kim@contractor.example", `kim@${domain}`);
    expect(remarks(line)).toContain("error sso-domain 8:3");
    const text = `${organization}  guests: { domains: [contractor.example] }\nmembers:\n  ana@acme.example: admin\n  kim@${domain}: viewer\n`;
    const { diagnostics, organizations } = declared({ "acme/organization.yaml": text });
    expect(diagnostics.filter(({ code }) => code === "guest")).toEqual([]);
    expect(organizations[0]?.desired.member.get(`kim@${domain}`)?.state).toBe("active");
  });
});

describe("single sign-on", () => {
  it("refuses who could never sign in", () => {
    expect(remarks("  lee@other.example: viewer")).toEqual(["error sso-domain 8:3"]);
    expect(remarks("  lee@other.example: { state: deactivated }")).toEqual([]);
  });

  it("refuses a domain of members and guests at once", () => {
    const text = "  sso: { domains: [a.example] }\n  guests: { domains: [A.example] }\n";
    expect(remarksAfterOrganization(text)).toContain("error domain-twice 1:1");
  });

  it("lets invited people in at their first login, guests not", () => {
    const text = `${organization}${policy}members:\n  ana@acme.example: admin\n${good}\n`;
    const [acme] = declared({ "acme/organization.yaml": text }).organizations;
    expect(acme?.desired.member.get("ana@acme.example")?.terms).toEqual({ joins_at_first_login: true });
    expect(acme?.desired.member.get("kim@contractor.example")?.terms).toEqual({
      until: "2026-12-20",
      guest: true,
      approved_by: "ana@acme.example",
    });
    expect(acme?.policy.sso?.domains).toEqual(["acme.example"]);
  });
});
