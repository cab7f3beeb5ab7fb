/** What was renamed at the service is held back together with what is declared, and what merely resembles it is not. */
import { describe, expect, it } from "vitest";
import { diff } from "../../../src/diff/diff.ts";
import type { Entity } from "../../../src/model/entity.ts";
import { membershipKey } from "../../../src/kinds/membership/kind.ts";
import { organizationsOf } from "../../fakes/world.ts";
import { stateOf } from "../../fakes/planasonix.ts";

const members = ["ana", "kim", "lee", "mia"].map((name): Entity => {
  const email = `${name}@acme.example`;
  return { kind: "member", key: email, email, role: "editor", state: "active", id: `usr_${name}` };
});

function team(slug: string, name: string, people: readonly string[]): Entity[] {
  return [
    { kind: "team", key: slug, slug, name, parent: null, manager: null, id: `team_${slug}` },
    ...people.map((person): Entity => {
      const member = `${person}@acme.example`;
      return {
        kind: "team_membership",
        key: membershipKey(slug, member),
        team: slug,
        member,
        role: "member",
        id: `${slug}-${person}`,
      };
    }),
  ];
}

/** `KIND KEY` of what is held back, and `OP KIND KEY` of what changes, places in teams apart. */
function differences(files: string, live: readonly Entity[], mia = "editor") {
  const [organization] = organizationsOf({
    "acme/organization.yaml": `organization: { provider: planasonix, id: org_1, unlisted: { teams: delete, keys: delete } }
members: { ana@acme.example: editor, kim@acme.example: editor, lee@acme.example: editor, mia@acme.example: ${mia} }
${files}
`,
  });
  if (organization === undefined) throw new Error("the files declare no organization");
  const { heldBack, changes } = diff(organization, stateOf([...members, ...live]));
  return {
    held: heldBack.map(({ kind, key, binding }) => `${binding.code} ${kind} ${key}`),
    changed: changes.flatMap(({ op, kind, key }) =>
      kind === "team_membership" ? [] : [`${op} ${kind} ${key}`],
    ),
  };
}

describe("a team that is not there", () => {
  const both = { held: ["probable_rename team ops", "probable_rename team x"], changed: [] };
  const listed = (people: readonly string[]): string =>
    `teams: { ops: { name: Ops, members: [${people.map((name) => `${name}@acme.example`).join(", ")}] } }`;

  it("may be an unlisted one of its name, whoever is in it", () => {
    expect(differences(listed(["lee", "mia"]), team("x", "OPS ", ["ana"]))).toEqual(both);
  });

  it("may be an unlisted one with all or most of its people, whatever its name", () => {
    expect(differences(listed(["lee", "mia"]), team("x", "Other", ["lee", "mia"]))).toEqual(both);
    expect(differences(listed(["ana", "lee", "mia"]), team("x", "Other", ["lee", "mia"]))).toEqual(both);
  });

  it("is new beside one with another name and other people", () => {
    const apart = { held: [], changed: ["create team ops", "delete team x"] };
    expect(differences(listed(["lee", "mia"]), team("x", "Other", ["lee", "kim", "ana"]))).toEqual(apart);
  });

  it("is told by those who stay, before somebody leaves as after", () => {
    const gone = "{ state: removed }";
    expect(differences(listed(["lee"]), team("x", "Other", ["lee", "mia"]), gone).held).toEqual(both.held);
    expect(differences(listed(["lee"]), team("x", "Other", ["lee"]), gone).held).toEqual(both.held);
  });

  it("is the one that it gives as its former name", () => {
    const files = "teams: { ops: { name: Ops, previously: [x] } }";
    expect(differences(files, team("x", "Ops", [])).held).toEqual([]);
  });
});

describe("a key that is not there", () => {
  const account: Entity = {
    kind: "service_account",
    key: "bot",
    name: "bot",
    role: "viewer",
    owner: { kind: "member", key: "ana@acme.example" },
    id: "sa_1",
  };
  const key = (name: string, scope: string): Entity => ({
    kind: "key",
    key: `bot/${name}`,
    account: "bot",
    name,
    scopes: [scope],
    id: `key_${name}`,
  });
  const files =
    "service_accounts: { bot: { role: viewer, owner: ana@acme.example, keys: { gha: { scopes: [pipelines:read] } } } }";

  it("may be an unlisted one of its account with the same scopes, and is new beside one with others", () => {
    expect(differences(files, [account, key("x", "pipelines:read")])).toEqual({
      held: ["probable_rename key bot/gha", "probable_rename key bot/x"],
      changed: [],
    });
    expect(differences(files, [account, key("x", "connections:read")])).toEqual({
      held: [],
      changed: ["create key bot/gha", "delete key bot/x"],
    });
  });
});

