/** The GitHub provider, as the rest of muster uses it. */
import { githubCapabilities } from "./capabilities.ts";
import type { Service } from "../../io/provider.ts";
import { adviceOn } from "./advice.ts";
import { canManage, canWrite } from "./acting.ts";
import { githubReader } from "./read.ts";
import { githubWriter } from "./write.ts";

declare module "../../io/provider.ts" {
  interface Services {
    readonly github: Service;
  }
}

export const service: Service = {
  capabilities: githubCapabilities,
  reader: githubReader,
  writer: githubWriter,
  canWrite,
  canManage,
  adviseOn: adviceOn,
  readRouteOverrides: () => ({
    ok: false,
    message: "GitHub's paths are the same everywhere; only the address may differ (`api`).",
  }),
};
