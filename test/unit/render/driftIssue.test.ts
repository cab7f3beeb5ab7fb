import { describe, expect, it } from "vitest";
import { driftIssue, driftMarker } from "../../../src/render/driftIssue.ts";
import { action, planOf, withheld } from "./plans.ts";

const drifted = planOf({
  actions: [
    action("promote", "lee@acme.example", { cause: "drift", after: { role: "admin" }, risk: "high" }),
  ],
  withheld: [withheld("drift", "leave_team", "finance/eve@acme.example", "is there")],
});
const clean = planOf({ actions: [action("invite", "kim@acme.example")] });

describe("driftIssue", () => {
  it("shows drift alone, what is left alone and what is set back", () => {
    const { title, body, isClean } = driftIssue({ plans: [drifted, clean], failures: [] });
    expect(isClean).toBe(false);
    expect(title).toBe("muster: 2 changes outside the files, in 1 organization");
    expect(body.startsWith(`${driftMarker}\n`)).toBe(true);
    expect(body).toContain(
      "**Left alone** · `acme`\n\n- leave team `eve@acme.example` in `finance`: is there\n",
    );
    expect(body).toContain("| | Drift that is set back · `acme` |\n");
    expect(body).toContain("**promote** `lee@acme.example`");
    expect(body).not.toContain("kim@acme.example");
  });

  it("names who made it by the service's log, in which no name can break out", () => {
    const hand = {
      kind: "member",
      key: "lee@acme.example",
      at: "2026-11-20T10:00:00.000Z",
      actor: "@ana | <b>x</b>",
      action: "member.role_changed",
    } as const;
    const plan = { ...drifted, hands: [hand], hands_unread: "GET /audit: 403." };
    const { body } = driftIssue({ plans: [plan], failures: [] });
    expect(body).toContain("**Changed by hand**\n\n- member ");
    expect(body).toMatch(/was last changed by `@ana` .* on 2026-11-20 `10:00` UTC/);
    expect(body).toContain("who changed it by hand could not be looked up: GET `/audit`: 403.");
    expect(body).not.toMatch(/[^`]@ana|[^`]<b>/);
  });

  it("has the same bytes for the same drift, whatever the run", () => {
    const at = (run: number) =>
      driftIssue({
        plans: [
          { ...drifted, requests: run, fingerprint: `${run}`, live: { ...drifted.live, members: run } },
        ],
        failures: [],
        runUrl: `https://github.example/acme/access/actions/runs/${run}`,
      });
    expect(at(1)).toEqual(at(2));
    expect(at(1).body).toContain("[The runs](https://github.example/acme/access/actions)");
  });

  it("is clean without drift, and not where an organization could not be read", () => {
    expect(driftIssue({ plans: [clean], failures: [] })).toMatchObject({
      isClean: true,
      title: "muster: no drift",
    });
    const unread = driftIssue({ plans: [clean], failures: [{ organization: "labs", message: "no answer" }] });
    expect(unread).toMatchObject({ isClean: false, title: "muster: drift is not known" });
    expect(unread.body).toContain("> - `labs`: no answer\n");
    expect([unread.isUnknown, driftIssue({ plans: [clean], failures: [] }).isUnknown]).toEqual([true, false]);
  });

  it("tells what drifted elsewhere, and of which organization that is not known", () => {
    const failures = [{ organization: "labs", message: "no answer" }];
    const { title, body, isClean, isUnknown } = driftIssue({ plans: [drifted], failures });
    expect({ isClean, isUnknown }).toEqual({ isClean: false, isUnknown: false });
    expect(title).toBe("muster: 2 changes outside the files, in 1 organization; of 1 organization not known");
    expect(body).toContain("Of `labs` it is not known: what an earlier run told of it stands in the edits");
    expect(body).toContain("**promote** `lee@acme.example`");
  });

  it("shows the journal's head whole", () => {
    const journalHead = "0123456789abcdef".repeat(4);
    const { body } = driftIssue({ plans: [drifted], failures: [], journalHead });
    expect(body).toContain(`journal ended with \`${journalHead}\``);
  });
});
