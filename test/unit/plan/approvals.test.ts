/** Guests are let in only while somebody who stays as long has approved it, by the rules as they stood before the change. */
import { describe, expect, it } from "vitest";
import { admins, filesOf, member, planOf, planSince } from "./planning.ts";

const policy = "  guests: { domains: [g.example] }";
const guest = (approver: string): string =>
  `  kim@g.example: { role: viewer, expires: 2027-01-31, approved_by: ${approver}, reason: help }`;
const live = { entities: [...admins, member("lee", "editor")] };

function told(members: string, base?: string): string[] {
  const files = filesOf({ policy, members });
  const plan =
    base === undefined ? planOf(files, live) : planSince(filesOf({ policy, members: base }), files, live);
  return [
    ...plan.actions.map(({ verb, key }) => `${verb} ${key}`),
    ...plan.withheld
      .filter(({ code }) => code !== "unmanaged")
      .map(({ code, key, message }) => `${code} ${key}: ${message}`),
  ];
}

describe("a guest", () => {
  it("comes in on the word of an admin", () => {
    expect(told(`  lee@acme.example: editor\n${guest("ana@acme.example")}`)).toEqual([
      "invite kim@g.example",
    ]);
  });

  it("waits while who approved it is gone", () => {
    const gone = "  lee@acme.example: { state: deactivated, successor: ana@acme.example }";
    const [first] = told(`${gone}\n${guest("lee@acme.example")}`).filter((line) => line.includes("kim"));
    expect(first).toBe(
      "depends kim@g.example: lee@acme.example, who approved it, has left: name somebody who stays as `approved_by`",
    );
  });

  it("waits for the next change where the approver comes to manage users with this one", () => {
    const before = "  lee@acme.example: editor";
    const after = `  lee@acme.example: admin\n${guest("lee@acme.example")}`;
    expect(told(after, before)).toEqual([
      "promote lee@acme.example",
      "depends kim@g.example: lee@acme.example, who approved it, could not let anybody in before this change, and what loosens the rules counts from the next change on: merge that first, by itself, and let kim@g.example in afterwards",
    ]);
    expect(told(after, "  lee@acme.example: admin")).toContain("invite kim@g.example");
  });
});

describe("a domain of guests", () => {
  it.each([
    ["evilcontractor.example", false],
    ["sub.contractor.example", false],
    ["contractor.example", true],
  ])("is that domain whole: %s", (domain, isHeld) => {
    const key = `eve@${domain}`;
    const before = filesOf({ policy: "  guests: { domains: [contractor.example] }" });
    // The rules of before count, whatever the change makes of them.
    const plan = planSince(before, filesOf({ members: `  ${key}: editor` }), { entities: admins });
    expect(plan.withheld.map((item) => item.key)).toEqual(isHeld ? [key] : []);
    expect(plan.actions.map((item) => item.key)).toEqual(isHeld ? [] : [key]);
  });
});

describe("a domain of single sign-on", () => {
  it.each([
    ["evilacme.example", true],
    ["sub.acme.example", true],
    ["acme.example.evil.example", true],
    ["acme.example", false],
  ])("lets in who is of that domain whole: %s", (domain, isHeld) => {
    const key = `eve@${domain}`;
    const before = filesOf({ policy: "  sso: { enforced: true, domains: [acme.example] }" });
    const plan = planSince(before, filesOf({ members: `  ${key}: editor` }), { entities: admins });
    expect(plan.withheld.map((item) => item.key)).toEqual(isHeld ? [key] : []);
    expect(plan.actions.map((item) => item.key)).toEqual(isHeld ? [] : [key]);
  });
});
