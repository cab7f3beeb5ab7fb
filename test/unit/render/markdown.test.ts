import { describe, expect, it } from "vitest";
import { planMarkdown } from "../../../src/render/markdown.ts";
import { action, planOf, sample, withheld } from "./plans.ts";

describe("planMarkdown", () => {
  it("shows what should worry first", () => {
    expect(planMarkdown([sample]))
      .toBe(`### muster · 1 to invite, 1 to promote, 1 to deactivate, 1 to join a team · 2 high risk

> [!WARNING]
> **2 high risk** · \`acme\`
> - **promote** \`lee@acme.example\`: editor → admin (\`members.yaml:4\`)
> - **deactivate** \`rob@acme.example\`: keeps audit history (\`members.yaml:9\`)

**\`acme\`** · \`planasonix\` \`org_01jq8acme\` · 412 members, 18 teams · acting as \`muster-bot\` · fingerprint \`7f3a91c2\` · 6 requests\\
1 to invite, 1 to promote, 1 to deactivate, 1 to join a team, 1 waiting

| | who | what | where |
| --- | --- | --- | --- |
| \\+ invite | \`Kim@contractor.example\` | viewer, teams \`finance\`, \`reporting\` (lead) | \`members.yaml:7\` |
| \\+ join team | \`lee@acme.example\` in \`finance\` | as lead | \`teams/finance.yaml:9\` |

**Withheld, waiting** (1)

- invite \`zoe@acme.example\`: waiting since 2026-11-01 for \`zoe@acme.example\`
`);
  });

  it("says no changes, and what is blocked", () => {
    expect(planMarkdown([planOf()])).toMatch(/^### muster · no changes\n/);
    const blocked = planOf({
      findings: [{ guard: "empty", severity: "block", message: "nobody", numbers: {} }],
    });
    expect(planMarkdown([blocked])).toMatch(/^### muster · no changes · blocked\n\n> \[!CAUTION\]\n/);
  });

  it("folds long tables, never what is of high risk", () => {
    const invite = (index: number, risk: "low" | "high") =>
      action("invite", `m${index}@acme.example`, { after: { role: "viewer" }, risk });
    const low = planMarkdown([
      planOf({ actions: Array.from({ length: 31 }, (_, index) => invite(index, "low")) }),
    ]);
    expect(low).toContain("<details><summary>31 changes</summary>\n\n| |");
    expect(low).toMatch(/\|\n\n<\/details>\n$/);
    const high = planMarkdown([
      planOf({ actions: Array.from({ length: 31 }, (_, index) => invite(index, "high")) }),
    ]);
    expect(high).not.toContain("<details>");
  });

  it("keeps within its bytes, and lets 5,000 removals not crowd out an admin grant or a block", () => {
    const removals = Array.from({ length: 5000 }, (_, index) =>
      action("remove", `é${index}@acme.example`, { before: { role: "editor" }, risk: "high" }),
    );
    const grant = action("promote", "lee@acme.example", {
      before: { role: "editor" },
      after: { role: "admin" },
      risk: "high",
    });
    const plan = planOf({
      actions: [...removals, grant],
      findings: [{ guard: "max_loss", severity: "block", message: "5000 of 5002", numbers: {} }],
      withheld: [withheld("waiting", "invite", "zoe@acme.example")],
    });
    const cut = planMarkdown([plan], { limitBytes: 2000 });
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(2000);
    expect(cut).toContain("5000 of 5002");
    expect(cut).toContain("**promote** `lee@acme.example`");
    const shown = cut.split("\n").filter((line) => line.startsWith("> - **remove**")).length;
    expect(shown).toBeGreaterThan(10);
    expect(cut).toContain(`> - and **${5000 - shown} more of high risk**`);
    expect(cut).toMatch(/\n\*\*\d+ lines left out for length\.\*\* .*\n$/);
  });

  it("fits a comment by default limits of the caller, whole when there is room", () => {
    const whole = planMarkdown([sample]);
    expect(planMarkdown([sample], { limitBytes: Buffer.byteLength(whole) })).toBe(whole);
    expect(planMarkdown([sample], { limitBytes: Buffer.byteLength(whole) - 1 })).toContain(
      "left out for length",
    );
  });
});
