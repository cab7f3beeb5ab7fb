/**
 * Each withheld sentence that tells a person to do something: a test does just that, in the files, at the service or in
 * a review, and the next plan is without it and does what was wanted.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { withheldCodes, type Plan, type Withheld, type WithheldCode } from "../../src/model/plan.ts";
import type { PlanRequest } from "../../src/run/plan.ts";
import { reviewedSelection } from "../../src/run/selection.ts";
import { planasonixCapabilities } from "../../src/providers/planasonix/capabilities.ts";
import { seedFromStates } from "../../src/sandbox/planasonix/seed.ts";
import type { SandboxState } from "../../src/sandbox/planasonix/state.ts";
import { createWorld, organizationsOf, type Files, type World } from "../fakes/world.ts";
import { says, tellingSentences } from "./withheldSentences.ts";

interface Row {
  readonly code: WithheldCode;
  /** What is withheld, VERB KEY, and what it tells to do. */
  readonly what: string;
  readonly tells: RegExp;
  readonly live: string;
  readonly files: string;
  readonly request?: (world: World) => Partial<PlanRequest>;
  /** As many as the service has; any number unless given. */
  readonly seats?: number;
  /** People of x.example become members by their first login. */
  readonly joins?: true;
  /** What happens at the service before the plan. */
  readonly first?: (world: World) => Promise<unknown>;
  /** Does what the sentence tells; gives the files when it is about these. */
  readonly deed: (world: World, held: Withheld) => Promise<unknown> | string;
  /** Of the request after the deed, where another one is. */
  readonly then?: (world: World, plan: Plan) => Partial<PlanRequest>;
  /** The next plan does this (VERB KEY), or nothing about it where it is settled. */
  readonly wanted?: string;
}

const head = (settings = ""): string =>
  `organization:\n  provider: planasonix\n  id: org_01acme\n  guards: { max_loss: 100% }\n${settings}`;
const people = (more = ""): string => `members:\n  ana@x.example: admin\n  kim@x.example: admin\n${more}`;
const acme = (more = "", rest = "", settings = ""): string => `${head(settings)}${people(more)}${rest}`;
const filesOf = (text: string): Files => ({ "acme/organization.yaml": text });
const lee = "  lee@x.example: editor\n";
const leeAgain = '  lee@x.example: { role: editor, invite_again: "asked for it" }\n';
const bot = (fields: string): string => `service_accounts:\n  bot: { role: editor, ${fields} }\n`;
const lea = "  lea@x.example: { role: editor, previously: [lee@x.example] }\n";
const sharing = (list: string): string =>
  `  lee@x.example: { role: editor, shares: { pipelines: { ${list} } } }\n`;
const key = (more = "", scopes = "pipelines:read"): string => `keys: { k: { scopes: [${scopes}]${more} } }`;
const deliver = ", deliver_to: { file: k.key }";
const at = (path: string, body: object) => (world: World) =>
  world.control(`/sandbox/${path}`, { organization: "acme", ...body });
const own = (name: string, email: string) => at("own", { resource: "pipeline", name, email });

