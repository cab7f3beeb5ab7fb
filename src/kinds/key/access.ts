/** What a key of a service account is as an access. */
import { textOf, textsOf } from "../../model/jsonFields.ts";
import { targetText } from "../../model/target.ts";
import { belongsTo, type AccessSpec, type Meant } from "../access.ts";
import { foreign, joined, namesOf, own } from "../pieces.ts";
import { given } from "../../model/given.ts";

export const keyAccess: AccessSpec<"key"> = {
  meaning: ({ account, scopes, rotateAfter, overlap, deliverTo }, named) => ({
    account: named("service_account", account),
    scopes: [...scopes],
    ...given({ rotate_after_ms: rotateAfter, overlap_ms: overlap }),
    ...(deliverTo === undefined ? {} : { deliver_to: targetText(deliverTo) }),
  }),
  names: { account: "service_account" },
  belongsTo: (meant) => {
    const how = { kind: "service_account", as: "part", place: 3, rest: nameIn(meant) } as const;
    return belongsTo(meant, "account", how);
  },
  keys: (meant, called) =>
    called("service_account", textOf(meant.fields, "account") ?? "").map(
      (account) => `${account}${nameIn(meant)}`,
    ),
  words: ({ key, fields }) => {
    const scopes = textsOf(fields, "scopes");
    return joined([
      [own("key "), foreign(key)],
      ...(scopes.length === 0 ? [] : [[own("for "), ...namesOf(scopes)]]),
    ]);
  },
};

/** From its "/" on: the name of a service account holds none, that of a key may. */
function nameIn({ thing }: Meant): string {
  return thing.slice(thing.indexOf("/"));
}
