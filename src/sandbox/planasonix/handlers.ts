/** What each route of the contract does. A new route in the contract fails to compile until it is here. */
import { accessHandlers } from "./handlers/access.ts";
import { peopleHandlers } from "./handlers/people.ts";
import { resourceHandlers } from "./handlers/resources.ts";
import type { Handlers } from "./call.ts";

/** The handlers; what they are called with was checked before. */
export const handlers: Handlers = { ...peopleHandlers, ...accessHandlers, ...resourceHandlers };
