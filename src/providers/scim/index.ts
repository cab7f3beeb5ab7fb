/** The SCIM provider, as the rest of muster uses it. */
import { capabilityOf } from "../../model/capability.ts";
import type { Action } from "../../model/plan.ts";
import { defaultScim, type ScimSettings } from "../../model/scim.ts";
import type { Service } from "../../io/provider.ts";
import { capabilitiesBy, scimCapabilities } from "./capabilities.ts";
import { canWrite, scimReader } from "./read.ts";
import { scimWriter } from "./write.ts";

/** Why an action is not to be sent, whoever asks for it. */
function refusedBy(settings: ScimSettings): (action: Action) => string | undefined {
  const table = capabilitiesBy(settings);
  return ({ kind, verb }) => {
    const { can, sentence } = capabilityOf(table, kind, verb);
    return can === "yes" ? undefined : sentence;
  };
}

declare module "../../io/provider.ts" {
  interface Services {
    readonly scim: Service;
  }
}

export const service: Service = {
  capabilities: scimCapabilities,
  capabilitiesBy,
  reader: scimReader,
  writer: (options, live, earlier) =>
    scimWriter(options, live, {
      refused: refusedBy(options.scim ?? defaultScim),
      ...(earlier === undefined ? {} : { earlier }),
    }),
  canWrite,
  canManage: canWrite,
  readRouteOverrides: () => ({
    ok: false,
    message: "SCIM's paths are the same everywhere; only the address differs (`api`).",
  }),
};
