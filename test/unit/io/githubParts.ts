/** A fake GitHub and a client of it for one test; both end with it. */
import { afterEach } from "vitest";
import { createGitHub, type GitHubOptions } from "../../../src/forge/github/client.ts";
import type { Asked, GitHub } from "../../../src/forge/github/github.ts";
import { fakeClock } from "../../fakes/clock.ts";
import type { Permissions } from "../../fakes/github/permissions.ts";
import { startFakeGitHub, type FakeGitHub, type FakeGitHubOptions } from "../../fakes/github/server.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((item) => item.close()));
});

export const everything: Permissions = {
  contents: "read",
  "pull-requests": "write",
  issues: "write",
  deployments: "read",
  actions: "read",
};

export async function fake(options: FakeGitHubOptions = {}): Promise<FakeGitHub> {
  const server = await startFakeGitHub({ tokens: { "token-all": everything }, ...options });
  open.push(server);
  return server;
}

export function client(server: FakeGitHub, more: Partial<GitHubOptions> = {}): GitHub {
  const github = createGitHub({
    apiUrl: server.apiUrl,
    token: "token-all",
    repository: server.state.repository.fullName,
    env: {},
    clock: fakeClock(),
    ...more,
  });
  open.push(github);
  return github;
}

export function valueOf<T>(asked: Asked<T>): T {
  if (!asked.ok) throw new Error(asked.message);
  return asked.value;
}
