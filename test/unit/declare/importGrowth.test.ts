/** What an import does grows with what there is: each dimension alone, eight times as long, by counted work. */
import { describe, expect, it } from "vitest";
import type { ServiceAccount } from "../../../src/model/entities/account.ts";
import type { Key } from "../../../src/model/entities/key.ts";
import type { Member } from "../../../src/model/entities/member.ts";
import type { Ownership } from "../../../src/model/entities/ownership.ts";
import type { Share } from "../../../src/model/entities/share.ts";
import type { Team } from "../../../src/model/entities/team.ts";
import type { Entity } from "../../../src/model/entity.ts";
import type { State } from "../../../src/model/state.ts";
import { editInPlace, writeAnew } from "../../../src/rewrite/live/inPlace/place.ts";
import { factsIn } from "../../../src/declare/read.ts";
import { treeOf, type Files } from "../../fakes/world.ts";
import { growthOf } from "../../fakes/counting.ts";
import { stateOf } from "../../fakes/planasonix.ts";

const today = "2026-11-02";
const few = 60;
const many = 8 * few;
/** All work together, and what runs at any one place: where things are sorted, it is a little more. */
const most = { together: 9, apart: 13 };

interface Case {
  readonly files: Files;
  readonly live: readonly Entity[];
  readonly change?: (state: State) => State;
}

const mail = (at: number): string => `p${at}@acme.example`;
const all = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));
const lines = (count: number, make: (at: number) => string): string => all(count, make).join("\n");

const member = (at: number, state: Member["state"] = "active", role = "editor"): Member => ({
  kind: "member", key: mail(at), email: mail(at), role, state, id: `usr_${at}`,
}); // prettier-ignore
const team = (at: number, parent: string | null = null): Team => ({
  kind: "team", key: `t${at}`, slug: `t${at}`, id: `tm_${at}`, parent,
}); // prettier-ignore
const place = (inTeam: string, at: number, role: "member" | "lead" = "member"): Entity => ({
  kind: "team_membership", key: `${inTeam}/${mail(at)}`, team: inTeam, member: mail(at), role,
}); // prettier-ignore
const account = (at: number): ServiceAccount => ({
  kind: "service_account", key: `b${at}`, name: `b${at}`, role: "editor", owner: { kind: "member", key: mail(0) }, id: `sa_${at}`,
}); // prettier-ignore
const keyOf = (at: number, name = "gha"): Key => ({
  kind: "key", key: `b${at}/${name}`, account: `b${at}`, name, scopes: ["pipelines:run"], id: `key_${at}_${name}`,
}); // prettier-ignore
const share = (at: number, holder: string): Share => ({
  kind: "share", key: `pipeline:load-${at}/team:${holder}`, resource: "pipeline", name: `load-${at}`, level: "view", holder: { kind: "team", key: holder },
}); // prettier-ignore
const owned = (at: number): Ownership => ({
  kind: "ownership", key: `pipeline:load-${at}`, resource: "pipeline", name: `load-${at}`, owner: mail(0),
}); // prettier-ignore

const settings = (more = ""): Files => ({
  "acme/organization.yaml": `organization:\n  provider: planasonix\n  id: org_01\n${more}`,
});
const membersFile = (count: number, entry: (at: number) => string): Files => ({
  "acme/members.yaml": `members:\n${lines(count, (at) => `  ${mail(at)}: ${entry(at)}`)}\n`,
});

const resources = (state: State, count: number): State => ({
  ...state,
  resources: all(count, (at) => ({ kind: "pipeline", id: `pl_${at}`, name: `load-${at}` }) as const),
});