const rows: readonly Row[] = [
  {
    code: "waiting",
    what: "invite lee@x.example",
    tells: /waiting since .* for lee@x\.example to accept/,
    live: acme(),
    files: acme(lee),
    first: (world) => world.apply(),
    deed: at("accept", { email: "lee@x.example" }),
  },
  {
    code: "waiting",
    what: "update_team ops",
    tells: /waits until lee@x\.example is an active member/,
    live: acme("", "teams: { ops: { name: Ops } }\n"),
    files: acme(lee, "teams: { ops: { name: Ops, manager: lee@x.example } }\n"),
    first: (world) => world.apply(),
    deed: at("accept", { email: "lee@x.example" }),
    wanted: "update_team ops",
  },
  {
    code: "declined",
    what: "invite lee@x.example",
    tells: /write `invite_again: REASON` in their entry/,
    live: acme(),
    files: acme(lee),
    first: async (world) => {
      await world.apply();
      await at("decline", { email: "lee@x.example" })(world);
    },
    deed: () => acme(leeAgain),
    wanted: "reinvite lee@x.example",
  },
  {
    code: "declined",
    what: "invite lee@x.example",
    tells: /or take them out of the files/,
    live: acme(),
    files: acme(lee),
    first: async (world) => {
      await world.apply();
      await at("decline", { email: "lee@x.example" })(world);
    },
    deed: () => acme(),
  },
  {
    code: "declined",
    what: "reinvite lee@x.example",
    tells: /Check the address; then write `invite_again: REASON` in their entry/,
    live: acme(),
    files: acme(lee),
    first: async (world) => {
      for (let times = 0; times < 10; times++) {
        const { plan } = (await world.apply()).planned;
        if (plan.withheld.some(({ code }) => code === "declined")) return;
        await at("fail", { email: "lee@x.example" })(world);
      }
    },
    deed: () => acme(leeAgain),
    wanted: "reinvite lee@x.example",
  },
  {
    code: "declined",
    what: "invite lee@x.example",
    tells: /left the organization by themselves/,
    live: acme(lee),
    files: acme(lee),
    first: at("leave", { email: "lee@x.example" }),
    deed: () => acme(),
  },
  {
    code: "unmanaged",
    what: "deactivate lee@x.example",
    tells: /is a member, but stands in no file/,
    live: acme(lee),
    files: acme(),
    deed: () => acme(lee),
  },
  {
    code: "unmanaged",
    what: "delete_team ops",
    tells: /stands in no file/,
    live: acme("", "teams: { ops: { name: Ops } }\n"),
    files: acme("", "teams: {}\n"),
    deed: () => acme("", "teams: { ops: { name: Ops } }\n"),
  },
  {
    code: "no_seat",
    what: "invite lee@x.example",
    tells: /Add seats at the service, or let somebody leave/,
    live: acme("  mia@x.example: viewer\n"),
    files: acme(`  mia@x.example: viewer\n${lee}`),
    seats: 3,
    deed: () => acme(`  mia@x.example: { state: deactivated }\n${lee}`),
    wanted: "invite lee@x.example",
  },
  {
    code: "no_target",
    what: "create_key bot/k",
    tells: /write deliver_to at it/,
    live: acme("", bot("owner: ana@x.example, keys: {}")),
    files: acme("", bot(`owner: ana@x.example, ${key()}`)),
    deed: () => acme("", bot(`owner: ana@x.example, ${key(deliver)}`)),
    wanted: "create_key bot/k",
  },
  {
    code: "no_target",
    what: "create_key bot/k",
    tells: /or create it by hand with pipelines:read/,
    live: acme("", bot("owner: ana@x.example, keys: {}")),
    files: acme("", bot(`owner: ana@x.example, ${key()}`)),
    deed: at("key", { account: "bot", name: "k", scopes: ["pipelines:read"] }),
  },
  {
    code: "no_target",
    what: "rotate_key bot/k",
    tells: /other scopes than declared.*write deliver_to at it/,
    live: acme("", bot(`owner: ana@x.example, ${key()}`)),
    files: acme("", bot(`owner: ana@x.example, ${key("", "pipelines:run")}`)),
    deed: () => acme("", bot(`owner: ana@x.example, ${key(deliver, "pipelines:run")}`)),
    wanted: "rotate_key bot/k",
  },
  ...[
    (word: string) => acme(`  lee@x.example: { state: deactivated${word} }\n`),
    (word: string) =>
      acme("  lee@x.example: { state: deactivated }\n", "", word.replace(", ", "  ").concat("\n")),
  ].map((files): Row => ({
    code: "no_successor",
    what: "deactivate lee@x.example",
    tells: /write successor: SOMEBODY .* at lee@x\.example in members, or under organization/,
    live: acme(lee),
    files: acme("  lee@x.example: { state: deactivated }\n"),
    first: own("nightly", "lee@x.example"),
    deed: () => files(", successor: ana@x.example"),
    wanted: "deactivate lee@x.example",
  })),
  {
    code: "depends",
    what: "delete_role stray",
    tells: /still held by lee@x\.example; give them another role first/,
    live: acme(
      "  lee@x.example: stray\n",
      "roles: { stray: { base: viewer, permissions: [pipelines:read] } }\n",
    ),
    files: acme("", "roles: {}\n", "  unlisted: { roles: delete }\n"),
    deed: at("edit", { email: "lee@x.example", role: "viewer" }),
    wanted: "delete_role stray",
  },
  {
    code: "depends",
    what: "delete_role stray",
    tells: /still held by bot; give them another role first/,
    live: acme(
      "",
      "roles: { stray: { base: editor, permissions: [pipelines:read] } }\nservice_accounts: { bot: { role: stray, owner: ana@x.example } }\n",
    ),
    files: acme("", "roles: {}\n", "  unlisted: { roles: delete }\n"),
    deed: () => acme("", `roles: {}\n${bot("owner: ana@x.example")}`, "  unlisted: { roles: delete }\n"),
    wanted: "delete_role stray",
  },
  {
    code: "depends",
    what: "delete_team ops",
    tells: /still owns service accounts: bot; give them another owner first/,
    live: acme("", `teams: { ops: { name: Ops } }\n${bot("owner: ops")}`),
    files: acme("", "teams: {}\n", "  unlisted: { teams: delete }\n"),
    deed: () => acme("", `teams: {}\n${bot("owner: ana@x.example")}`, "  unlisted: { teams: delete }\n"),
    wanted: "delete_team ops",
  },
  ...["b: { name: B }", ""].map((left): Row => ({
    code: "depends",
    what: "delete_team a",
    tells: /team a still has b below it; move that \(write null as its parent for none\) or delete it first/,
    live: acme("", "teams: { a: { name: A }, b: { name: B, parent: a } }\n"),
    files: acme("", "teams: { b: { name: B } }\n", "  unlisted: { teams: delete }\n"),
    deed: () =>
      acme(
        "",
        `teams: { ${left === "" ? "" : "b: { name: B, parent: null }"} }\n`,
        "  unlisted: { teams: delete }\n",
      ),
    wanted: "delete_team a",
  })),
  {
    code: "depends",
    what: "delete_service_account bot",
    tells: /still has keys: k; unlisted\.keys: delete would revoke them/,
    live: acme("", bot(`owner: ana@x.example, ${key()}`)),
    files: acme("", "service_accounts: {}\n", "  unlisted: { service_accounts: delete }\n"),
    deed: () =>
      acme("", "service_accounts: {}\n", "  unlisted: { service_accounts: delete, keys: delete }\n"),
    wanted: "delete_service_account bot",
  },
  {
    code: "waiting",
    what: "deactivate kim@x.example",
    tells: /To end their access now, make an active member an admin/,
    live: acme(lee),
    files: `${head()}members:\n  ana@x.example: admin\n  kim@x.example: { state: deactivated, at_once: "an incident" }\n${lee}  bob@x.example: admin\n`,
    deed: () =>
      `${head()}members:\n  ana@x.example: admin\n  kim@x.example: { state: deactivated, at_once: "an incident" }\n  lee@x.example: admin\n  bob@x.example: admin\n`,
    wanted: "deactivate kim@x.example",
  },
  {
    code: "depends",
    what: "share pipeline:weekly/member:lee@x.example",
    tells: /no pipeline is called weekly; check the name, or create it first/,
    live: acme(lee),
    files: acme("  lee@x.example: { role: editor, shares: { pipelines: { weekly: view } } }\n"),
    deed: own("weekly", "ana@x.example"),
    wanted: "share pipeline:weekly/member:lee@x.example",
  },
  {
    code: "ambiguous",
    what: "revoke_key bot/k",
    tells: /share the name bot\/k .* revoke the others at the service/,
    live: acme("", bot(`owner: ana@x.example, ${key()}`)),
    files: acme("", bot(`owner: ana@x.example, ${key()}`)),
    first: at("key", { account: "bot", name: "k", scopes: ["pipelines:read"] }),
    deed: async (world) => {
      const { token, id } = world.sandbox.organizations[0] ?? { token: "", id: "" };
      const [live] = world.sandbox.dump().organizations;
      const old = live?.service_account_keys?.at(-1);
      const path = `/api/organizations/${id}/service-accounts/${old?.service_account_id ?? ""}/keys/${old?.id ?? ""}`;
      const headers = { authorization: `Bearer ${token}` };
      const answer = await fetch(`${world.sandbox.url}${path}`, { method: "DELETE", headers });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    },
  },
  {
    code: "ambiguous",
    what: "rename_team ops",
    tells: /Keep the one that is meant under previously/,
    live: acme("", "teams: { a: { name: A }, b: { name: B } }\n"),
    files: acme("", "teams: { ops: { name: Ops, previously: [a, b] } }\n"),
    deed: () => acme("", "teams: { ops: { name: Ops, previously: [a] }, b: { name: B } }\n"),
    wanted: "rename_team ops",
  },
  {
    code: "probable_rename",
    what: "create_team ops",
    tells: /previously/,
    live: acme(lee, "teams: { operations: { name: Ops, members: [lee@x.example] } }\n"),
    files: acme(
      lee,
      "teams: { ops: { name: Ops, members: [lee@x.example] } }\n",
      "  unlisted: { teams: delete }\n",
    ),
    deed: () =>
      acme(
        lee,
        "teams: { ops: { name: Ops, previously: [operations], members: [lee@x.example] } }\n",
        "  unlisted: { teams: delete }\n",
      ),
    wanted: "rename_team ops",
  },
  {
    code: "probable_rename",
    what: "unshare pipeline:nightly/member:lee@x.example",
    tells: /If so, write nightly in the files in place of nocturnal/,
    live: acme(sharing("nightly: view")),
    files: acme(sharing("nocturnal: view"), "", "  unlisted: { shares: delete }\n"),
    deed: () => acme(sharing("nightly: view"), "", "  unlisted: { shares: delete }\n"),
  },
  {
    code: "probable_rename",
    what: "unshare pipeline:nightly/member:lee@x.example",
    tells: /if not, take nocturnal out of the files until it is there/,
    live: acme(sharing("nightly: view, other: view")),
    files: acme(sharing("nocturnal: view, other: view"), "", "  unlisted: { shares: delete }\n"),
    deed: () => acme(sharing("other: view"), "", "  unlisted: { shares: delete }\n"),
    wanted: "unshare pipeline:nightly/member:lee@x.example",
  },
  {
    code: "probable_rename",
    what: "create_key bot/k",
    tells: /or call it by-hand in the files in place of k/,
    live: acme("", bot(`owner: ana@x.example, keys: {}`)),
    files: acme("", bot(`owner: ana@x.example, ${key(deliver)}`)),
    first: at("key", { account: "bot", name: "by-hand", scopes: ["pipelines:read"] }),
    deed: () => acme("", bot(`owner: ana@x.example, ${key(deliver).replace("{ k:", "{ by-hand:")}`)),
  },
  {
    code: "probable_rename",
    what: "create_key bot/k",
    tells: /if not, list by-hand too/,
    live: acme("", bot(`owner: ana@x.example, keys: {}`)),
    files: acme("", bot(`owner: ana@x.example, ${key(deliver)}`)),
    first: at("key", { account: "bot", name: "by-hand", scopes: ["pipelines:read"] }),
    deed: () =>
      acme(
        "",
        bot(
          `owner: ana@x.example, ${key(deliver).replace("{ k:", "{ by-hand: { scopes: [pipelines:read] }, k:")}`,
        ),
      ),
    wanted: "create_key bot/k",
  },
  {
    code: "unreviewed",
    what: "invite lee@x.example",
    tells: /plan again and have it reviewed/,
    live: acme(),
    files: acme(lee),
    request: () => ({ selection: () => ({ reviewed: new Set<string>() }) }),
    deed: () => Promise.resolve(),
    then: (_, { withheld }) => ({
      selection: () => reviewedSelection(new Set(withheld.map(({ id }) => id))),
    }),
    wanted: "invite lee@x.example",
  },
  {
    code: "drift",
    what: "promote lee@x.example",
    tells: /organization\.drift: correct would set it back/,
    live: acme("  lee@x.example: viewer\n"),
    files: acme(lee),
    request: (world) => ({ base: world.commit() }),
    deed: () => acme(lee, "", "  drift: correct\n"),
    wanted: "promote lee@x.example",
  },
  {
    code: "new_by_sso",
    what: "deactivate lee@x.example",
    tells: /add `lee@x\.example: viewer` to members; left alone until/,
    live: acme(),
    files: acme("", "", "  sso: { domains: [x.example] }\n  unlisted: { members: deactivate }\n"),
    joins: true,
    first: at("login", { email: "lee@x.example" }),
    deed: () => acme("  lee@x.example: viewer\n", "", "  sso: { domains: [x.example] }\n"),
  },
  {
    code: "clock",
    what: "deactivate lee@x.example",
    tells: /this machine's clock says .*, the service's .*: set this machine's clock right/,
    live: acme(lee),
    files: acme("  lee@x.example: { role: editor, expires: 2026-01-01 }\n"),
    first: at("clock", { now: "2025-11-02T09:00:00Z" }),
    deed: at("clock", { now: "2026-11-02T09:00:00Z" }),
    wanted: "deactivate lee@x.example",
  },
  {
    code: "ambiguous",
    what: "share pipeline:weekly/member:lee@x.example",
    tells: /the pipeline is named twice, as .* and the two lines differ; keep one of them/,
    live: acme(lee),
    files: acme(lee),
    first: async (world) => {
      await own("weekly", "ana@x.example")(world);
      const id = world.sandbox.dump().organizations[0]?.pipelines?.[0]?.id ?? "";
      await world.setFiles(filesOf(acme(sharing(`weekly: view, ${id}: edit`))));
    },
    deed: () => acme(sharing("weekly: view")),
    wanted: "share pipeline:weekly/member:lee@x.example",
  },
  {
    code: "no_successor",
    what: "create_service_account bot",
    tells: /nobody is there in their place; name another owner in service_accounts, or a successor/,
    live: acme(lee),
    files: acme("  lee@x.example: { state: deactivated }\n", bot("owner: lee@x.example")),
    deed: () => acme("  lee@x.example: { state: deactivated }\n", bot("owner: ana@x.example")),
    wanted: "create_service_account bot",
  },
  {
    code: "depends",
    what: "update_team a",
    tells: /team a would be below itself: a below b below a\. Declare the parent of each of them/,
    live: acme("", "teams: { a: { name: A }, b: { name: B, parent: a } }\n"),
    files: acme("", "teams: { a: { name: A, parent: b }, b: { name: B } }\n"),
    deed: () => acme("", "teams: { a: { name: A, parent: b }, b: { name: B, parent: null } }\n"),
    wanted: "update_team a",
  },
  {
    code: "no_successor",
    what: "demote lee@x.example",
    tells: /the files say that lee@x\.example owns pipeline nightly.*; name somebody else under ownership/,
    live: acme(lee),
    files: acme("  lee@x.example: viewer\n", "ownership: { pipelines: { nightly: lee@x.example } }\n"),
    first: own("nightly", "lee@x.example"),
    deed: () => acme("  lee@x.example: viewer\n", "ownership: { pipelines: { nightly: ana@x.example } }\n"),
    wanted: "demote lee@x.example",
  },
  {
    code: "ambiguous",
    what: "invite lea@x.example",
    tells: /lee@x\.example is still invited, .* Let them accept it first/,
    live: acme(),
    files: acme(lee),
    first: async (world) => {
      await world.apply();
      await world.setFiles(filesOf(acme(lea)));
    },
    deed: at("accept", { email: "lee@x.example" }),
    wanted: "change_email lea@x.example",
  },
  {
    code: "probable_rename",
    what: "invite lee@y.example",
    tells: /If so, give lee@x\.example under previously/,
    live: acme(lee),
    files: acme("  lee@y.example: editor\n", "", "  unlisted: { members: deactivate }\n"),
    deed: () =>
      acme(
        "  lee@y.example: { role: editor, previously: [lee@x.example] }\n",
        "",
        "  unlisted: { members: deactivate }\n",
      ),
    wanted: "change_email lee@y.example",
  },
];

