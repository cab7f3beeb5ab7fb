/** The inputs as the runner hands them over, and what is wrong with those that cannot be taken. */
import { describe, expect, it } from "vitest";
import { inputsOf } from "../../../src/action/inputs.ts";

const given = (more: Readonly<Record<string, string>> = {}) =>
  inputsOf({ INPUT_COMMAND: "plan", "INPUT_GITHUB-TOKEN": "fake-token-0000", ...more });

describe("inputs", () => {
  it("come with defaults that allow nothing", () => {
    expect(given()).toEqual({
      command: "plan",
      access: "access",
      githubToken: "fake-token-0000",
      hosts: "",
      requireReviewed: false,
      allowWriteKeyOnPullRequest: false,
      publicJournal: false,
      snapshot: false,
      deep: false,
      allow: [],
      reason: "",
      organizations: [],
    });
  });

  it("keep their dashes, and lists take commas, blanks and lines", () => {
    expect(
      given({
        INPUT_COMMAND: " apply ",
        "INPUT_REQUIRE-REVIEWED": "TRUE",
        INPUT_ALLOW: "max_loss,\n max_changes",
        INPUT_REASON: "reorganization",
        "INPUT_TIME-BUDGET": "10m",
        INPUT_ORGANIZATIONS: "acme\nacme-labs",
      }),
    ).toMatchObject({
      command: "apply",
      requireReviewed: true,
      allow: ["max_loss", "max_changes"],
      reason: "reorganization",
      timeBudget: 600_000,
      organizations: ["acme", "acme-labs"],
    });
  });

  it.each([
    [{ INPUT_COMMAND: "aply" }, "Did you mean apply?"],
    [{ INPUT_COMMAND: "" }, 'The input "command" is missing.'],
    [{ "INPUT_REQUIRE-REVIEWED": "yes" }, "neither true nor false"],
    [{ "INPUT_ALLOW-WRITE-KEY-ON-PULL-REQUEST": "1" }, "neither true nor false"],
    [{ INPUT_ALLOW: "max_los", INPUT_REASON: "x" }, "Did you mean max_loss?"],
    [{ INPUT_ALLOW: "max_loss" }, 'needs "reason"'],
    [{ "INPUT_TIME-BUDGET": "soon" }, "Give a number with s, m or h"],
    [{ "INPUT_GITHUB-TOKEN": "" }, "github-token"],
  ])("%j is refused", (more, sentence) => {
    const inputs = given(more);
    expect("error" in inputs ? inputs.error : "").toContain(sentence);
  });
});
