/** What every exchange with a sandbox has: its record, the wait that a fault asks for, and an end that may be no answer. */
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context, Hono } from "hono";
import type { Silence } from "./fault.ts";

/** With the sockets below each request. */
type Env = { Bindings: HttpBindings };
export type SandboxApp = Hono<Env>;
export type SandboxContext = Context<Env>;

/** One request as it was seen; requests to the control routes are not kept. */
export interface Exchanged<Route extends string> {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** Null for a path that is no route. */
  readonly route: Route | null;
  /** The status that was sent, or `dropped` when no answer was (yet). */
  readonly status: number | "dropped";
}

/** While it goes on. */
export type Open<Record> = { -readonly [Field in keyof Record]: Record[Field] };

export function exchanged<Route extends string>({ req }: SandboxContext, route: Route | null) {
  const { pathname, search } = new URL(req.url);
  const seen: Exchanged<Route> = { method: req.method, path: pathname + search, route, status: "dropped" };
  return seen;
}

/** What a service answers. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  /** In place of a body that is JSON. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer, or the silence in its place: the socket is cut, or held until the client gives up. */
export async function ended(
  { env }: SandboxContext,
  log: { status: number | "dropped" },
  outcome: Response | Silence,
): Promise<Response> {
  if (outcome instanceof Response) {
    log.status = outcome.status;
    return outcome;
  }
  const { incoming, outgoing } = env;
  if (outcome === "drop") incoming.socket.destroy();
  else if (!incoming.socket.destroyed)
    await new Promise<void>((resolve) => void outgoing.on("close", () => resolve()));
  return RESPONSE_ALREADY_SENT;
}
