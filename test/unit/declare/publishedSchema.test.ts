/** The JSON Schemas that muster prints are valid, take whatever the files may say, and refuse what `validate` refuses of one file by itself. */
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { CORE_SCHEMA, dump, load } from "js-yaml";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { accessSchema } from "../../../src/declare/jsonSchema.ts";
import { providerNames, type ProviderName } from "../../../src/model/vocabularies/all.ts";
import { casesFolder, caseNames } from "../../golden/case.ts";
import { declared } from "./tree.ts";

/** In strict mode a warning of Ajv's is an error. */
function compiled(provider?: ProviderName): ValidateFunction {
  return new Ajv2020({ strict: true, strictTypes: true, allowUnionTypes: true }).compile(
    accessSchema(provider),
  );
}
const any = compiled();
const of = Object.fromEntries(providerNames.map((name) => [name, compiled(name)])) as Record<
  ProviderName,
  ValidateFunction
>;

describe("files that are valid", () => {
  it.each(caseNames)("are taken by the schema of any service and by their own: %s", (name) => {
    const root = join(casesFolder, name, "access");
    const texts = (readdirSync(root, { recursive: true }) as string[])
      .filter((path) => path.endsWith(".yaml"))
      .map((path) => readFileSync(join(root, path), "utf8"));
    const [provider = "planasonix"] = texts.flatMap((text) => /provider: (\w+)/.exec(text)?.[1] ?? []);
    for (const validate of [any, of[provider as ProviderName]])
      for (const text of texts) {
        validate(load(text, { schema: CORE_SCHEMA }));
        expect(validate.errors ?? [], text).toEqual([]);
      }
  });

  it("are those of the documentation", () => {
    const docs = join(import.meta.dirname, "../../../docs");
    let count = 0;
    for (const path of readdirSync(docs, { recursive: true }) as string[]) {
      if (!path.endsWith(".md")) continue;
      for (const [, text = ""] of readFileSync(join(docs, path), "utf8").matchAll(/```yaml\n([^]*?)```/g)) {
        if (!/^(?:# access\/|organization:|members:|teams:|people:)/.test(text) || text.includes("jobs:"))
          continue;
        const validate = /provider: github/.test(text) ? of.github : any;
        validate(load(text, { schema: CORE_SCHEMA }));
        expect(validate.errors ?? [], `${path}\n${text}`).toEqual([]);
        count += 1;
      }
    }
    expect(count).toBeGreaterThan(3);
  });
});

type Way = readonly (string | number)[];
type Document = Readonly<Record<string, unknown>>;

const valid: Document = {
  organization: {
    provider: "github",
    id: "acme",
    account: 9001,
    on_leave: "remove",
    unlisted: { members: "report", teams: "delete", grace: "3d" },
    guards: { min_admins: 2, protected: ["kim"], max_loss: "10%" },
    name: "Acme",
    drift: "report",
  },
  members: {
    ana: "admin",
    kim: { role: "admin" },
    lee: { role: "member", expires: "2027-01-31" },
    mia: { state: "removed" },
    "noa@acme.example": "member",
  },
  teams: {
    web: {
      name: "Web",
      description: "Pages",
      parent: "sre",
      privacy: "visible",
      notifications: true,
      previously: ["www"],
      members: ["lee", { member: "kim", role: "lead", expires: "2027-01-31" }],
      shares: { repositories: { deploy: "push", docs: { level: "docs-editor", expires: "2027-01-31" } } },
    },
    sre: { members_from: "sso:x" },
  },
  roles: {
    security_manager: {
      granted_to: { teams: ["web"], members: ["lee", { member: "kim", expires: "2027-01-31" }] },
    },
  },
};

function waysIn(value: unknown, way: Way = []): Way[] {
  if (typeof value !== "object" || value === null) return [way];
  return [way, ...Object.entries(value).flatMap(([name, inner]) => waysIn(inner, [...way, name]))];
}

/** The same with something else at that place, or nothing. */
function changed(value: unknown, [name, ...rest]: Way, to: unknown): unknown {
  if (name === undefined) return to;
  if (Array.isArray(value))
    return value.flatMap((item: unknown, index) => {
      if (String(index) !== String(name)) return [item];
      return rest.length === 0 && to === undefined ? [] : [changed(item, rest, to)];
    });
  const { [name]: inner, ...others } = value as Record<string, unknown>;
  return rest.length === 0 && to === undefined ? others : { ...others, [name]: changed(inner, rest, to) };
}

/** What takes more than one file, or more than one entry, to be judged; and what YAML says in place of JSON. */
const between = new Set([
  "unknown-member",
  "unknown-team",
  "protected-missing",
  "missing-organization",
  "section-place",
  "team-slug",
  "long-line",
  "parent-cycle",
]);

/** Undefined where both say the same of it. */
function disagreement(what: string, document: unknown): string | undefined {
  const remarks = declared({
    "acme/organization.yaml": dump(document, { lineWidth: 200, forceQuotes: true }),
  }).diagnostics.filter(({ severity, code }) => severity === "error" && !between.has(code));
  const isTaken = of.github(document);
  if (isTaken === (remarks.length === 0)) return undefined;
  return `${what}: ${isTaken ? `taken, though ${remarks[0]?.message ?? ""}` : `refused: ${JSON.stringify(of.github.errors?.[0])}`}`;
}

describe("files of GitHub organizations that are not", () => {
  const others = [
    ...[null, 7, 1.5, true, "", " x ", "yes", "2027-13-01", "2027-02-31", "a b", [], {}, ["a"], { novel: 1 }],
    ...["admin", "Admin", "deactivated", "x".repeat(200), "@lee", "-x"],
  ];
  it.each(
    waysIn(valid)
      .filter((way) => way.length > 0)
      .map((way) => [way.join("."), way] as const),
  )("are refused by both: %s as something else", (name, way) => {
    const found = others.map((to) =>
      disagreement(`${name} = ${JSON.stringify(to)}`, changed(valid, way, to)),
    );
    // Another file may say which organization it is.
    if (name !== "organization") found.push(disagreement(`without ${name}`, changed(valid, way, undefined)));
    expect(found.filter((it) => it !== undefined)).toEqual([]);
  });

  it.each<[string, unknown]>([
    ["service_accounts", { bot: { role: "member", owner: "web" } }],
    ["ownership", {}],
    ["members.lee.shares", {}],
    ["members.lee.state", "deactivated"],
    ["members.lee.at_once", "stolen laptop"],
    ["members.mia.at_once", "stolen laptop"],
    ["members.mia.invite_again", "was away"],
    ["members.lee.invite_again", "was away"],
    ["members.kim.profile", "staff"],
    ["members.kim.until", "2027-01-31"],
    ["members.kim.then", "member"],
    ["teams.web.manager", "kim"],
    ["roles.security_manager.base", "read"],
    ["roles.security_manager.permissions", []],
    ["organization.on_leave", "deactivate"],
    ["organization.scim", {}],
    ["organization.waivers", []],
    ["novel", {}],
  ])("fields that GitHub has not, or that cannot stand together: %s", (name, to) => {
    expect(disagreement(name, changed(valid, name.split("."), to))).toBeUndefined();
  });
});