/** Dimensions, each by how much of it there is. */
const inPlace: Readonly<Record<string, (n: number) => Case>> = {
  "members and their files, with nothing to do": (n) => ({
    files: {
      ...settings(),
      ...Object.fromEntries(
        all(n, (at) => [`acme/m/${at}.yaml`, `members:\n  ${mail(at)}: editor\n  ${mail(n + at)}: editor\n`]),
      ),
    },
    live: all(2 * n, (at) => member(at)),
  }),
  "members who are new": (n) => ({
    files: { ...settings(), ...membersFile(n, () => "editor") },
    live: all(2 * n, (at) => member(at)),
  }),
  "members who are gone": (n) => ({
    files: { ...settings(), ...membersFile(n, (at) => (at === 0 ? "editor" : "{ state: deactivated }")) },
    live: [member(0), ...all(n, account)],
  }),
  "members who are no more live": (n) => ({
    files: { ...settings(), ...membersFile(n, () => "editor") },
    live: [member(0)],
  }),
  "teams in files of their own": (n) => ({
    files: {
      ...settings(),
      ...membersFile(1, () => "editor"),
      ...Object.fromEntries(
        all(n, (at) => [`acme/teams/t${at}.yaml`, `teams:\n  t${at}:\n    members: [${mail(0)}]\n`]),
      ),
    },
    live: [member(0), ...all(2 * n, (at) => team(at)), ...all(2 * n, (at) => place(`t${at}`, 0))],
  }),
  "teams, one below the other": (n) => ({
    files: settings(),
    live: all(n, (at) => team(at, at === 0 ? null : `t${at - 1}`)),
  }),
  "teams that go round": (n) => ({
    files: settings(),
    live: all(n, (at) => team(at, `t${(at + 1) % n}`)),
  }),
  "a team whose people are others now": (n) => ({
    files: {
      ...settings(),
      ...membersFile(2 * n, () => "editor"),
      "acme/teams.yaml": `teams:\n  t0:\n    members:\n${lines(n, (at) => `      - ${mail(at)}`)}\n`,
    },
    live: [...all(2 * n, (at) => member(at)), team(0), ...all(n, (at) => place("t0", n + at))],
  }),
  "a team whose people lead now": (n) => ({
    files: {
      ...settings(),
      ...membersFile(n, () => "editor"),
      "acme/teams.yaml": `teams:\n  t0:\n    members:\n${lines(n, (at) => `      - ${mail(at)}`)}\n`,
    },
    live: [...all(n, (at) => member(at)), team(0), ...all(n, (at) => place("t0", at, "lead"))],
  }),
  "people placed by a profile, and teams": (n) => ({
    files: {
      ...settings("  profiles:\n    eng: { role: editor, teams: [t0] }\n"),
      ...membersFile(n, () => "{ profile: eng }"),
      "acme/teams.yaml": `teams:\n${lines(n, (at) => `  t${at}:\n    members: [{ member: ${mail(at)}, role: lead }]`)}\n`,
    },
    live: [
      ...all(n, (at) => member(at)),
      ...all(n, (at) => team(at)),
      ...all(n, (at) => place("t0", at, at % 2 === 0 ? "lead" : "member")),
    ],
  }),
  "guests, each let in by the next": (n) => ({
    files: {
      ...settings(
        `  guests:\n    domains: [acme.example]\n    approvers: [${lines(n, (at) => `${mail(at)},`)} boss@corp.example]\n`,
      ),
      ...membersFile(
        n,
        (at) => `{ role: editor, expires: 2027-01-01, reason: audit, approved_by: ${mail(at + 1)} }`,
      ),
    },
    live: all(n, (at) => member(at)),
  }),
  "accounts, keys and ids that no file has": (n) => ({
    files: { ...settings(), ...membersFile(1, () => "editor") },
    live: [member(0), ...all(n, account), ...all(n, (at) => keyOf(at))],
  }),
  "keys of one account": (n) => ({
    files: {
      ...settings(),
      ...membersFile(1, () => "editor"),
      "acme/automation.yaml": `service_accounts:\n  b0:\n    role: editor\n    owner: ${mail(0)}\n    keys:\n${lines(n, (at) => `      k${at}: { scopes: [pipelines:run] }`)}\n`,
    },
    live: [member(0), account(0), ...all(n, (at) => keyOf(0, `k${n / 2 + at}`))],
  }),
  "shares of one team, and owners": (n) => ({
    files: {
      ...settings(),
      ...membersFile(1, () => "editor"),
      "acme/teams.yaml": `teams:\n  t0:\n    shares:\n      pipelines:\n${lines(n, (at) => `        load-${at}: edit`)}\n`,
    },
    live: [member(0), team(0), ...all(n, (at) => share(n / 2 + at, "t0")), ...all(2 * n, owned)],
    change: (state) => resources(state, 2 * n),
  }),
  "members of whom there are two": (n) => ({
    files: { ...settings(), ...membersFile(n, () => "{ state: deactivated }") },
    live: all(n, (at) => [member(at), { ...member(at), id: `usr_twin_${at}` }]).flat(),
  }),
};

const find = (_: string, name: string): string => name;

function importOf({ files, live, change = (state) => state }: Case): () => void {
  const old = Object.entries(files).map(([path, text]) => ({ path: path.slice("acme/".length), text }));
  const facts = factsIn(treeOf(files), { label: "access", key: "acme" });
  const side = { facts, live: change(stateOf(live)), holdings: new Map(), find, today };
  return () => {
    const done = editInPlace(old, side);
    if ("error" in done) throw new Error(done.error);
  };
}

function firstOf(n: number): () => void {
  const live = [
    ...all(n, (at) => member(at)),
    ...all(n, (at) => team(at, at === 0 ? null : `t${at - 1}`)),
    ...all(n, (at) => place(`t${at}`, at)),
    ...all(n, (at) => share(at, `t${at}`)),
    ...all(n, account),
    ...all(n, (at) => keyOf(at)),
    ...all(n, owned),
  ];
  const state = resources(stateOf(live), n);
  const facts = factsIn([], { label: "access", key: "acme" });
  const side = { facts, live: state, holdings: new Map(), find, today };
  return () => void writeAnew({ provider: "planasonix", id: "org_01" }, side);
}

function expectEven(workOn: (n: number) => () => void): void {
  const growth = growthOf("rewrite/", {
    little: workOn(few),
    much: workOn(many),
    apart: { times: most.apart, few },
  });
  expect(growth.apart).toEqual([]);
  expect(growth.together).toBeLessThan(most.together);
}

describe("an import does eight times the work for eight times as many", () => {
  it.each(Object.entries(inPlace))("%s", (_, make) => {
    expectEven((n) => importOf(make(n)));
  });

  it("things of each kind in an organization that has no files", () => {
    expectEven(firstOf);
  });
});
