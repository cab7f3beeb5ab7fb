/** The SCIM provider, as the rest of muster uses it. */
import { capabilityOf } from "../../model/capability.ts";
import { kinds } from "../../model/entity.ts";
import type { Verb } from "../../model/plan.ts";
import { defaultScim, type ScimSettings } from "../../model/scim.ts";
import type { Service } from "../../io/provider.ts";
import { capabilitiesBy, scimCapabilities } from "./capabilities.ts";
import { canManage, canWrite, scimReader } from "./read.ts";
import { scimWriter } from "./write.ts";

/** Why a verb is not to be sent, whoever asks for it. */
function refusedBy(settings: ScimSettings): (verb: Verb) => string | undefined {
  const table = capabilitiesBy(settings);
  return (verb) => {
    const kind = kinds.find((each) => table[each][verb] !== undefined);
    const found = kind === undefined ? undefined : capabilityOf(table, kind, verb);
    return found === undefined || found.can === "yes" ? undefined : found.sentence;
  };
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
  canManage,
  readRouteOverrides: () => ({
    ok: false,
    message: "SCIM's paths are the same everywhere; only the address differs (`api`).",
  }),
};
