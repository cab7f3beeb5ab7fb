/** The keys of one organization: a token as it is, or those that a GitHub App is given for a run, which may do no more than it needs. */
import type { ServiceOptions } from "../../io/provider.ts";
import type { ProviderFailure } from "../../model/provider.ts";
import { accessTokenSchema, installationSchema, type Installation } from "./answers.ts";
import { readCredential, signedWord, type Credential } from "./credential.ts";
import type { Call } from "./call.ts";
import type * as z from "zod";

/** What a token may do at most. */
export type Rights = Readonly<Record<string, "read" | "write">>;

export interface Keyring {
  /** What goes into the request's header. */
  bearer(): Promise<{ readonly ok: true; readonly text: string } | ProviderFailure>;
  /** What the App may do here; undefined for a token. */
  installation(): Promise<{ readonly ok: true; readonly data: Installation | undefined } | ProviderFailure>;
}

/** Asks with a bearer that is given, and repeats what was lost: nothing is changed at GitHub by it. */
export type AskAs = <T>(
  bearer: string,
  call: Call,
  schema: z.ZodType<T>,
) => Promise<{ readonly ok: true; readonly data: T } | ProviderFailure>;

interface Keys {
  readonly options: ServiceOptions;
  /** Of what the App may, that which this run needs. */
  readonly wants: (granted: Rights) => Rights;
  readonly ask: AskAs;
  readonly hide: (secret: string) => void;
  /** Of the organization's installation, and of the token of one. */
  readonly paths: { readonly installation: string; readonly token: (id: number) => string };
}

/** A token of an App is taken anew so long before it ends, in milliseconds. */
const renewBefore = 5 * 60_000;

export function createKeyring({ options, wants, ask, hide, paths }: Keys): Keyring {
  const { clock } = options;
  const read = readCredential(options.token);
  let token: { readonly text: string; readonly until: number } | undefined;
  let granted: Installation | undefined;

  type App = Extract<Credential, { kind: "app" }>;
  const installationOf = async (
    app: App,
  ): Promise<{ readonly ok: true; readonly data: Installation } | ProviderFailure> => {
    if (granted !== undefined) return { ok: true, data: granted };
    const found = await ask(
      signedWord(app, clock.now()),
      { method: "GET", path: paths.installation },
      installationSchema,
    );
    if (found.ok) granted = found.data;
    return found;
  };
  const tokenOf = async (
    app: App,
  ): Promise<{ readonly ok: true; readonly text: string } | ProviderFailure> => {
    if (token !== undefined && token.until - renewBefore > clock.now()) return { ok: true, text: token.text };
    const found = await installationOf(app);
    if (!found.ok) return found;
    const body = { permissions: { ...wants(found.data.permissions) } };
    const call: Call = { method: "POST", path: paths.token(found.data.id), body };
    const made = await ask(signedWord(app, clock.now()), call, accessTokenSchema);
    if (!made.ok) return made;
    hide(made.data.token);
    token = { text: made.data.token, until: Date.parse(made.data.expires_at) };
    return { ok: true, text: token.text };
  };
  const bad = (message: string): ProviderFailure => ({ ok: false, kind: "stop", code: "bad_key", message });
  if (!read.ok) {
    const failure = bad(read.message);
    return { bearer: () => Promise.resolve(failure), installation: () => Promise.resolve(failure) };
  }
  const { credential } = read;
  if (credential.kind === "app") {
    hide(credential.privateKey);
    return { bearer: () => tokenOf(credential), installation: () => installationOf(credential) };
  }
  return {
    bearer: () => Promise.resolve({ ok: true, text: credential.token }),
    installation: () => Promise.resolve({ ok: true, data: undefined }),
  };
}
