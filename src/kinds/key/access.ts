/** What a key of a service account is as an access. */
import { textOf, textsOf } from "../../model/fields.ts";
import { targetText } from "../../model/target.ts";
import type { AccessSpec } from "../access.ts";
import { foreign, joined, namesOf, own } from "../pieces.ts";
import { given } from "../../model/given.ts";

export const keyAccess: AccessSpec<"key"> = {
  meaning: ({ account, scopes, rotateAfter, overlap, deliverTo }, named) => ({
    account: named("service_account", account),
    scopes: [...scopes],
    ...given({ rotate_after_ms: rotateAfter, overlap_ms: overlap }),
    ...(deliverTo === undefined ? {} : { deliver_to: targetText(deliverTo) }),
  }),
  // The name of a service account holds no "/", that of a key may.
  keys: ({ thing, fields }, called) =>
    called("service_account", textOf(fields, "account") ?? "").map(
      (account) => `${account}${thing.slice(thing.indexOf("/"))}`,
    ),
  words: ({ key, fields }) => {
    const scopes = textsOf(fields, "scopes");
    return joined([
      [own("key "), foreign(key)],
      ...(scopes.length === 0 ? [] : [[own("for "), ...namesOf(scopes)]]),
    ]);
  },
};
