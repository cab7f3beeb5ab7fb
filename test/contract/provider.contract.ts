/**
 * What every provider promises to the rest of muster, whatever the service behind it: a live organization is walked
 * through a chain of desired states, each read back, and nothing is ever done twice.
 */
import { textOf } from "../../src/model/jsonFields.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { diff } from "../../src/diff/diff.ts";
import { capabilityOf, type Capabilities } from "../../src/model/capability.ts";
import type { Connection, Organization } from "../../src/model/organization.ts";
import { kinds } from "../../src/model/entity.ts";
import type { Action, Plan, Verb } from "../../src/model/plan.ts";
import { verbs } from "../../src/kinds/verbs.ts";
import type { LiveRead, Reader, ReadScope, Writer } from "../../src/model/provider.ts";
import { entitiesOf, type State } from "../../src/model/state.ts";
import { leaversOf } from "../../src/plan/leavers.ts";
import { planOrganization } from "../../src/plan/plan.ts";
import { organizationsOf } from "../fakes/world.ts";
import { chainIn, startText } from "./chain.ts";
import { dialectOf } from "./dialect.ts";

/** One live organization behind a provider, and a hand on the service that the provider does not have. */
export interface Harness {
  /** A new Reader, as each run makes one. */
  reader(): Reader;
  /** A new Writer, as each run makes one. */
  writer(live: State): Writer;
  /** Somebody, by what the files call them, accepts their invitation. */
  accept(person: string): Promise<void>;
  /** Somebody's invitation cannot be delivered. */
  failInvitation(person: string): Promise<void>;
  /** A member makes themselves an API key; never asked of a service that can revoke none. */
  makeKey(person: string): Promise<void>;
  /** From now on, lists of members end too early. */
  cutMembersShort(): void;
  /** Ways in which every request can fail from now on, one at a time. */
  readonly troubles: readonly string[];
  cause(trouble: string): Promise<void>;
  /** Requests that the service has seen. */
  requests(): number;
  /** What no failure may hold. */
  readonly token: string;
  close(): Promise<void>;
}

export interface HarnessMaker {
  /** What the files' `organization` section says of the connection. */
  readonly connection: Pick<Connection, "provider" | "id" | "api"> & { readonly scim?: object };
  readonly capabilities: Capabilities;
  /** A service in which everything is as the organization's files say. */
  open(organization: Organization): Promise<Harness>;
}

/** Declares the suite for one provider. */
export function providerContract(name: string, maker: HarnessMaker): void {
  const declared = (text: string, policy: object = {}): Organization => {
    // JSON is YAML.
    const section = JSON.stringify({ ...maker.connection, ...policy });
    const [organization] = organizationsOf({ "acme/organization.yaml": `organization: ${section}\n${text}` });
    if (organization === undefined) throw new Error("the files declare no organization");
    return organization;
  };

  const { capabilities } = maker;
  const { vocabulary } = declared("").desired;
  const dialect = dialectOf(vocabulary, capabilities);
  /** Lists of every kind of resource. */
  const resources = [...new Set([...vocabulary.shared, ...vocabulary.owned].map(({ kind }) => kind))];
  const { spoken, person } = dialect;

  describe(`provider contract: ${name}`, () => {
    let harness: Asked;
    const start = declared(spoken(startText));
    beforeEach(async () => {
      harness = { ...(await maker.open(start)), capabilities, resources };
    });
    afterEach(() => harness.close());

    it("walks a chain of desired states, and every second plan is empty", async () => {
      const done = new Set<string>();
      for (const step of chainIn(dialect)) {
        const organization = declared(step.files, step.policy);
        for (const email of step.undelivered ?? []) await harness.failInvitation(person(email));
        for (const email of step.accepted ?? []) await harness.accept(person(email));
        for (const email of step.withKeys ?? []) await harness.makeKey(person(email));
        const plan = await planOf(harness, organization);
        expect(plan.findings, step.name).toEqual([]);
        expect(plan.actions.map(nameOf), step.name).toEqual(step.does);
        for (const action of plan.actions) {
          await executeTwice({ harness, organization, action });
          done.add(`${action.kind} ${action.verb}`);
        }
        const second = await planOf(harness, organization);
        expect(second.actions, step.name).toEqual([]);
        expect(
          second.withheld.filter(({ code }) => code !== "waiting" && code !== "unmanaged"),
          step.name,
        ).toEqual([]);
      }
      expect([...done].sort(), "verbs that the provider can do").toEqual(
        verbsOfKinds
          .filter(([kind, verb]) => can(harness, kind, verb) === "yes")
          .map(([kind, verb]) => `${kind} ${verb}`)
          .sort(),
      );
    });

    it("reads the same twice", async () => {
      const first = await read(harness);
      const second = await read(harness);
      expect(entitiesOf(second.state)).toEqual(entitiesOf(first.state));
      expect(second.state.coverage).toEqual(first.state.coverage);
      expect(second.acting).toEqual(first.acting);
      expect(second.requests).toBe(first.requests);
    });

    it("reads every page, and what is declared is live", async () => {
      const { state } = await read(harness);
      for (const kind of kinds) {
        expect([...state[kind].keys()], kind).toEqual([...start.desired[kind].keys()]);
        expect(state.coverage[kind], kind).toEqual({ complete: true });
      }
      const plan = await planOf(harness, start);
      expect([...plan.actions, ...plan.withheld]).toEqual([]);
    });

    it("refuses what it cannot do without a call", async () => {
      const { state } = await read(harness);
      const writer = harness.writer(state);
      const before = harness.requests();
      const refused = verbsOfKinds.filter(([kind, verb]) => can(harness, kind, verb) !== "yes");
      expect(refused.length).toBeGreaterThan(0);
      for (const [kind, verb] of refused) {
        const key = "cat@acme.example";
        const receipt = await writer.execute({
          ...blank,
          kind,
          verb,
          key,
          before: { email: key },
          after: { email: "cat@new.example" },
        } as Action);
        expect(receipt, `${verb} of a ${kind}`).toMatchObject({
          ok: false,
          kind: "give_up",
          code: "unsupported",
        });
      }
      expect(harness.requests()).toBe(before);
    });

    it("says so when a read did not finish", async () => {
      harness.cutMembersShort();
      const { state } = await read(harness);
      expect(state.member.size).toBeLessThan(start.desired.member.size);
      expect(state.coverage.member).toMatchObject({
        complete: false,
        reason: expect.stringMatching(/members/),
      });
      const policy = { unlisted: { members: dialect.can("deactivate") ? "deactivate" : "remove" } };
      const few = spoken("members: { ben@acme.example: admin, dan@acme.example: admin }");
      const plan = await planOf(harness, declared(few, policy));
      expect(plan.actions.map(({ verb }) => verb)).toContain("invite");
      for (const action of plan.actions) expect(action.uncovered, action.key).toBeTypeOf("string");
      expect(plan.findings.map(({ guard }) => guard)).toContain("coverage");
    });

    it("shows its key in no failure", async () => {
      const live = await read(harness);
      const organization = declared(
        spoken(startText.replace("cat@acme.example: editor", "cat@acme.example: admin")),
      );
      const [action] = (await planOf(harness, organization)).actions;
      if (action === undefined) throw new Error("nothing to do");
      expect(harness.troubles.length).toBeGreaterThan(0);
      for (const trouble of harness.troubles) {
        await harness.cause(trouble);
        const failedRead = await harness.reader().readState({ resources });
        expect(failedRead.ok, trouble).toBe(false);
        const failedWrite = await harness.writer(live.state).execute(action);
        expect(failedWrite.ok, trouble).toBe(false);
        for (const failure of [failedRead, failedWrite]) {
          expect(JSON.stringify(failure), trouble).not.toContain(harness.token);
          expect("message" in failure && failure.message.length, trouble).toBeGreaterThan(20);
        }
      }
    });
  });
}

