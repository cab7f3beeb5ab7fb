/** Keys that a leaver could have copied: which are replaced by a run, and until when they are owed. */
import { expect, it } from "vitest";
import { rotationsFor } from "../../../src/plan/copiedKeys.ts";
import { isReplaced } from "../../../src/plan/taskParts.ts";
import type { OlderKey } from "../../../src/model/entities/key.ts";
import { stateOf } from "../../fakes/planasonix.ts";
import { organizationsOf } from "../../fakes/world.ts";
import { account, accountKey, admins, at, filesOf } from "./planning.ts";

const leaver = { key: at("kim"), id: "usr_kim" };
const day = "2026-11-01T00:00:00Z";
const old: OlderKey = {
  id: "key_old",
  name: "gha",
  scopes: [],
  createdBy: leaver.id,
};

it.each([
  ["made and delivered by somebody else", { createdBy: "usr_ana", deliveredAt: day }, true],
  ["delivered, made by nobody known", { deliveredAt: day }, true],
  ["made by the leaver as well", { createdBy: leaver.id, deliveredAt: day }, false],
  ["that was delivered to nobody yet", { createdBy: "usr_ana" }, false],
])("is owed until there is a newer one: one %s", (_, newer, replaced) => {
  expect(isReplaced(accountKey("bot", "gha", { ...newer, others: [old] }), old, leaver.id)).toBe(replaced);
});

it("is not replaced by itself, nor by one before it", () => {
  const older: OlderKey = {
    ...old,
    id: "key_older",
    createdBy: "usr_ana",
    deliveredAt: day,
  };
  const key = accountKey("bot", "gha", {
    ...old,
    deliveredAt: day,
    others: [older],
  });
  expect(isReplaced(key, old, leaver.id)).toBe(false);
});

it.each([
  ["leaves now", { created: true, delivers: true, now: true }, true],
  ["leaves now, of a key without a place to deliver to", { created: true, delivers: false, now: true }, true],
  ["leaves now, and owns the account", { created: false, delivers: true, now: true }, true],
  ["is gone", { created: true, delivers: true, now: false }, true],
  ["is gone, of a key without a place to deliver to", { created: true, delivers: false, now: false }, false],
  ["is gone, and still owns the account", { created: false, delivers: true, now: false }, false],
])("is made anew by a run for whoever %s: %o", (_, { created, delivers, now }, expected) => {
  const target = delivers ? ", deliver_to: { github_secret: acme/dbt/KEY }" : "";
  const accounts = `service_accounts:\n  bot: { role: viewer, owner: ana@acme.example, keys: { gha: { scopes: [pipelines:read]${target} } } }`;
  const [organization] = organizationsOf(
    filesOf({
      members: "  kim@acme.example: { state: deactivated }",
      rest: accounts,
    }),
  );
  if (organization === undefined) throw new Error("the files declare no organization");
  const key = accountKey("bot", "gha", created ? { createdBy: leaver.id } : {});
  const live = stateOf([...admins, account("bot", "viewer", { kind: "member", key: leaver.key }), key]);
  const found = rotationsFor(organization, live, {
    leaver,
    isLeavingNow: now,
  });
  expect(found.map(({ key: of }) => of)).toEqual(expected ? ["bot/gha"] : []);
});
