import { describe, expect, it } from "vitest";
import { plainPaint } from "../../../src/render/paint.ts";
import { planText } from "../../../src/render/text.ts";
import { action, automation, planOf, sample, withheld } from "./plans.ts";

const text = (...plans: Parameters<typeof planText>[0]): string => planText(plans, { paint: plainPaint });

describe("planText", () => {
  it("reads like the design's sample", () => {
    expect(text(sample)).toBe(`acme · planasonix org_01jq8acme · 412 members, 18 teams · acting as muster-bot

  + invite       Kim@contractor.example        viewer, teams finance, reporting (lead)   members.yaml:7
! ~ promote      lee@acme.example              editor -> admin                           members.yaml:4
  + join team    lee@acme.example in finance   as lead                                   teams/finance.yaml:9
! - deactivate   rob@acme.example              keeps audit history                       members.yaml:9

  waiting (1)
    invite   zoe@acme.example   waiting since 2026-11-01 for zoe@acme.example

Plan: 1 to invite, 1 to promote, 1 to deactivate, 1 to join a team. 2 high risk. 1 waiting. Fingerprint 7f3a91c2.
`);
  });

  it("reads like the design's sample for the other kinds", () => {
    expect(text(automation))
      .toBe(`acme · planasonix org_01jq8acme · 412 members, 18 teams, 6 service accounts · acting as muster-bot

  + create role    pipeline-operator                          viewer + pipelines:run                 automation.yaml:2
  + create         service account ci-dbt-deploy              pipeline-operator, owned by team finance; description "Deploys dbt models"   automation.yaml:4
  ~ change share   pipeline nightly_sales with team finance   view -> edit
  > transfer       pipeline nightly_sales                     rob@acme.example -> lee@acme.example
! > transfer       connection warehouse                       rob@acme.example -> lee@acme.example
  > transfer       3 schedules                                rob@acme.example -> lee@acme.example (daily, hourly, weekly)
! - revoke         key laptop of rob@acme.example

  no place to deliver a key to (1)
    rotate   key github-actions of ci-dbt-deploy   its callers are not known

  no free seat (1)
    invite   zoe@acme.example   waits for a seat

  to do by hand
  [ ] revoke rob's OAuth grant (connection crm-prod)

Plan: 1 role to create, 1 share to change, 1 service account to create, 1 key to revoke, 5 to transfer. 2 high risk. 1 needs a decision, 1 without a free seat. 1 to do by hand. Fingerprint 7f3a91c2.
`);
  });

  it("names the reason of a waiver, and nothing that it could do to the line", () => {
    const message = "6 of 20. Waived until 2026-12-01: \u001b[2Jcontract ended (ACC-112)";
    const plan = planOf({ findings: [{ guard: "max_loss", severity: "warn", message, numbers: {} }] });
    expect(text(plan).split("\n")[2]).toBe(
      "  LIFTED max_loss: 6 of 20. Waived until 2026-12-01: \\u{1b}[2Jcontract ended (ACC-112)",
    );
  });

  it("says no changes", () => {
    expect(text(planOf()).split("\n").at(-2)).toBe("No changes.");
    const unmanaged = planOf({ withheld: [withheld("unmanaged", "delete_team", "ops")] });
    expect(text(unmanaged)).toContain("\n    team ops\n\nNo changes. 1 in no file.\n");
    const undecided = planOf({ withheld: [withheld("ambiguous", "update_team", "ops")] });
    expect(text(undecided)).toContain("No changes to make now. 1 needs a decision.\n");
  });

  it("puts what is blocked at the top and at the end", () => {
    const lines = text({
      ...sample,
      findings: [
        { guard: "max_loss", severity: "block", message: "6 of 20. Run with --allow max_loss", numbers: {} },
      ],
    }).split("\n");
    expect(lines[2]).toBe("  BLOCKED by max_loss: 6 of 20. Run with --allow max_loss");
    expect(lines.at(-2)).toMatch(/Fingerprint 7f3a91c2\. Blocked: nothing would be written\.$/);
  });

  it("counts what it does not name", () => {
    const many = Array.from({ length: 100 }, (_, index) =>
      withheld("unmanaged", "remove", `m${index}@acme.example`),
    );
    expect(text(planOf({ withheld: many }))).toContain("\n  live, but in no file (100)\n");
    expect(text(planOf({ withheld: many }))).toContain("\n    and 90 more\n");
  });

  it("lists what must be done by hand", () => {
    const follow_ups = [{ code: "x", key: "k", message: "tell the bank", risk: "high" as const }];
    expect(text(planOf({ follow_ups }))).toContain("\n  to do by hand\n! [ ] tell the bank\n");
  });

  it("does not push everything to the right for one wide subject", () => {
    const long = `${"x".repeat(80)}@acme.example`;
    const actions = [long, "a@acme.example"].map((key) =>
      action("remove", key, { before: { email: key, role: "editor", state: "active" } }),
    );
    expect(text(planOf({ actions }))).toContain(
      `- remove   ${long}   was editor\n  - remove   a@acme.example   was editor`,
    );
  });

  it("aligns by characters, not by code units", () => {
    const actions = ["𝐚𝐚", "bbb"].map((slug) => action("delete_team", slug, { before: { slug, name: "N" } }));
    expect(text(planOf({ actions }))).toContain("- delete team   𝐚𝐚    N\n  - delete team   bbb   N\n");
  });

  it("sums several organizations up", () => {
    const blocked = planOf({
      organization: "labs",
      findings: [{ guard: "empty", severity: "block", message: "none", numbers: {} }],
    });
    expect(text(sample, blocked).split("\n").at(-2)).toBe(
      "In all: 1 to invite, 1 to promote, 1 to deactivate, 1 to join a team, in 1 of 2 organizations. Blocked: labs.",
    );
  });

  it("leaves colours to the paint", () => {
    const mark = (name: string) => (part: string) => `<${name}>${part}</${name}>`;
    const paint = {
      bold: mark("b"),
      dim: mark("d"),
      red: mark("r"),
      green: mark("g"),
      magenta: mark("m"),
    };
    const painted = planText([sample], { paint });
    expect(painted).toContain("<r>- deactivate</r>");
    expect(painted.replace(/<\/?[bdrgm]>/g, "")).toBe(text(sample));
  });
});
