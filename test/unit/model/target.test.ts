/** Names of delivery targets: exactly what GitHub can mean, and the same text again when written. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { githubTargetOf, targetText } from "../../../src/model/target.ts";

describe("a target at GitHub", () => {
  it.each([
    ["acme/dbt/KEY", { repository: "acme/dbt", name: "KEY" }],
    ["acme/dbt@production/KEY_2", { repository: "acme/dbt", environment: "production", name: "KEY_2" }],
    ["a-b_corp/d.b-t_/_K", { repository: "a-b_corp/d.b-t_", name: "_K" }],
    ["acme/dbt@eu/west 1/KEY", { repository: "acme/dbt", environment: "eu/west 1", name: "KEY" }],
    ["acme/dbt@a@b/KEY", { repository: "acme/dbt", environment: "a@b", name: "KEY" }],
  ])("is %s", (text, parts) => {
    const target = githubTargetOf(text);
    expect(target).toEqual({ kind: "github_secret", ...parts });
    expect(target === undefined ? "" : targetText(target)).toBe(text);
  });

  it.each([
    "",
    "acme/dbt",
    "acme//KEY",
    "/dbt/KEY",
    "acme/dbt/",
    "acme/dbt/x/KEY",
    "acme/dbt/key",
    "acme/dbt/1KEY",
    "acme/dbt/GITHUB_TOKEN",
    "acme/dbt/KEY ",
    " acme/dbt/KEY",
    "acme/dbt/KEY\n",
    "acme/dbt/*",
    "acme/*/KEY",
    "acme/../KEY",
    "acme/./KEY",
    "acme/dbt.git/KEY",
    "-acme/dbt/KEY",
    "acmé/dbt/KEY",
    "acme/dbt@/KEY",
    "acme/dbt@ production/KEY",
    "acme/dbt@production /KEY",
    "acme/dbt@../KEY",
    "acme/dbt@a/../b/KEY",
    "acme/dbt@a,b/KEY",
    "acme/dbt@a\nb/KEY",
    "acme/dbt@a\u200bb/KEY",
    `acme/dbt@${"e".repeat(256)}/KEY`,
    `${"a".repeat(40)}/dbt/KEY`,
    `acme/${"d".repeat(101)}/KEY`,
    "https://github.com/acme/dbt/KEY",
  ])("is not %j", (text) => {
    expect(githubTargetOf(text)).toBeUndefined();
  });

  it("comes back as it was written, or not at all, whatever the text", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^[a.-]{1,3}\/[a.-]{1,3}(@[a./, -]{0,4})?\/[A_1g*]{0,3}$/)),
        (text) => {
          const target = githubTargetOf(text);
          expect(target === undefined ? text : targetText(target)).toBe(text);
        },
      ),
    );
  });
});

it("a file is named by its path", () => {
  expect(targetText({ kind: "file", path: "keys/dbt" })).toBe("file keys/dbt");
});
