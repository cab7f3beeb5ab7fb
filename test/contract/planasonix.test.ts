/** The Planasonix provider against the sandbox, with pages so small that every list has several. */
import { createHttp } from "../../src/io/http.ts";
import { planasonixCapabilities } from "../../src/providers/planasonix/capabilities.ts";
import { planasonixReader } from "../../src/providers/planasonix/read.ts";
import { planasonixWriter } from "../../src/providers/planasonix/write.ts";
import { parseFaults } from "../../src/sandbox/planasonix/fault.ts";
import { seedFromStates } from "../../src/sandbox/planasonix/seed.ts";
import { startSandbox, type Sandbox } from "../../src/sandbox/planasonix/start.ts";
import { fakeClock } from "../fakes/clock.ts";
import { providerContract } from "./provider.contract.ts";

const id = "org_01acme";
/** Every place takes every secret. */
const fine = () => Promise.resolve({ ok: true } as const);

providerContract("planasonix", {
  connection: { provider: "planasonix", id },
  capabilities: planasonixCapabilities,
  open: async ({ key, desired }) => {
    const clock = fakeClock();
    const sandbox = await startSandbox({ seed: seedFromStates([{ key, id, desired }]), clock, pageSize: 2 });
    const http = createHttp({ proxyEnv: {}, userAgent: "muster" });
    const token = sandbox.organizations[0]?.token ?? "";
    let runs = 0;
    const options = () => {
      runs += 1;
      const address = new URL(sandbox.url);
      return {
        organizationId: id,
        address,
        token,
        http,
        clock,
        random: () => 0.5,
        runNonce: `run-${runs}`,
        timeoutMs: 2000,
        deliver: { check: fine, deliver: fine },
      };
    };
    return {
      reader: () => planasonixReader(options()),
      writer: (live) => planasonixWriter(options(), live),
      accept: (email) => control(sandbox, "accept", email),
      failInvitation: (email) => control(sandbox, "fail", email),
      makeKey: (email) => control(sandbox, "key", email),
      cutMembersShort: () => addFaults(sandbox, "truncated@membersx*"),
      troubles: [
        "401",
        "403",
        "422",
        "429",
        "500",
        "html",
        "cut",
        "wrong-type",
        "redirect:https://evil.example/",
        "drop-before",
      ],
      cause: async (trouble) => {
        await fetch(`${sandbox.url}/sandbox/fault`, { method: "DELETE" });
        addFaults(sandbox, `${trouble}@anyx*`);
      },
      requests: () => sandbox.requests().length,
      token,
      close: async () => {
        await http.close();
        await sandbox.close();
      },
    };
  },
});

function addFaults(sandbox: Sandbox, spec: string): void {
  const faults = parseFaults(spec);
  if ("error" in faults) throw new Error(faults.error);
  for (const fault of faults) sandbox.addFault(fault);
}

async function control(sandbox: Sandbox, step: "accept" | "fail" | "key", email: string): Promise<void> {
  const answer = await fetch(`${sandbox.url}/sandbox/${step}`, {
    method: "POST",
    body: JSON.stringify({ email, ...(step === "key" ? { name: "laptop" } : {}) }),
  });
  if (!answer.ok) throw new Error(`${step} ${email}: ${await answer.text()}`);
}
