/** Several live records under one address: which of them the files mean, and what becomes of the others and of what each has. */
import { describe, expect, it } from "vitest";
import { diff, type Diff } from "../../../src/diff/diff.ts";
import type { Member } from "../../../src/model/entities/member.ts";
import type { Entity } from "../../../src/model/entity.ts";
import { recordKey } from "../../../src/model/record.ts";
import { organizationsOf } from "../../fakes/world.ts";
import { stateOf } from "../../fakes/planasonix.ts";

const email = "mia@acme.example";
const other = (id: string) => recordKey(email, id);
const mia = (id: string, state: Member["state"] = "active"): Member => ({
  kind: "member",
  key: email,
  email,
  role: "viewer",
  state,
  id,
});
const old = mia("usr_old", "deactivated");
const fresh = mia("usr_new");

interface Files {
  /** What stands under `members`, in one line. */
  readonly members?: string;
  readonly id?: string;
  readonly unlisted?: string;
  readonly more?: string;
}

function found({ members = "", id, unlisted = "report", more = "" }: Files, live: Iterable<Entity>): Diff {
  const [organization] = organizationsOf({
    "acme/organization.yaml":
      `organization: { provider: planasonix, id: org_1, unlisted: { members: ${unlisted} } }\n` +
      `members: { ${members} }\n${more}`,
    ...(id === undefined ? {} : { "acme/ids.yaml": `ids: { members: { ${email}: ${id} } }\n` }),
  });
  if (organization === undefined) throw new Error("the files declare no organization");
  return diff(organization, stateOf(live));
}

const told = ({ changes, heldBack }: Diff) => [
  changes.map(({ op, kind, before, after }) =>
    kind === "member" ? `${op} ${before?.id ?? "new"}` : `${op} ${before?.key ?? after?.key ?? ""}`,
  ),
  heldBack.map(({ key }) => key),
];

const active = `${email}: viewer`;
const leaves = `${email}: { state: deactivated }`;

describe("an id says which one is meant", () => {
  it("and the old record stands in no file", () => {
    for (const record of [old, mia("usr_old", "left")]) {
      const live = [record, fresh];
      expect(told(found({ members: active, id: "usr_new" }, live))).toEqual([["delete usr_old"], []]);
      expect(told(found({ members: leaves, id: "usr_new" }, live))).toEqual([
        ["update usr_new", "delete usr_old"],
        [],
      ]);
    }
  });

  it("so does another active one", () => {
    const both = [mia("usr_a"), mia("usr_b"), mia("usr_c")];
    expect(told(found({ members: active, id: "usr_b" }, both))).toEqual([
      ["delete usr_a", "delete usr_c"],
      [],
    ]);
    expect(told(found({ members: active, id: "usr_old" }, [old, fresh]))).toEqual([
      ["update usr_old", "delete usr_new"],
      [],
    ]);
  });

  it("and whoever leaves is not done with while another stays active that no policy ends", () => {
    for (const id of ["usr_old", "usr_a"]) {
      const both = [mia("usr_a", id === "usr_old" ? "deactivated" : "active"), old, fresh];
      const ended = id === "usr_old" ? [] : ["update usr_a"];
      const rest = id === "usr_old" ? ["delete usr_a"] : ["delete usr_old"];
      const { changes, heldBack } = found({ members: leaves, id }, both);
      expect(told({ changes, heldBack } as Diff)).toEqual([[...ended, ...rest], [other("usr_new")]]);
      expect(told(found({ members: leaves, id, unlisted: "deactivate" }, both))[0]).toContain(
        "delete usr_new",
      );
    }
  });

  it("and nobody is, when none has it", () => {
    expect(told(found({ members: active, id: "usr_mistyped" }, [old, fresh]))).toEqual([[], [email]]);
    expect(told(found({ members: leaves, id: "usr_mistyped" }, [old, fresh]))).toEqual([[], [email]]);
  });
});

describe("without an id", () => {
  it("the one who is active ends with whoever leaves", () => {
    expect(told(found({ members: leaves }, [old, fresh]))).toEqual([
      ["update usr_new", "delete usr_old"],
      [],
    ]);
    expect(told(found({ members: leaves }, [mia("usr_a"), fresh]))).toEqual([[], [email]]);
  });

  it("somebody who stays cannot be told", () => {
    expect(told(found({ members: active }, [old, fresh]))).toEqual([[], [email]]);
  });

  it("whoever else is known by an id of theirs is that, and the one that is left has the address", () => {
    const members = `${active}, pia@acme.example: { role: viewer, ids: { acme: usr_new } }`;
    const result = found({ members }, [old, fresh]);
    expect(result.heldBack).toEqual([]);
    expect(result.emailChanges).toEqual(new Map([["pia@acme.example", email]]));
    expect(told(result)[0]).toEqual(["update usr_old"]);
  });

  it("nobody whom the files name no more is one person: each stands in no file", () => {
    expect(told(found({}, [old, fresh]))).toEqual([["delete usr_new", "delete usr_old"], []]);
    const former = "pia@acme.example: { role: viewer, previously: [mia@acme.example] }";
    expect(told(found({ members: former }, [old, fresh]))).toEqual([[], ["pia@acme.example"]]);
  });
});

