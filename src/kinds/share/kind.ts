/** What a share is: what it is of, and who holds it. */
import { shareKey } from "../../model/entity.ts";
import type { KindSpec } from "../kind.ts";

export const shareKind: KindSpec<"share"> = {
  naming: (it, to) => {
    const { kind, key } = it.holder;
    const shared = { ...it, holder: { kind, key: to({ kind, key, within: true }) } };
    return { ...shared, key: shareKey(shared) };
  },
};
