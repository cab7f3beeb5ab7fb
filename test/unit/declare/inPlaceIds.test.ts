/** Import in place: what becomes of `ids.yaml`, so that each name has the id of what is live and nothing else changes. */
import { edited } from "./editing.ts";
import { describe, expect, it } from "vitest";
import { declare } from "../../../src/declare/read.ts";
import type { Key } from "../../../src/model/entities/key.ts";
import type { Member } from "../../../src/model/entities/member.ts";
import type { Entity } from "../../../src/model/entity.ts";
import { treeOf, type Files } from "../../fakes/world.ts";

const today = "2026-11-02";
const head = "organization: { provider: planasonix, id: org_01 }\n";

const member = (name: string, id = `usr_${name}`, state: Member["state"] = "active"): Member => {
  const email = `${name}@acme.example`;
  return { kind: "member", key: email, email, id, role: "admin", state };
};
const team = (slug: string, id = `team_${slug}`) => ({ kind: "team", key: slug, slug, id }) as const;
const role = {
  kind: "role",
  key: "clerk",
  name: "clerk",
  base: "viewer",
  permissions: [],
  id: "role_1",
} as const;
const bot = {
  kind: "service_account",
  key: "bot",
  name: "bot",
  role: "editor",
  owner: { kind: "member", key: "ana@acme.example" },
  id: "sa_1",
} as const;
const key = (id: string, others: readonly string[] = []): Key => ({
  kind: "key",
  key: "bot/gha",
  account: "bot",
  name: "gha",
  scopes: ["pipelines:run"],
  id,
  ...(others.length === 0
    ? {}
    : { others: others.map((one) => ({ id: one, name: "gha", scopes: ["pipelines:run"] })) }),
});

/** All files after an import, with what they are declared to be. */
function after(files: Files, entities: Iterable<Entity>): Files {
  const done = edited(files, entities, today);
  const written = Object.fromEntries([...done.files].map(([path, text]) => [`acme/${path}`, text]));
  const result = { ...files, ...written };
  const said = declare({ tree: treeOf(result), label: "access", today });
  expect(
    said.diagnostics.filter(({ severity, code }) => severity === "error" || code === "unknown-id-name"),
  ).toEqual([]);
  return result;
}

/** What becomes of the section, beside files that name everything. */
function idsAfter(ids: string, entities: Iterable<Entity>, more: Files = {}): string | undefined {
  const files = {
    "acme/organization.yaml": `${head}members:\n  ana@acme.example: admin\n  mia@acme.example: admin\nteams:\n  ops: {}\n`,
    ...more,
    ...(ids === "" ? {} : { "acme/ids.yaml": ids }),
  };
  const first = after(files, entities);
  expect(after(first, entities)).toEqual(first);
  return first["acme/ids.yaml"];
}

const all = [member("ana"), member("mia"), team("ops")];
const comment =
  "# What all this is known by at the service: whatever is renamed there is found by its id. `muster import` keeps it.\n";

describe("ids.yaml", () => {
  it("is made where there is none, for all that the files name", () => {
    expect(idsAfter("", [...all, role, bot, key("key_1")])).toBe(
      `${comment}ids:\n  members:\n    ana@acme.example: usr_ana\n    mia@acme.example: usr_mia\n  teams:\n    ops: team_ops\n` +
        "  roles:\n    clerk: role_1\n  service_accounts:\n    bot: sa_1\n  keys:\n    bot/gha: key_1\n",
    );
  });

  it("gets what it lacks; comments and what it has stay", () => {
    const ids = "# by hand\nids:\n  members:\n    mia@acme.example: usr_mia # Mia\n";
    expect(idsAfter(ids, all)).toBe(
      "# by hand\nids:\n  members:\n    mia@acme.example: usr_mia # Mia\n    ana@acme.example: usr_ana\n  teams: { ops: team_ops }\n",
    );
  });

  it("is corrected where an id is another's by now, and loses what is there no more", () => {
    const ids =
      "ids:\n  members: { mia@acme.example: usr_old, ana@acme.example: usr_ana }\n  teams: { ops: team_ops } # all\n";
    expect(idsAfter(ids, [member("ana"), member("mia"), team("work", "team_ops")])).toBe(
      "ids:\n  members: { mia@acme.example: usr_mia, ana@acme.example: usr_ana }\n  teams: { work: team_ops } # all\n",
    );
  });

  it("keeps the id of a key of which there are several while it is replaced", () => {
    const ids =
      "ids:\n  members: { ana@acme.example: usr_ana, mia@acme.example: usr_mia }\n  teams: { ops: team_ops }\n  service_accounts: { bot: sa_1 }\n  keys: { bot/gha: key_1 }\n";
    const account =
      "service_accounts: { bot: { role: editor, owner: ops, keys: { gha: { scopes: ['pipelines:run'], deliver_to: { file: x } } } } }\n";
    const owned = { ...bot, owner: { kind: "team", key: "ops" } } as const;
    const more = { "acme/bots.yaml": account };
    expect(idsAfter(ids, [...all, owned, key("key_2", ["key_1"])], more)).toBe(ids);
    expect(idsAfter(ids, [...all, owned, key("key_2")], more)).toBe(ids.replace("key_1", "key_2"));
  });

  it("has nothing of invitations, of keys that no file lists, and of ids that the files cannot hold", () => {
    const more = { "acme/bots.yaml": "service_accounts: { bot: { role: editor, owner: ops } }\n" };
    const live = [member("ana"), member("mia", "inv_1", "pending"), team("ops", "t1"), bot, key("key_1")];
    expect(idsAfter("", live, more)).toBe(
      `${comment}ids:\n  members:\n    ana@acme.example: usr_ana\n  service_accounts:\n    bot: sa_1\n`,
    );
  });

  it("does not say again what people.yaml or an entry says, and calls people as the files do", () => {
    const more = {
      "people.yaml":
        "people: { ana: { email: ana@acme.example, ids: { acme: usr_ana } }, mia: { email: mia@acme.example } }\n",
      "acme/organization.yaml": `${head}members:\n  ana: admin\n  mia: admin\n  lee@acme.example: { role: admin, ids: { acme: usr_lee } }\nteams: { ops: {} }\n`,
    };
    expect(idsAfter("", [...all, member("lee")], more)).toBe(
      `${comment}ids:\n  members:\n    mia: usr_mia\n  teams:\n    ops: team_ops\n`,
    );
    const own = "ids: { members: { lee@acme.example: usr_lee, mia: usr_mia }, teams: { ops: team_ops } }\n";
    expect(idsAfter(own, [...all, member("lee")], more)).toBe(own);
  });

  it("keeps the line of somebody who is gone for good, and not where another address has that id", () => {
    const more = {
      "acme/organization.yaml": `${head}members:\n  ana@acme.example: admin\n  mia@acme.example: { state: removed }\nteams: { ops: {} }\n`,
    };
    const ids =
      "ids: { members: { ana@acme.example: usr_ana, mia@acme.example: usr_mia }, teams: { ops: team_ops } }\n";
    expect(idsAfter(ids, [member("ana"), team("ops")], more)).toBe(ids);
    expect(idsAfter(ids, [member("ana"), member("haas", "usr_mia"), team("ops")], more)).toContain(
      "haas@acme.example: usr_mia",
    );
  });
});
