/** The slug that GitHub makes of a team's name, and files that call the team otherwise. */
import { describe, expect, it } from "vitest";
import { github } from "../../../src/model/vocabularies/github.ts";
import { declared } from "./tree.ts";

const remarkOn = (slug: string, name: string, provider = "github"): string[] =>
  declared({
    "acme/organization.yaml": `organization: { provider: ${provider}, id: ${provider === "github" ? "acme" : "org_1"} }\nteams:\n  ${slug}: { name: ${JSON.stringify(name)} }\n`,
  }).diagnostics.flatMap(({ code, message, hint = "" }) =>
    code === "team-slug" ? [`${message} ${hint}`] : [],
  );

describe("the slug of a team's name", () => {
  it.each([
    ["My TEam Näme", "my-team-name"],
    ["kubernetes/sig-apps", "kubernetes-sig-apps"],
    ["k8s.io-admins", "k8s-io-admins"],
    ["Équipe Œuvre & Straße", "equipe-oeuvre-strasse"],
    [" -- R&D (Łódź) -- ", "r-d-lodz"],
    ["snake_case", "snake_case"],
  ])("%s: %s", (name, slug) => {
    expect(github.slugOf(name)).toBe(slug);
    expect(remarkOn(slug, name)).toEqual([]);
  });

  it.each([
    ["sre-team", "SRE  Team", "spaces in a row"],
    ["sre-2", "SRE", "the number behind a slug that was taken"],
    ["dont", "Don't", "signs, of which nobody knows for certain"],
    ["nihon", "日本", "letters of other scripts"],
    ["team-ops", "Команда Ops", "among others"],
  ])("%s may be that of %s: %s", (slug, name) => {
    expect(remarkOn(slug, name)).toEqual([]);
  });

  it.each([
    ["web", "Web & More", "web-more"],
    ["sreteam", "SRE Team", "sre-team"],
    ["ops", "Näme", "name"],
    ["ops-2", "Web", "web"],
  ])("%s is not that of %s: an error that says which is", (slug, name, made) => {
    const [remark] = remarkOn(slug, name);
    expect(remark).toContain(`The service makes the slug "${made}" of the name`);
    expect(remark).toContain(`Call it ${made} in the files (with "${slug}" under \`previously\``);
  });

  it("is nobody's concern where slugs are a team's own", () => {
    expect(remarkOn("web", "Web & More", "planasonix")).toEqual([]);
  });
});
