/** Made-up organizations behind a sandbox, and how muster reaches it. */
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { accessFiles, changed, leavers, writeFiles } from "./data.mjs";
import { node, startServer } from "./measure.mjs";

/** Members in teams. */
export const plain = (members) => ({ members, teams: members / 20 });
/** With all kinds: resources are what the shares are of. */
export const whole = (members) => ({
  ...plain(members),
  resources: members / 10,
  shares: members / 2,
  serviceAccounts: members / 20,
});

/** The variables with which muster reaches a sandbox. */
export function environmentFor({ url, organizations }) {
  const variable = organizations[0].key.toUpperCase();
  return { [`MUSTER_TOKEN_${variable}`]: organizations[0].token, [`MUSTER_API_${variable}`]: url };
}

/** A sandbox with that live state, files that differ from it, and the two things to measure. */
export async function openPlan({ cli, folder }, state) {
  const [{ members, shares }] = state.organizations;
  const place = mkdtempSync(join(folder, "plan-"));
  const access = join(place, "access");
  const seed = join(place, "seed.json");
  mkdirSync(access);
  writeFiles(access, changed(accessFiles(state)));
  writeFileSync(seed, JSON.stringify(state));
  const server = await startServer([cli, "sandbox", "--quiet", "--seed", seed]);
  const { url, organizations } = server.ready;
  const { id, token } = organizations[0];
  const env = environmentFor(server.ready);
  // Only lists of what the files name are read.
  const named = shares.length === 0 ? "" : "pipelines,connections,projects";
  return {
    server,
    pages: (how) => {
      const args = [url, token, id, String(members.length), named, String(leavers)];
      return node([join(import.meta.dirname, "pages.mjs"), ...args], how);
    },
    bare: async (how) => {
      const done = await node([join(import.meta.dirname, "bare.mjs"), url, token, id, access], how);
      // Ten who are new, twenty with another role and those who leave.
      if (!done.stdout.includes(`members ${30 + leavers}\n`))
        throw new Error(`These are not the differences that were expected:\n${done.stdout}`);
      return done;
    },
    plan: async (how) => {
      const done = await node([cli, "plan", "--quiet", "--access", access], { ...how, env });
      if (!done.stdout.includes("newcomer01@acme.example"))
        throw new Error(`This is not the plan that was expected:\n${done.stdout}`);
      return done;
    },
  };
}