const verbsOfKinds: readonly (readonly [Action["kind"], Verb])[] = kinds.flatMap((kind) =>
  verbs.map((verb) => [kind, verb] as const),
);

/** A service that is asked, and how. */
interface Asked extends Harness {
  readonly capabilities: Capabilities;
  /** Lists of these kinds are read. */
  readonly resources: ReadScope["resources"];
}

function can(harness: Asked, kind: Action["kind"], verb: Verb): string {
  return capabilityOf(harness.capabilities, kind, verb).can;
}

/** The parts of an action that a writer does not look at. */
const blank = {
  id: "0".repeat(32),
  phase: 1,
  cause: "change",
  needs: [],
  risk: "low",
  source: null,
} as const;

async function read(harness: Asked, organization?: Organization): Promise<LiveRead> {
  const { share, ownership } = organization?.desired ?? {};
  const named = [...(share?.values() ?? []), ...(ownership?.values() ?? [])];
  const live = await harness.reader().readState({
    resources: harness.resources,
    grants: "all",
    named: named.map(({ resource: kind, name }) => ({ kind, name })),
  });
  if (!live.ok) throw new Error(live.message);
  return live;
}

/** The plan against what is live now, with what leavers hold, as a run makes it. */
async function planOf(harness: Asked, organization: Organization): Promise<Plan> {
  const live = await read(harness, organization);
  const differences = diff(organization, live.state);
  const heldBack = new Set(differences.heldBack.map((item) => `${item.kind} ${item.key}`));
  const held = await harness.reader().readHoldings(leaversOf(organization, differences.live, heldBack));
  if (!held.ok) throw new Error(held.message);
  return planOrganization(
    {
      organization,
      differences,
      capabilities: harness.capabilities,
      acting: live.acting,
      holdings: held.holdings,
      requests: live.requests + held.requests,
      ...(live.seats === undefined ? {} : { seats: live.seats }),
    },
    { now: "2026-11-02T00:00:00Z" },
  );
}

/** A person's own key is known by an id that the service chose. */
function nameOf({ verb, kind, key, before }: Action): string {
  const member = kind === "key" ? textOf(before, "member") : undefined;
  return `${verb} ${member === undefined ? key : `${member}/KEY`}`;
}

/** Two runs made the same plan from the same state, and both carry out this action: only the first has an effect. */
async function executeTwice(input: {
  readonly harness: Asked;
  readonly organization: Organization;
  readonly action: Action;
}): Promise<void> {
  const { harness, organization, action } = input;
  const name = `${action.verb} ${action.key}`;
  const { live } = diff(organization, (await read(harness, organization)).state);
  const [first, second] = [harness.writer(live), harness.writer(live)];
  expect(await first.execute(action), name).toMatchObject({ ok: true, status: "done" });
  const after = await read(harness);
  const again = await second.execute(action);
  expect(again.ok ? again.status : again.code, `${name}, a second time`).toMatch(/^(already|stale)$/);
  // Ids, versions and counts of sendings are part of what is read, so that no effect can hide.
  expect(entitiesOf((await read(harness)).state), `after ${name} a second time`).toEqual(
    entitiesOf(after.state),
  );
}
