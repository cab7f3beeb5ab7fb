/** What the writer's tests share: a seeded sandbox, actions, and what every verb is held to. */
import { afterEach, describe, expect, it } from "vitest";
import type { Http } from "../../../src/io/http.ts";
import type { ResourceKind } from "../../../src/model/entities/resource.ts";
import type { Kind } from "../../../src/model/entity.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import type { Action, Verb } from "../../../src/model/plan.ts";
import type { ProviderFailure, Receipt, Writer } from "../../../src/model/provider.ts";
import type { State } from "../../../src/model/state.ts";
import type { PlanasonixOptions } from "../../../src/providers/planasonix/options.ts";
import { planasonixReader } from "../../../src/providers/planasonix/read.ts";
import { planasonixWriter } from "../../../src/providers/planasonix/write.ts";
import { parseFault } from "../../../src/sandbox/planasonix/fault.ts";
import { startSandbox, type Sandbox } from "../../../src/sandbox/planasonix/start.ts";
import type { SandboxState } from "../../../src/sandbox/planasonix/state.ts";
import { fakeClock, optionsFor, plainHttp, start } from "./bench.ts";

const open: { sandbox?: Sandbox; http?: Http } = {};
afterEach(async () => {
  await open.http?.close();
  await open.sandbox?.close();
});

export interface Bench {
  readonly sandbox: Sandbox;
  readonly writer: Writer;
  read(): Promise<State>;
  /** Another run's writer, from what is live now. */
  another(more?: Partial<PlanasonixOptions>): Promise<Writer>;
  /** Somebody changes the live organization by hand. */
  control(step: "edit" | "own", body: object): Promise<void>;
  /** The next requests meet this fault. */
  fault(spec: string): void;
}

export const token = "plnx_sandbox_acme";

/** A sandbox with this seed, and a writer for what was read from it, these lists of resources included. */
export async function benchOf(
  seed: SandboxState,
  resources: readonly ResourceKind[],
  more: Partial<PlanasonixOptions> = {},
): Promise<Bench> {
  const clock = { ...fakeClock(), now: () => start };
  const sandbox = await startSandbox({ seed, clock });
  const http = plainHttp();
  Object.assign(open, { sandbox, http });
  const options = optionsFor(new URL(sandbox.url), { http, token, ...more });
  const read = async (): Promise<State> => {
    const result = await planasonixReader({ ...options, timeoutMs: 30_000 }).readState({ resources });
    if (!result.ok) throw new Error(result.message);
    return result.state;
  };
  const writer = planasonixWriter(options, await read());
  sandbox.resetRequests();
  return {
    sandbox,
    writer,
    read,
    another: async (others = {}) =>
      planasonixWriter({ ...options, timeoutMs: 30_000, runNonce: "run-2", ...others }, await read()),
    control: async (step, body) => {
      const answer = await fetch(`${sandbox.url}/sandbox/${step}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ organization: "acme", ...body }),
      });
      expect(answer.ok, await answer.text()).toBe(true);
    },
    fault: (spec) => {
      const parsed = parseFault(spec);
      if ("error" in parsed) throw new Error(parsed.error);
      sandbox.addFault(parsed);
    },
  };
}

export interface Case {
  readonly verb: Verb;
  readonly kind: Kind;
  readonly key: string;
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
}

export const one = (
  verb: Verb,
  kind: Kind,
  key: string,
  before: JsonObject | null,
  after: JsonObject | null,
): Case => ({ verb, kind, key, before, after });

const actionOf = (item: Case): Action => {
  const action = {
    ...item,
    id: `${item.verb}-${item.key}`,
    phase: 1,
    cause: "change",
    needs: [],
    risk: "low",
    source: null,
  };
  return action as unknown as Action;
};

export const run = (writer: Writer, item: Case, signal?: AbortSignal): Promise<Receipt | ProviderFailure> =>
  writer.execute(actionOf(item), signal);

/** Events of the audit log since the start. */
export const effectsOf = ({ sandbox }: Bench): number => sandbox.dump().organizations[0]?.audit?.length ?? 0;

interface Verbs {
  readonly cases: readonly Case[];
  readonly bench: (more?: Partial<PlanasonixOptions>) => Promise<Bench>;
  /** The live organization is as the action wanted it. */
  readonly expectDone: (state: State, item: Case, bench: Bench) => void;
  /** Audit events of one undisturbed action, what it takes along included; 1 where it is not named. */
  readonly effects: Readonly<Partial<Record<Verb, number>>>;
}

const faults = [
  "429:2@write",
  "500@write",
  "502@write",
  "drop-before@write",
  "drop-after@write",
  "timeout-after@write",
  "cut@write",
];

/** Every verb, undisturbed and with every way in which an answer can be lost. */
export function everyVerb({ cases, bench, expectDone, effects }: Verbs): void {
  const named = cases.map((item) => ({ item, name: `${item.verb} ${item.key}` }));
  const disturbed = faults.flatMap((fault) => named.map((row) => ({ ...row, fault })));
  const countOf = ({ verb }: Case): number => effects[verb] ?? 1;

  describe("each verb", () => {
    it.each(named)("$name: done, and already so for whoever comes second", async ({ item }) => {
      const b = await bench();
      const late = await b.another();
      const receipt = await run(b.writer, item);
      expect(receipt).toMatchObject({ ok: true, status: "done", requestId: expect.any(String) as unknown });
      expectDone(await b.read(), item, b);
      expect(effectsOf(b)).toBe(countOf(item));
      expect(await run(late, item)).toMatchObject({ ok: true, status: "already" });
      expect(effectsOf(b)).toBe(countOf(item));
    });

    it.each(disturbed)("$name survives $fault, once", async ({ fault, item }) => {
      // Short only where an answer never comes: elsewhere a busy machine would make faults of its own.
      const b = await bench(fault.startsWith("timeout") ? { timeoutMs: 300 } : {});
      b.fault(fault);
      expect(await run(b.writer, item)).toMatchObject({ ok: true, status: "done" });
      expectDone(await b.read(), item, b);
      expect(effectsOf(b)).toBe(countOf(item));
    });

    it.each(named)(
      "$name: a service that always fails leaves an unknown or failed action, never a wrong one",
      async ({ item }) => {
        const b = await bench();
        b.fault("500@writex*");
        expect(await run(b.writer, item)).toMatchObject({ ok: false, kind: "give_up" });
        expect(effectsOf(b)).toBe(0);
      },
    );
  });
}