function seedOf(live: string, seats: number | null, joins: boolean): SandboxState {
  const seed = seedFromStates(
    organizationsOf(filesOf(live)).map(({ key: name, connection, desired }) => ({
      ...{ key: name, id: connection.id, desired },
    })),
  );
  const organizations = seed.organizations.map((one) => ({
    ...one,
    seats: { total: seats },
    ...(joins ? { sso: { domains: ["x.example"], jit: true } } : {}),
  }));
  return { ...seed, organizations };
}

const named = ({ verb, key: name }: { readonly verb: string; readonly key: string }): string =>
  `${verb} ${name}`;

/** Sentences that another test follows: a piece of each, the test's file, and its title. */
const elsewhere: readonly (readonly [string, string, string])[] = [
  [
    " decides who is in team ",
    "e2e/githubDeep.test.ts",
    "synchronized teams are known before anybody is put into one, and all else is done",
  ],
  [
    "Take them out, or correct the id",
    "e2e/githubEdges.test.ts",
    "account with a number that was deleted: the plan says so, and nobody is invited",
  ],
  [
    ", as they are called here: one person. Write ",
    "e2e/scimNames.test.ts",
    "is one person: neither let in by the one name nor put out by the other",
  ],
  [
    "who stands in the files as well: one person. Take one of the two out",
    "e2e/scimNames.test.ts",
    "is not let in again where the files give both, and the place of the one is not given to the other",
  ],
  [
    " too (with a role, or with state: ",
    "e2e/githubEdges.test.ts",
    "is told apart from others by a line for each: the next plan goes on",
  ],
  [
    "a reason holds for one sending. Ask them",
    "unit/run/inviteAgain.test.ts",
    "sends once for each reason, and not again when it is declined again",
  ],
  [
    "write another reason, which it can vouch for",
    "unit/run/inviteAgain.test.ts",
    "takes a reason that its journal has seen from the first run on for one that was used",
  ],
  [
    "keep the journal that `apply` writes",
    "unit/run/inviteAgain.test.ts",
    "takes a reason that its journal has seen from the first run on for one that was used",
  ],
  ["add a seat at the service", "unit/plan/circles.test.ts", "ends by each way that it names"],
  [
    "name somebody who is an active member already",
    "unit/plan/circles.test.ts",
    "ends by each way that it names",
  ],
  [
    "take one of them out of the files until the others are done",
    "unit/plan/circles.test.ts",
    "ends by each way that it names",
  ],
  [
    "make somebody else an admin first, or ",
    "unit/plan/needsCircles.test.ts",
    "is not made where somebody else makes the loss safe",
  ],
  ["who approved it", "unit/plan/approvals.test.ts", "comes in on the word of an admin"],
  [
    "name the one that is meant by its id",
    "unit/plan/resourceNames.test.ts",
    "is shared as soon as the files name it by the id that the sentence tells",
  ],
  [
    "put it into MUSTER_TOKEN first",
    "unit/plan/rotation.test.ts",
    "of muster's own account only when the new one is in use",
  ],
  [
    "take it out and put it in again",
    "e2e/exceptions.test.ts",
    "applied when it was taken out and put in again",
  ],
  [", or write the id of the one that is meant", "unit/diff/twins.test.ts", "so does another active one"],
  [
    "found by a first run",
    "e2e/adoptionStory.test.ts",
    "is reported by its first run, is drift from then on, and follows changes and drift: correct",
  ],
  [
    "take it back, and ask for it again",
    "e2e/actionTerms.test.ts",
    "until it is taken back and asked for again",
  ],
  [
    "apply a plan that shows it (`plan --out FILE`",
    "unit/run/heldTerms.test.ts",
    "holds once a plan that shows it is applied",
  ],
  [
    "run it without --target, or name both",
    "e2e/target.test.ts",
    "takes nothing from anybody else: what needs such a loss is left, and says so",
  ],
  [
    " is the name of more than one thing here: write ",
    "e2e/target.test.ts",
    "is asked about, and each is taken by the word that is told",
  ],
  [
    "nobody knows who made ",
    "e2e/scimEdges.test.ts",
    "is muster's once the files give the id, where nobody else claims it",
  ],
  [
    "Correct the name in the files, or take them out",
    "e2e/githubEdges.test.ts",
    "account deleted: said as what it is, of that person only",
  ],
];

