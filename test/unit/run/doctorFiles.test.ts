/** Code owners by GitHub's rules, parts of a matrix, and what the doctor says of settings at GitHub. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Asked } from "../../../src/forge/github/github.ts";
import type { DeploymentBranches, GitHubSettings } from "../../../src/forge/github/settings.ts";
import { fits, unowned } from "../../../src/setup/doctor/codeOwners.ts";
import { settingsChecks } from "../../../src/setup/doctor/settingsChecks.ts";
import { codeOwnersText } from "../../../src/setup/init/codeOwners.ts";
import { shardsOf } from "../../../src/run/orgs.ts";

describe("a line of CODEOWNERS", () => {
  it.each([
    ["*", "access/acme/members.yaml", true],
    ["/access/", "access/acme/members.yaml", true],
    ["/access", "access/acme/members.yaml", true],
    ["access/", "deep/access/acme/members.yaml", true],
    ["/access/", "deep/access/acme/members.yaml", false],
    ["/access/*", "access/acme/members.yaml", false],
    ["/access/*", "access/people.yaml", true],
    ["/access/**", "access/acme/teams/a.yaml", true],
    ["/access/*/teams/", "access/acme/teams/a.yaml", true],
    ["/access/*/teams/", "access/acme/members.yaml", false],
    ["**/teams", "access/acme/teams/a.yaml", true],
    ["/access/**/organization.yaml", "access/acme/organization.yaml", true],
    ["*.yaml", "access/acme/members.yaml", true],
    ["*.yml", "access/acme/members.yaml", false],
    ["/access/acme/member?.yaml", "access/acme/members.yaml", true],
    ["members.yaml/", "access/acme/members.yaml", false],
    ["/ACCESS/", "access/acme/members.yaml", false],
  ])("%s and %s: %s", (pattern, path, expected) => expect(fits(pattern, path)).toBe(expected));

  it("is decided in bounded time, whatever it is", () => {
    const stars = `/${"*a".repeat(60)}b`;
    expect(fits(stars, "a".repeat(4000))).toBe(false);
    fc.assert(
      fc.property(fc.stringMatching(/^[*?a/]{1,20}$/), fc.stringMatching(/^[a/]{1,20}$/), (pattern, path) => {
        expect(typeof fits(pattern, path)).toBe("boolean");
      }),
    );
  });

  it("counts when it is the last that fits, with an owner or without", () => {
    const text = "* @acme/all # everybody\n/access/ @acme/platform\n/access/acme/members.yaml\n# /x @y\n";
    expect(unowned(text, ["access/acme/organization.yaml", "access/acme/members.yaml", "README.md"])).toEqual(
      ["access/acme/members.yaml"],
    );
    expect(unowned("/access/ # @acme/platform\n", ["access/a/b.yaml"])).toEqual(["access/a/b.yaml"]);
  });

  it("is written by init for all that holds policy", () => {
    const text = codeOwnersText({ access: "access", owners: ["@acme/platform"], folders: ["tools/muster"] });
    const paths = [
      "access/a/organization.yaml",
      ".github/workflows/muster.yml",
      ".gitattributes",
      "tools/muster/dist/action.js",
    ];
    expect(unowned(text, [...paths, "README.md"])).toEqual(["README.md"]);
  });
});

describe("parts of a matrix", () => {
  it("hold each organization once, in order, in at most as many parts as may be", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 1, max: 256 }), (count, most) => {
        const keys = Array.from({ length: count }, (_, index) => `org-${index}`);
        const parts = shardsOf(keys, most);
        expect(parts.length).toBe(Math.min(count, most));
        expect(parts.flatMap((part) => part.organizations.split(","))).toEqual(keys);
        const sizes = parts.map((part) => part.organizations.split(",").length);
        if (count > 0) expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        expect(new Set(parts.map(({ name }) => name)).size).toBe(parts.length);
      }),
    );
    expect(shardsOf(Array.from({ length: 1000 }, (_, index) => `o${index}`))).toHaveLength(256);
  });

  it("are named after their organization while they have one", () => {
    expect(shardsOf(["acme", "labs"])).toEqual([
      { name: "acme", organizations: "acme" },
      { name: "labs", organizations: "labs" },
    ]);
  });
});

const failure = {
  ok: false,
  status: 403,
  message: "GET /x: GitHub answered 403.",
  effectUnknown: false,
} as const;
const good = <T>(value: T): Promise<Asked<T>> => Promise.resolve({ ok: true, value });
const onlyMain: DeploymentBranches = { kind: "named", patterns: [{ name: "main", type: "branch" }] };
const inOrder: GitHubSettings = {
  defaultBranch: () => good("main"),
  environment: () => good(onlyMain),
  secretNames: (place) =>
    good(typeof place === "string" ? ["NPM_TOKEN"] : ["MUSTER_TOKEN_ACME", "MUSTER_REVIEW_KEY"]),
  variableNames: () => good(["MUSTER_PAUSED"]),
  branchRules: () => good({ checks: ["build", "muster"], codeOwners: true }),
  branchKept: () => good({ deletion: true, rewriting: true }),
};
const examined = async (
  change: Partial<GitHubSettings>,
  simple = false,
  records = true,
): Promise<string[]> => {
  const checks = await settingsChecks({
    settings: { ...inOrder, ...change },
    organizations: ["acme"],
    simple,
    records,
  });
  return checks.filter(({ status }) => status !== "ok").map(({ code, status }) => `${code} ${status}`);
};

