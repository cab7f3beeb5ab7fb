/** The SCIM provider against the embedded server, with pages so small that every list has several. */
import { createHttp } from "../../src/io/http.ts";
import type { ScimSettings } from "../../src/model/scim.ts";
import { service } from "../../src/providers/scim/index.ts";
import { characters } from "../../src/sandbox/scim/character.ts";
import { parseFaults } from "../../src/sandbox/scim/fault.ts";
import { seedFromStates } from "../../src/sandbox/scim/fromStates.ts";
import { startScim, type ScimSandbox } from "../../src/sandbox/scim/start.ts";
import { fakeClock } from "../fakes/clock.ts";
import { providerContract } from "./provider.contract.ts";

const id = "wiki";
const scim: ScimSettings = {
  profile: "strict",
  userName: "login",
  manages: "own",
  remove: true,
  role: { from: "roles", admin: "owner" },
};

providerContract("scim", {
  connection: {
    provider: "scim",
    id,
    api: "https://wiki.example/scim/v2",
    scim: { user_name: "login", remove: true, role: scim.role },
  },
  capabilities: service.capabilitiesBy?.(scim) ?? service.capabilities,
  open: async ({ desired }) => {
    const clock = fakeClock();
    const [seed] = seedFromStates([{ key: id, scim, desired }]);
    if (seed === undefined) throw new Error("the seed holds no organization");
    const sandbox = await startScim({
      clock,
      seed: [{ ...seed, character: { ...characters.lax, pageSize: 2 } }],
    });
    const http = createHttp({ proxyEnv: {}, userAgent: "muster" });
    let runs = 0;
    const options = () => {
      runs += 1;
      return {
        organizationId: id,
        address: new URL(sandbox.address(id)),
        token: seed.token,
        scim,
        http,
        clock,
        random: () => 0.5,
        runNonce: `run-${runs}`,
        timeoutMs: 2000,
      };
    };
    const nobody = (): Promise<never> => Promise.reject(new Error("there are no invitations"));
    return {
      reader: () => service.reader(options()),
      writer: (live) => service.writer(options(), live),
      // Whoever is let in is there at once.
      accept: () => Promise.resolve(),
      failInvitation: () => Promise.resolve(),
      makeKey: nobody,
      cutMembersShort: () => {
        addFaults(sandbox, "truncated@users:2x*");
      },
      troubles: [
        "401",
        "403",
        "400",
        "429",
        "429-bare",
        "500",
        "501",
        "502",
        "html",
        "bare",
        "page",
        "drop-before",
      ],
      cause: (trouble) => {
        sandbox.clearFaults();
        addFaults(sandbox, `${trouble}@anyx*`);
        return Promise.resolve();
      },
      requests: () => sandbox.requests().length,
      token: seed.token,
      close: async () => {
        await http.close();
        await sandbox.close();
      },
    };
  },
});

function addFaults(sandbox: ScimSandbox, spec: string): void {
  const faults = parseFaults(spec);
  if ("error" in faults) throw new Error(faults.error);
  for (const fault of faults) sandbox.addFault(fault);
}