/** Told beside a plan, where nothing is withheld: a note, a change of terms. */
const beside: readonly string[] = [
  "which cannot rename it; call it",
  "take this back, merge the rules by themselves",
  " calls themselves ",
  "nothing says who is an admin here",
  "take their `invite_again` out",
];

/** The sentences whose deed was done here and ended them. */
const followed: string[] = [];

describe("a withheld sentence", () => {
  it.each(rows.map((row) => [`${row.code}, ${row.what}: ${row.tells.source}`, row] as const))(
    "tells what ends it: %s",
    async (_, row) => {
      const world = await createWorld({
        live: filesOf(row.live),
        files: filesOf(row.files),
        ...(row.seats === undefined && row.joins === undefined
          ? {}
          : { sandbox: { seed: seedOf(row.live, row.seats ?? null, row.joins ?? false) } }),
      });
      try {
        await row.first?.(world);
        const before = await world.plan(row.request?.(world));
        const held = before.withheld.find((it) => named(it) === row.what && row.tells.test(it.message));
        const shown = before.withheld.map((it) => `${it.code} ${named(it)}: ${it.message}`);
        if (held === undefined)
          throw new Error(
            `not withheld; withheld are:\n${shown.join("\n")}\nactions are: ${before.actions.map(named).join(", ")}`,
          );
        expect(held.code).toBe(row.code);
        const done = row.deed(world, held);
        if (typeof done === "string") await world.setFiles(filesOf(done));
        else await done;
        const request = row.then?.(world, before) ?? row.request?.(world);
        const after = await world.plan(request);
        expect(after.withheld.filter((it) => it.kind === held.kind && it.key === held.key)).toEqual([]);
        followed.push(held.message);
        if (row.wanted === undefined) return;
        expect(after.actions.map(named)).toContain(row.wanted);
        const { result } = await world.apply(request);
        const outcome = result?.outcomes.find(({ action }) => named(action) === row.wanted);
        expect(outcome?.status).toBe("done");
      } finally {
        await world.close();
      }
    },
  );

  it("is followed above or by the test that is named for it, as the sources write it", () => {
    const tests = join(import.meta.dirname, "..");
    for (const [piece, file, title] of elsewhere)
      expect([piece, readFileSync(join(tests, file), "utf8").includes(title)]).toEqual([piece, true]);
    const all = tellingSentences(join(tests, "../src"));
    expect(all.length).toBeGreaterThan(25);
    const missing = all.filter(
      (sentence) =>
        !followed.some((message) => says(message, sentence)) &&
        ![...beside, ...elsewhere.map(([piece]) => piece)].some((piece) =>
          sentence.pieces.some((text) => text.includes(piece)),
        ),
    );
    expect(missing).toEqual([]);
    const unused = elsewhere.filter(
      ([piece]) => !all.some(({ pieces }) => pieces.some((text) => text.includes(piece))),
    );
    expect(unused).toEqual([]);
  });

  it("has a row here for each code", () => {
    // What the service cannot do, nobody can be told to do; this one can do everything that its files may ask for.
    const all = Object.entries(planasonixCapabilities)
      .flatMap(([kind, of]) => (kind === "role_grant" ? [] : Object.values(of)))
      .every(({ can }) => can === "yes");
    // Of other services: strangers, unknown accounts, quotas and what others provision (e2e/githubEdges, e2e/scimEdges). What
    // a target leaves, another run does (e2e/target).
    const others = ["stranger", "managed_elsewhere", "unknown_account", "quota", "not_targeted"];
    const coded = new Set<string>(rows.map(({ code }) => code));
    const missing = withheldCodes.filter((code) => !coded.has(code));
    expect([missing, all]).toEqual([["unsupported", ...others], true]);
  });
});
