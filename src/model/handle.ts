/** What a member is called at their service, as plans and journals hold it: by an e-mail address, or by what the service has in its place. */
import { textOf } from "./jsonFields.ts";
import type { JsonObject } from "./json.ts";
import type { HandleKind, Vocabulary } from "./vocabulary.ts";

/**
 * One of the three; beside a login the service's id of the account, where it is known, since logins pass on to others:
 * who reviewed an action reviewed it for that account.
 */
export type Called = {
  readonly email?: string;
  readonly login?: string;
  readonly account?: string;
  readonly user_name?: string;
};

interface Named {
  /** As written. */
  readonly email: string;
  readonly handleKind?: HandleKind;
  readonly id?: string;
  readonly declaredId?: string;
  /** Of invitations, whose id is their own. */
  readonly since?: string;
}

/** How plans call a member. */
export function calledOf({ email: handle, handleKind = "email", id, declaredId, since }: Named): Called {
  const account = since === undefined ? (id ?? declaredId) : declaredId;
  switch (handleKind) {
    case "email":
      return { email: handle };
    case "login":
      return account === undefined ? { login: handle } : { login: handle, account };
    case "user_name":
      return { user_name: handle };
  }
}

/** What a text that names a member is: an e-mail address wherever it can be one. */
export function handleKindOf(text: string, { handle }: Vocabulary): { readonly handleKind?: HandleKind } {
  return handle === undefined || text.includes("@") ? {} : { handleKind: handle.kind };
}

/** The handle that one side of an action holds. */
export function handleIn(side: JsonObject | null): string | undefined {
  return textOf(side, "email") ?? textOf(side, "login") ?? textOf(side, "user_name");
}
