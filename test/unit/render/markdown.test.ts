import { describe, expect, it } from "vitest";
import { planMarkdown } from "../../../src/render/markdown.ts";
import { action, automation, handover, planOf, sample } from "./plans.ts";

describe("planMarkdown", () => {
  it("shows what should worry first", () => {
    expect(planMarkdown([sample]))
      .toBe(`### muster · 1 to invite, 1 to promote, 1 to deactivate, 1 to join a team · 1 high risk · 1 loss

> [!WARNING]
> **1 high-risk change**
> - **promote** \`lee@acme.example\`: editor → admin (\`members.yaml:4\`)

> [!WARNING]
> **1 loss of access**
> - **deactivate** \`rob@acme.example\`: keeps audit history (\`members.yaml:9\`)

| | What else this change does · \`acme\` |
| :-: | --- |
| \`+\` | **invite** \`Kim@contractor.example\`<br>viewer, teams \`finance\`, \`reporting\` (lead) · \`members.yaml:7\` |
| \`+\` | **join team** \`lee@acme.example\` in \`finance\`<br>as lead · \`teams/finance.yaml:9\` |

**Withheld, waiting** (1)

- invite \`zoe@acme.example\`: waiting since 2026-11-01 for \`zoe@acme.example\`

<sub>**\`acme\`** · \`planasonix\` \`org_01jq8acme\` · 412 members, 18 teams · acting as \`muster-bot\` · 6 requests · fingerprint \`7f3a91c2\`</sub>
`);
  });

  it("shows the other kinds", () => {
    expect(planMarkdown([automation]))
      .toBe(`### muster · 1 role to create, 1 share to change, 1 service account to create, 1 key to revoke, 5 to transfer · 1 high risk · 1 loss

> [!WARNING]
> **1 high-risk change**
> - **transfer** connection \`warehouse\`: \`rob@acme.example\` → \`lee@acme.example\`

> [!WARNING]
> **1 loss of access**
> - **revoke** key \`laptop\` of \`rob@acme.example\`

**To do by hand**

- [ ] revoke rob's OAuth grant (connection crm-prod)

| | What else this change does · \`acme\` |
| :-: | --- |
| \`+\` | **create role** \`pipeline-operator\`<br>viewer \\+ \`pipelines:run\` · \`automation.yaml:2\` |
| \`+\` | **create** service account \`ci-dbt-deploy\`<br>\`pipeline-operator\`, owned by team \`finance\`; description \`Deploys dbt models\` · \`automation.yaml:4\` |
| \`~\` | **change share** pipeline \`nightly_sales\` with team \`finance\`<br>view → edit |
| \`>\` | **transfer** pipeline \`nightly_sales\`<br>\`rob@acme.example\` → \`lee@acme.example\` |
| \`>\` | **transfer** 3 schedules<br>\`rob@acme.example\` → \`lee@acme.example\` (\`daily\`, \`hourly\`, \`weekly\`) |

**Withheld, no place to deliver a key to** (1)

- rotate key \`github-actions\` of \`ci-dbt-deploy\`: its callers are not known

**Withheld, no free seat** (1)

- invite \`zoe@acme.example\`: waits for a seat

<sub>**\`acme\`** · \`planasonix\` \`org_01jq8acme\` · 412 members, 18 teams, 6 service accounts · acting as \`muster-bot\` · 6 requests · fingerprint \`7f3a91c2\`</sub>
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

  it("takes no word of the service for plain that reads as a commit", () => {
    const role = action("promote", "lee@acme.example", {
      before: { role: "viewer" },
      after: { role: "deadbeef" },
    });
    expect(planMarkdown([planOf({ actions: [role] })])).toContain("viewer → `deadbeef`");
  });

  it("counts what is left out by actions, also where several are told as one", () => {
    const connections = Array.from({ length: 40 }, (_, index) =>
      handover("connection", `connection_${index}`, { risk: "high" }),
    );
    const grants = Array.from({ length: 40 }, (_, index) =>
      action("promote", `m${index}@acme.example`, { after: { role: "admin" }, risk: "high" }),
    );
    const plan = planOf({ actions: [...connections, ...grants] });
    const whole = planMarkdown([plan]);
    expect(whole).toContain("**80 high-risk changes**");
    expect(whole.indexOf("**promote**")).toBeLessThan(whole.indexOf("**transfer**"));
    const cut = planMarkdown([plan], { limitBytes: 1000 });
    const shown = cut.split("\n").filter((line) => line.startsWith("> - **promote**")).length;
    expect(shown).toBeGreaterThan(0);
    const bundled = cut.includes("40 connections") ? 40 : 0;
    expect(cut).toContain(`> - and ${80 - shown - bundled} more of high risk`);
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
    expect(low).toContain(
      "**What this change does · `acme`**\n\n<details><summary>31 changes</summary>\n\n| |",
    );
    expect(low).toContain("|\n\n</details>\n");
    const high = planMarkdown([
      planOf({ actions: Array.from({ length: 31 }, (_, index) => invite(index, "high")) }),
    ]);
    expect(high).not.toContain("<details>");
  });

  it("names the organization of each line where there are several", () => {
    const text = planMarkdown([sample, { ...automation, organization: "labs" }]);
    expect(text).toContain("> - `acme` **promote** `lee@acme.example`");
    expect(text).toContain("> - `labs` **transfer** connection `warehouse`");
    expect(text).toContain("- [ ] `labs` revoke rob's OAuth grant");
  });

  it("is whole where there is room, and cut where a byte is missing", () => {
    const whole = planMarkdown([sample]);
    expect(planMarkdown([sample], { limitBytes: Buffer.byteLength(whole) })).toBe(whole);
    expect(planMarkdown([sample], { limitBytes: Buffer.byteLength(whole) - 1 })).toContain(
      "left out for length",
    );
  });
});
