import { describe, expect, it } from "vitest";
import { planMarkdown } from "../../../src/render/markdown.ts";
import { action, automation, handover, planOf, sample, withheld } from "./plans.ts";

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

  it("shows the other kinds", () => {
    expect(planMarkdown([automation]))
      .toBe(`### muster · 1 role to create, 1 share to change, 1 service account to create, 1 key to revoke, 5 to transfer · 2 high risk

> [!WARNING]
> **2 high risk** · \`acme\`
> - **transfer** connection \`warehouse\`: \`rob@acme.example\` → \`lee@acme.example\`
> - **revoke** key \`laptop\` of \`rob@acme.example\`

**To do by hand** · \`acme\`

- [ ] revoke rob's OAuth grant (connection crm-prod)

**\`acme\`** · \`planasonix\` \`org_01jq8acme\` · 412 members, 18 teams, 6 service accounts · acting as \`muster-bot\` · fingerprint \`7f3a91c2\` · 6 requests\\
1 role to create, 1 share to change, 1 service account to create, 1 key to revoke, 5 to transfer, 1 needs a decision, 1 without a free seat

| | who | what | where |
| --- | --- | --- | --- |
| \\+ create role | \`pipeline-operator\` | viewer \\+ \`pipelines:run\` | \`automation.yaml:2\` |
| \\+ create | service account \`ci-dbt-deploy\` | \`pipeline-operator\`, owned by team \`finance\`; description \`Deploys dbt models\` | \`automation.yaml:4\` |
| \\~ change share | pipeline \`nightly_sales\` with team \`finance\` | view → edit |  |
| \\> transfer | pipeline \`nightly_sales\` | \`rob@acme.example\` → \`lee@acme.example\` |  |
| \\> transfer | 3 schedules | \`rob@acme.example\` → \`lee@acme.example\` (\`daily\`, \`hourly\`, \`weekly\`) |  |

**Withheld, no place to deliver a key to** (1)

- rotate key \`github-actions\` of \`ci-dbt-deploy\`: its callers are not known

**Withheld, no free seat** (1)

- invite \`zoe@acme.example\`: waits for a seat
`);
  });

  it("escapes its own signs, which could open a list", () => {
    const role = action("update_role", "operator", {
      before: { name: "operator", permissions: ["pipelines:run"] },
      after: { name: "operator", permissions: ["pipelines:write"] },
      risk: "high",
    });
    expect(planMarkdown([planOf({ actions: [role] })])).toContain(
      "> - **update role** `operator`: \\+ `pipelines:write`, \\- `pipelines:run`\n",
    );
  });

  it("counts what is left out by actions, also where several are told as one", () => {
    const connections = Array.from({ length: 40 }, (_, index) =>
      handover("connection", `connection_${index}`, { risk: "high" }),
    );
    const grants = Array.from({ length: 40 }, (_, index) =>
      action("promote", `m${index}@acme.example`, { after: { role: "admin" }, risk: "high" }),
    );
    const whole = planMarkdown([planOf({ actions: [...grants, ...connections] })]);
    expect(whole).toContain("**80 high risk**");
    const cut = planMarkdown([planOf({ actions: [...grants, ...connections] })], { limitBytes: 1000 });
    const shown = cut.split("\n").filter((line) => line.startsWith("> - **promote**")).length;
    expect(shown).toBeGreaterThan(0);
    const bundled = cut.includes("40 connections") ? 40 : 0;
    expect(cut).toContain(`> - and **${80 - shown - bundled} more of high risk**`);
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
