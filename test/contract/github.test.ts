/** The GitHub provider against the embedded GitHub, with pages so small that every list has several. */
import { createHttp } from "../../src/io/http.ts";
import { service } from "../../src/providers/github/index.ts";
import { parseFaults } from "../../src/sandbox/github/fault.ts";
import { sandboxToken, seedFromStates } from "../../src/sandbox/github/fromStates.ts";
import { startGitHub, type GitHubSandbox } from "../../src/sandbox/github/start.ts";
import { fakeClock } from "../fakes/clock.ts";
import { asPublished } from "../fixtures/github/published.ts";
import { providerContract } from "./provider.contract.ts";

const id = "acme";

providerContract("github", {
  connection: { provider: "github", id },
  capabilities: service.capabilities,
  open: async ({ key, desired }) => {
    const clock = fakeClock();
    const seed = seedFromStates([{ key, id, desired }]);
    const [organization] = seed.organizations;
    if (organization === undefined) throw new Error("the seed holds no organization");
    const sandbox = await startGitHub({
      clock,
      pageSize: 2,
      seed: {
        ...seed,
        // Whoever is invited has an account, and what is shared later is there.
        accounts: [...(seed.accounts ?? []), { login: "kim" }, { login: "zoe" }],
        organizations: [{ ...organization, repositories: [...(organization.repositories ?? []), "lake"] }],
      },
    });
    const plain = createHttp({ proxyEnv: {}, userAgent: "muster" });
    const token = sandboxToken(key);
    let isHeld = true;
    let runs = 0;
    const options = () => {
      runs += 1;
      return {
        organizationId: id,
        address: new URL(sandbox.url),
        token,
        // What troubles answer is not what GitHub publishes.
        http: isHeld ? asPublished(plain) : plain,
        clock,
        random: () => 0.5,
        runNonce: `run-${runs}`,
        timeoutMs: 2000,
      };
    };
    return {
      reader: () => service.reader(options()),
      writer: (live) => service.writer(options(), live),
      accept: (login) => control(sandbox, "accept", login),
      failInvitation: (login) => control(sandbox, "fail", login),
      makeKey: () => Promise.reject(new Error("a key was asked for")),
      cutMembersShort: () => {
        addFaults(sandbox, "short@graphqlx*");
      },
      troubles: [
        "401",
        "403",
        "404",
        "422",
        "429",
        "secondary",
        "secondary-text",
        "limited",
        "500",
        "502",
        "html",
        "cut",
        "redirect:https://evil.example/",
        "drop-before",
        "drop-after",
        "allowlist",
        "sso",
      ],
      cause: (trouble) => {
        isHeld = false;
        sandbox.clearFaults();
        addFaults(sandbox, `${trouble}@anyx*`);
        return Promise.resolve();
      },
      requests: () => sandbox.requests().length,
      token,
      close: async () => {
        await plain.close();
        await sandbox.close();
      },
    };
  },
});

function addFaults(sandbox: GitHubSandbox, spec: string): void {
  const faults = parseFaults(spec);
  if ("error" in faults) throw new Error(faults.error);
  for (const fault of faults) sandbox.addFault(fault);
}

async function control(sandbox: GitHubSandbox, step: "accept" | "fail", login: string): Promise<void> {
  const answer = await fetch(`${sandbox.url}/sandbox/github/${step}`, {
    method: "POST",
    body: JSON.stringify({ login }),
  });
  if (!answer.ok) throw new Error(`${step} ${login}: ${await answer.text()}`);
}
