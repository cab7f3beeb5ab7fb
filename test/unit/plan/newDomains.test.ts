/** Mail domains that are new to an organization. */
import { describe, expect, it } from "vitest";
import type { Verb } from "../../../src/model/plan.ts";
import { newDomains } from "../../../src/plan/newDomains.ts";
import { organizationsOf } from "../../fakes/world.ts";
import { stateOf } from "../../fakes/planasonix.ts";

const [base] = organizationsOf({
  "acme/organization.yaml":
    "organization: { provider: planasonix, id: org_1 }\nmembers: { old@before.example: { role: viewer } }\n",
});
const live = stateOf([
  { kind: "member", key: "ana@acme.example", email: "ana@acme.example", role: "admin", state: "active" },
  { kind: "member", key: "eve@gone.example", email: "eve@gone.example", role: "admin", state: "deactivated" },
  {
    kind: "member",
    key: "pia@pending.example",
    email: "pia@pending.example",
    role: "admin",
    state: "pending",
  },
]);

function domains(verb: Verb, key: string, email = key): string[] {
  return newDomains({ actions: [{ verb, key, after: { email } }], live, base: base ?? null });
}

describe("newDomains", () => {
  it("knows the domains of active members and of the base's files, and no others", () => {
    expect(domains("invite", "kim@acme.example")).toEqual([]);
    expect(domains("invite", "kim@before.example")).toEqual([]);
    expect(domains("invite", "kim@contractor.example")).toEqual(["contractor.example"]);
    expect(domains("reactivate", "eve@gone.example")).toEqual(["gone.example"]);
    expect(domains("correct_invitation", "pia@pending.example")).toEqual(["pending.example"]);
    expect(domains("change_email", "ana@acme.example", "ana@Other.example")).toEqual(["other.example"]);
  });

  it("is not fooled by a known domain inside another one", () => {
    expect(domains("invite", "kim@acme.example.evil.example")).toEqual(["acme.example.evil.example"]);
    expect(domains("invite", "kim@evilacme.example")).toEqual(["evilacme.example"]);
    expect(domains("invite", "kim@sub.acme.example")).toEqual(["sub.acme.example"]);
  });

  it("speaks of people who are let in only, each domain once and in order", () => {
    for (const verb of ["deactivate", "remove", "demote", "cancel_invitation", "join_team"] as const) {
      expect(domains(verb, "kim@contractor.example")).toEqual([]);
    }
    const actions = ["b@z.example", "a@z.example", "c@b.example"].map((key) => ({
      verb: "invite" as const,
      key,
      after: { email: key },
    }));
    expect(newDomains({ actions, live, base: null })).toEqual(["b.example", "z.example"]);
  });
});
