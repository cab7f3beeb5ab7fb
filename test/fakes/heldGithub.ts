/** The embedded GitHub, with each request that comes held against what GitHub publishes before it is answered. */
import { Hono } from "hono";
import { serve } from "../../src/sandbox/kit/server.ts";
import { watchOn } from "../../src/sandbox/kit/watch.ts";
import type { SandboxApp } from "../../src/sandbox/kit/exchange.ts";
import { addGitHub } from "../../src/sandbox/github/app.ts";
import { openGitHub, type GitHubOptions, type GitHubSandbox } from "../../src/sandbox/github/start.ts";
import { wrongWith } from "../fixtures/github/asked.ts";

export interface HeldGitHub {
  readonly sandbox: GitHubSandbox;
  /** What was asked that GitHub does not know. */
  readonly wrong: readonly string[];
}

/** Starts it, as `startGitHub` does. */
export async function startHeldGitHub(options: GitHubOptions): Promise<HeldGitHub> {
  const running = openGitHub(options);
  const wrong: string[] = [];
  const app: SandboxApp = new Hono();
  app.use("*", async ({ req }, next) => {
    const url = new URL(req.url);
    const { method } = req;
    // Its own handles are no part of GitHub.
    if (!url.pathname.startsWith("/sandbox/")) {
      const complaint = wrongWith({ method, url, body: await req.text() });
      if (complaint !== undefined) wrong.push(complaint);
    }
    await next();
  });
  addGitHub(app, running);
  const { url, close } = await serve(app, options.port ?? 0);
  return { sandbox: { url, world: running.world, ...watchOn(running), close }, wrong };
}
