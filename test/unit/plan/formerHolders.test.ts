/** Who of those that are gone could have copied a key, by what is live and by the service's log. */
import { describe, expect, it } from "vitest";
import type { Entity } from "../../../src/model/entity.ts";
import type { Traces } from "../../../src/model/holdings.ts";
import { formerlyHeld, notesOnTraces } from "../../../src/plan/formerHolders.ts";
import { stateOf } from "../../fakes/planasonix.ts";

const member = (name: string, state: "active" | "deactivated" | "left"): Entity => ({
  kind: "member",
  key: `${name}@acme.example`,
  email: `${name}@acme.example`,
  id: `usr_${name}`,
  role: "editor",
  state,
});
const live = (createdBy: string | undefined, ...members: Entity[]) =>
  owned("team", "ops", createdBy, members);
const owned = (kind: "team" | "member", key: string, createdBy: string | undefined, members: Entity[]) =>
  stateOf([
    ...members,
    {
      kind: "service_account",
      key: "ci",
      id: "sa_ci",
      name: "ci",
      role: "editor",
      owner: { kind, key },
    },
    {
      kind: "key",
      key: "ci/gha",
      id: "key_1",
      account: "ci",
      name: "gha",
      scopes: [],
      createdAt: "2026-02-01T00:00:00Z",
      ...(createdBy === undefined ? {} : { createdBy }),
    },
  ]);
const traces = (person: string, until: string, left?: string): Traces => ({
  owners: [{ account: "sa_ci", person, until }],
  departures: new Map(left === undefined ? [] : [[person, { at: left, email: "rob@acme.example" }]]),
  coverage: { complete: true },
});
const told = (...args: Parameters<typeof formerlyHeld>) =>
  formerlyHeld(...args).map(({ record, person, why, since }) => [record.id, person, why, since]);

describe("formerlyHeld", () => {
  it.each(["deactivated", "left"] as const)("knows a creator who is %s, without any log", (state) => {
    expect(told(live("usr_rob", member("rob", state)), undefined)).toEqual([
      ["key_1", "rob@acme.example", "created it", null],
    ]);
  });

  it("knows an owner who left by themselves, before anything changes hands", () => {
    const state = owned("member", "rob@acme.example", undefined, [member("rob", "left")]);
    expect(told(state, undefined)).toEqual([["key_1", "rob@acme.example", "owns the service account", null]]);
  });

  it("passes over whoever is still there, or whom nothing shows to be gone", () => {
    expect(told(live("usr_rob", member("rob", "active")), undefined)).toEqual([]);
    expect(told(live("usr_rob"), undefined)).toEqual([]);
    const later = traces("usr_rob", "2026-03-01T00:00:00Z");
    expect(told(live(undefined, member("rob", "active")), later)).toEqual([]);
  });

  it("knows a former owner from the log, deactivated or removed, and since when", () => {
    const log = traces("usr_rob", "2026-03-01T00:00:00Z", "2026-03-02T08:00:00Z");
    const expected = [["key_1", "rob@acme.example", "owned the service account", "2026-03-02"]];
    expect(told(live(undefined, member("rob", "deactivated")), log)).toEqual(expected);
    expect(told(live(undefined), log)).toEqual(expected);
  });

  it("knows that a key came only after they gave the account up", () => {
    const log = traces("usr_rob", "2026-01-01T00:00:00Z", "2026-03-02T08:00:00Z");
    expect(told(live(undefined, member("rob", "deactivated")), log)).toEqual([]);
  });
});

describe("notesOnTraces", () => {
  it("says that the log could not be read, and why", () => {
    const log = traces("usr_rob", "2026-01-01T00:00:00Z");
    expect(notesOnTraces(undefined)).toEqual([]);
    expect(notesOnTraces(log)).toEqual([]);
    expect(notesOnTraces({ ...log, coverage: { complete: false, reason: "403" } })).toEqual([
      expect.stringContaining("(403)"),
    ]);
  });
});