describe("a service account that is not there", () => {
  const files = `service_accounts:
  bot: { role: viewer, owner: ana@acme.example, keys: { main: { scopes: [pipelines:read] }, spare: { scopes: [pipelines:read] } } }`;
  /** Under another name, in another role, with one of its keys still called as it was. */
  const other = (owner: string, scope: string): Entity[] => [
    {
      ...{ kind: "service_account", key: "x", name: "x", role: "editor", id: "sa_1" },
      owner: { kind: "member", key: `${owner}@acme.example` },
    },
    ...["MAIN", "fresh"].map((name): Entity => {
      const key = `x/${name.toLowerCase()}`;
      return { kind: "key", key, account: "x", name, scopes: [scope], id: `key_${name}` };
    }),
  ];
  const held = (owner: string, scope: string): boolean =>
    differences(files, other(owner, scope)).held.includes("probable_rename service_account bot");

  it("may be an unlisted one of its owner with a key of that name that may do the same, whatever its role", () => {
    expect(held("ana", "pipelines:read")).toBe(true);
    expect(held("kim", "pipelines:read")).toBe(false);
    expect(held("ana", "connections:read")).toBe(false);
  });
});

describe("a role that is not there", () => {
  const files = "roles: { operator: { base: editor, permissions: [] } }";
  const stray: Entity = { kind: "role", key: "x", name: "x", base: "viewer", permissions: [], id: "role_x" };
  const holding = (name: string): Entity => {
    const email = `${name}@acme.example`;
    return { kind: "member", key: email, email, role: "x", state: "active", id: `usr_${name}` };
  };
  const leaving = "{ role: operator, state: deactivated }";
  const before = "members: { lee@acme.example: operator }";

  it.each([
    ["before", [holding("lee"), holding("mia")]],
    ["after", [holding("lee")]],
  ])("is told by those of its holders who stay, %s another one leaves", (_when, live) => {
    const [organization] = organizationsOf({
      "acme/organization.yaml": `organization: { provider: planasonix, id: org_1 }\n${before.replace(" }", `, mia@acme.example: ${leaving} }`)}\n${files}\n`,
    });
    if (organization === undefined) throw new Error("the files declare no organization");
    const { heldBack } = diff(organization, stateOf([...live, stray]));
    expect(heldBack.map(({ kind, key, binding }) => `${binding.code} ${kind} ${key}`)).toEqual([
      "probable_rename role operator",
      "probable_rename role x",
    ]);
  });
});

describe("something shared that got another name at the service", () => {
  const pipeline = (name: string, id: string) => ({ kind: "pipeline", name, id }) as const;
  const shared = (name: string, level: string, holder: Entity["key"] = "ops"): Entity => ({
    kind: "share",
    key: `pipeline:${name}/team:${holder}`,
    resource: "pipeline",
    name,
    holder: { kind: "team", key: holder },
    level,
    id: `${holder}-${name}`,
  });
  const found = (policy: string, shares: string, live: readonly Entity[]) => {
    const [organization] = organizationsOf({
      "acme/organization.yaml": `organization: { provider: planasonix, id: org_1${policy} }
members: { ana@acme.example: editor }
teams: { ops: { name: Ops, shares: { pipelines: { ${shares} } } }, dev: { name: Dev, shares: { pipelines: {} } } }
`,
    });
    if (organization === undefined) throw new Error("the files declare no organization");
    const names = [...new Set(live.flatMap((it) => (it.kind === "share" ? [it.name] : [])))];
    const state = {
      ...stateOf([...members, ...team("ops", "Ops", []), ...team("dev", "Dev", []), ...live]),
      resources: names.map((name, index) => pipeline(name, `pl_${index}`)),
    };
    const { heldBack, changes } = diff(organization, state);
    return {
      held: heldBack.map(({ key, binding }) => `${binding.code} ${key}`),
      changed: changes.flatMap(({ kind, op, key }) => (kind === "share" ? [`${op} ${key}`] : [])),
    };
  };
  const taking = ", unlisted: { shares: delete }";

  it("is not taken away while the one that the files name is not there", () => {
    expect(found(taking, "nightly: run", [shared("nightly2", "run")])).toEqual({
      held: ["depends pipeline:nightly/team:ops", "probable_rename pipeline:nightly2/team:ops"],
      changed: [],
    });
  });

  it.each([
    ["another level", [shared("nightly2", "view")], ["delete pipeline:nightly2/team:ops"]],
    ["another holder", [shared("nightly2", "run", "dev")], ["delete pipeline:nightly2/team:dev"]],
    ["what the files name is there", [shared("nightly", "run"), shared("nightly2", "run")], ["delete pipeline:nightly2/team:ops"]],
  ])("is something else: %s", (_, live, changed) => {
    const told = found(taking, "nightly: run", live);
    expect(told.changed).toEqual(changed);
    expect(told.held.filter((line) => line.startsWith("probable_rename"))).toEqual([]);
  }); // prettier-ignore

  it("is left alone anyway where what no file names is only reported", () => {
    expect(found("", "nightly: run", [shared("nightly2", "run")]).held).toEqual([
      "depends pipeline:nightly/team:ops",
    ]);
  });
});
