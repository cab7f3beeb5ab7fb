import { describe, expect, it } from "vitest";
import { journalText } from "../../../src/render/journal.ts";
import type { JournalLine } from "../../../src/render/journal.ts";
import { plainPaint } from "../../../src/render/paint.ts";
import type { Entry } from "../../../src/journal/entry.ts";
import { resultText } from "../../fakes/result.ts";
import { action, planOf, sample, withheld } from "./plans.ts";

const [invite, promote, join, deactivate] = sample.actions;
const all = [invite, promote, join, deactivate].filter((item) => item !== undefined);

describe("the result of an apply", () => {
  it("names everybody who was not served, and why", () => {
    const said = resultText(
      { ...sample, withheld: [withheld("ambiguous", "update_team", "x"), ...sample.withheld] },
      {
        outcomes: all.map((item, index) =>
          index === 0
            ? { action: item, status: "done" as const, requestId: "req_0" }
            : index === 1
              ? { action: item, status: "failed" as const, message: "403 at PATCH", requestId: "req_1" }
              : { action: item, status: "skipped" as const, message: "needs promote lee@acme.example" },
        ),
      },
    );
    expect(said).toBe(`acme
  done          + invite Kim@contractor.example (viewer, teams finance, reporting (lead))
  failed        ~ promote lee@acme.example (editor -> admin): 403 at PATCH [request req_1]
  skipped       + join team lee@acme.example in finance (as lead): needs promote lee@acme.example
  skipped       - deactivate rob@acme.example (keeps audit history): needs promote lee@acme.example
Applied: 1 invited. 1 failed, 2 skipped. Withheld: 1 needs a decision, 1 waiting.
`);
  });

  it("says why it stopped, and when there was nothing", () => {
    const stopped = resultText(planOf(), {
      outcomes: [{ action: action("invite", "a"), status: "not_started" }],
      stopped: "time_budget",
      message: "The time budget was used up.",
    });
    expect(stopped).toContain(
      "Nothing applied. 1 not started. Stopped: The time budget was used up. Run it again for what is left.",
    );
    expect(resultText(planOf(), { outcomes: [] })).toBe("acme\nNothing to apply.\n");
  });
});

describe("journalText", () => {
  const at = "2026-11-21T10:00:00.000Z";
  const occasion = { at, run: "r1", organization: "acme" };
  const chain = { prev: "", hash: "" };
  const subject = { action: "1", verb: "invite", kind: "member", key: "kim@acme.example" };
  const entries: Entry[] = [
    {
      ...occasion,
      ...chain,
      seq: 1,
      event: "run_started",
      organization_id: "org_1",
      fingerprint: "7f3a91c2ffff",
      commit: "a1b2c3d4e5f60718",
      actor: "ana",
      allowed: ["max_loss"],
      planned: ["1"],
    },
    {
      ...occasion,
      ...chain,
      ...subject,
      seq: 2,
      event: "intent",
      cause: "change",
      before: null,
      after: { role: "viewer" },
    },
    { ...occasion, ...chain, ...subject, seq: 3, event: "outcome", status: "failed", message: "409" },
    {
      ...occasion,
      ...chain,
      seq: 4,
      event: "run_finished",
      counts: { failed: 1 },
      open: [{ ...subject, status: "failed" }],
    },
  ];

  it("tells a run", () => {
    expect(journalText(entries, plainPaint))
      .toBe(`acme · ${at} · by ana · commit a1b2c3d4e5f6 · fingerprint 7f3a91c2 · run r1 · lifted max_loss
  ${at}   failed        invite kim@acme.example (viewer): 409
  ${at}   Finished: 1 failed.
  left open (1)
    failed: invite kim@acme.example

4 entries, 1 run.
`);
  });

  it("says what a killed run left", () => {
    const said = journalText(entries.slice(0, 2), plainPaint);
    expect(said).toContain("no outcome recorded   invite kim@acme.example (viewer)");
    expect(said).toContain("The run did not finish.");
  });

  it("reads entries of other versions, and empty journals", () => {
    const odd: JournalLine = {
      seq: 1,
      at,
      run: "r",
      event: "outcome",
      action: "1",
      verb: "\u001b",
      key: "k",
      status: "odd\n",
    };
    expect(journalText([odd], plainPaint)).toContain("odd\\n         \\u{1b} k");
    expect(journalText([], plainPaint)).toBe("The journal is empty.\n");
  });
});