describe("what each of them has", () => {
  const place = (member: string): Entity => ({
    kind: "team_membership",
    key: `ops/${member}`,
    team: "ops",
    member,
    role: "member",
    id: member,
  });
  const team: Entity = { kind: "team", key: "ops", slug: "ops", id: "team_ops" };
  const shared = (member: string): Entity => ({
    kind: "share",
    key: `project:Atlas/member:${member}`,
    resource: "project",
    name: "Atlas",
    holder: { kind: "member", key: member },
    level: "view",
    id: member,
  });
  const files = (members: string): Files => ({ members, more: "teams: { ops: { members: [] } }\n" });
  const live = [old, mia("usr_a"), fresh, team, place(other("usr_a")), place(other("usr_new"))];

  it("is under the name that the files have for them", () => {
    const { live: bound } = found({ ...files(active), id: "usr_a" }, [...live, shared(other("usr_a"))]);
    expect([...bound.team_membership.keys()]).toEqual([`ops/${email}`, `ops/${other("usr_new")}`]);
    expect([...bound.share.keys()]).toEqual([`project:Atlas/member:${email}`]);
  });

  it("is taken from nobody while they cannot be told apart", () => {
    for (const members of [active, leaves])
      expect(told(found(files(members), [...live, shared(other("usr_a"))]))).toEqual([[], [email]]);
    const unlisted = `${email}: { role: viewer, shares: {} }`;
    expect(told(found(files(unlisted), [...live, shared(other("usr_a"))]))).toEqual([[], [email]]);
  });
});

describe("the line that settles a probable rename", () => {
  const files = (ids = "") => ({
    "acme/organization.yaml":
      "organization: { provider: planasonix, id: org_1, unlisted: { members: deactivate, teams: delete, roles: delete, service_accounts: delete } }\n" +
      "members: { ana@acme.example: admin, mia.haas@acme.example: viewer }\nteams: { ops: { name: Ops } }\n" +
      "roles: { operator: { base: viewer, permissions: [pipelines:run] } }\n" +
      "service_accounts:\n  bot: { description: Loads., role: viewer, owner: ana@acme.example }\n" +
      "  loader: { role: viewer, owner: ana@acme.example, keys: { gha: { scopes: [pipelines:read] } } }\n",
    ...(ids === "" ? {} : { "acme/ids.yaml": ids }),
  });
  const owner = { kind: "member", key: "ana@acme.example" } as const;
  const person = (key: string, id: string, name: string): Member => ({
    ...mia(id),
    key,
    email: key,
    role: key.startsWith("ana") ? "admin" : "viewer",
    name,
  });
  const account = (name: string, description: string): Entity => ({
    ...{ kind: "service_account", key: name, name, description, role: "viewer", owner, id: `sa_${name}` },
  });
  const live: readonly Entity[] = [
    person("ana@acme.example", "usr_ana", "Ana"),
    person("mia.haas@old.example", "usr_mia", "Mia"),
    { kind: "team", key: "operations", slug: "operations", name: "Ops", id: "team_ops" },
    {
      kind: "role",
      key: "runner",
      name: "runner",
      base: "viewer",
      permissions: ["pipelines:run"],
      id: "role_1",
    },
    account("bot-v2", "Loads."),
    account("loader", ""),
    {
      ...{ kind: "key", key: "loader/gha-2", account: "loader", name: "gha-2" },
      ...{ scopes: ["pipelines:read"], id: "key_1" },
    },
  ];

  const plain = (ids?: string): Diff => {
    const [organization] = organizationsOf(files(ids));
    if (organization === undefined) throw new Error("the files declare no organization");
    return diff(organization, stateOf(live));
  };

  it("does so for each kind, when it is written", () => {
    const messages = plain().heldBack.map(({ binding }) => binding.message);
    const lines = new Set(
      messages.map((message) => /`(.+: [\w-]+)` under (\w+) in ids\.yaml/.exec(message)?.slice(1)),
    );
    const ids = [...lines].map((line) => `  ${line?.[1] ?? ""}:\n    ${line?.[0] ?? ""}\n`);
    expect(new Set(ids).size).toBe(5);
    const settled = plain(`ids:\n${[...new Set(ids)].join("")}`);
    expect(settled.heldBack).toEqual([]);
    expect(settled.changes.map(({ op, key }) => `${op} ${key}`)).toEqual([]);
    expect([...settled.renames.keys(), ...settled.emailChanges.keys()]).toEqual([
      "ops",
      "mia.haas@acme.example",
    ]);
  });
});
