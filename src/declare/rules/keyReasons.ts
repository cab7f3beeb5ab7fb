/** Keys that manage users say why. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { coversManagement } from "../../model/permission.ts";
import type { Facts } from "../facts.ts";
import { errorAt, quoted } from "../place.ts";

/** Errors for keys with the scope that manages users, or one that stands for it, and without a reason. */
export function checkKeyReasons(facts: Facts): Diagnostic[] {
  return [...facts.service_accounts.values()].flatMap((account) =>
    (account.keys ?? []).flatMap((key) => {
      const scope = key.scopes.find((item) => coversManagement(item.text, facts.vocabulary));
      if (scope === undefined || key.reason !== undefined) return [];
      const message = `The key ${quoted(key.name)} of ${account.name} can manage users (${scope.text}) and gives no \`reason\`.`;
      const hint = "Write why it must, or take the scope away.";
      return [errorAt(scope.at, { code: "key-reason", message, hint })];
    }),
  );
}