describe("settings at GitHub", () => {
  it("are in order", async () => expect(await examined({})).toEqual([]));

  it("ask after the journal's branch only where a job keeps it", async () => {
    const open = { branchKept: () => good({ deletion: false, rewriting: false }) };
    expect(await examined(open, false, false)).toEqual([]);
    expect(await examined(open)).toEqual(["journal-branch missing"]);
  });

  it.each<[string, Partial<GitHubSettings>, string[]]>([
    [
      "a journal's branch that can be rewritten",
      { branchKept: () => good({ deletion: true, rewriting: false }) },
      ["journal-branch missing"],
    ],
    ["rules that cannot be seen", { branchKept: () => Promise.resolve(failure) }, ["journal-branch unknown"]],
    ["no environments", { environment: () => good(null) }, ["environment missing", "environment missing"]],
    [
      "environments for any branch",
      { environment: () => good({ kind: "any" }) },
      ["environment-branches missing", "environment-branches missing"],
    ],
    [
      "environments for protected branches",
      { environment: () => good({ kind: "protected" }) },
      ["environment-branches missing", "environment-branches missing"],
    ],
    [
      "one environment for another branch too",
      {
        environment: (name) =>
          good(
            name === "muster-plan"
              ? {
                  kind: "named",
                  patterns: [
                    { name: "main", type: "branch" },
                    { name: "release/*", type: "branch" },
                  ],
                }
              : onlyMain,
          ),
      },
      ["environment-branches missing"],
    ],
    [
      "a tag of the same name",
      { environment: () => good({ kind: "named", patterns: [{ name: "main", type: "tag" }] }) },
      ["environment-branches missing", "environment-branches missing"],
    ],
    [
      "no review key in one environment",
      {
        secretNames: (place) =>
          good(
            typeof place === "string"
              ? []
              : ["MUSTER_TOKEN_ACME", ...(place.environment === "muster-plan" ? [] : ["MUSTER_REVIEW_KEY"])],
          ),
      },
      ["environment-secrets missing"],
    ],
    [
      "a key that every branch can read",
      {
        secretNames: (place) =>
          good(["MUSTER_TOKEN_ACME", ...(typeof place === "string" ? [] : ["MUSTER_REVIEW_KEY"])]),
      },
      ["repository-secrets missing", "organization-secrets missing"],
    ],
    [
      "a key that everybody can see",
      { variableNames: (place) => good(place === "repository" ? ["MUSTER_TOKEN"] : []) },
      ["variables missing"],
    ],
    [
      "no required check",
      { branchRules: () => good({ checks: ["build"], codeOwners: true }) },
      ["required-check missing"],
    ],
    [
      "no code owners",
      { branchRules: () => good({ checks: ["muster"], codeOwners: false }) },
      ["required-owners missing"],
    ],
    [
      "code owners that cannot be seen",
      { branchRules: () => good({ checks: ["muster"], codeOwners: null }) },
      ["required-owners unknown"],
    ],
    ["a token that may see nothing", { defaultBranch: () => Promise.resolve(failure) }, ["github unknown"]],
    [
      "a token that may see little",
      { environment: () => Promise.resolve(failure), secretNames: () => Promise.resolve(failure) },
      [
        "environment unknown",
        "environment unknown",
        "repository-secrets unknown",
        "organization-secrets unknown",
      ],
    ],
  ])("%s", async (_, change, expected) => expect(await examined(change)).toEqual(expected));

  it("take one MUSTER_TOKEN for the only organization", async () => {
    const secretNames: GitHubSettings["secretNames"] = (place) =>
      good(typeof place === "string" ? [] : ["MUSTER_TOKEN", "MUSTER_REVIEW_KEY"]);
    expect(await examined({ secretNames })).toEqual([]);
  });

  it("of the simple variant: the key of the repository is a choice, a review key there is not", async () => {
    const secretNames: GitHubSettings["secretNames"] = (place) =>
      good(place === "repository" ? ["MUSTER_TOKEN_ACME", "MUSTER_REVIEW_KEY"] : ["MUSTER_TOKEN_ACME"]);
    expect(await examined({ secretNames }, true)).toEqual([
      "repository-secrets given_up",
      "repository-secrets missing",
      "organization-secrets missing",
    ]);
  });
});
