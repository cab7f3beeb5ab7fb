/** The types of the HTTP application, for the files that share it. */
import type { HttpBindings } from "@hono/node-server";
import type { Context, Hono } from "hono";

/** One request, with the sockets below it. */
export type SandboxContext = Context<{ Bindings: HttpBindings }>;
/** The application: the contract's routes and the control routes. */
export type SandboxApp = Hono<{ Bindings: HttpBindings }>;
