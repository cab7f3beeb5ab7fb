/**
 * What the variable of an organization's key may hold: a token, or a GitHub App's number and private key, with which muster
 * signs its own word and is given tokens that may do no more than a run needs.
 */
import { createPrivateKey, createSign } from "node:crypto";
import * as z from "zod";

export type Credential =
  | { readonly kind: "bearer"; readonly token: string }
  | { readonly kind: "app"; readonly appId: string; readonly privateKey: string };

const appSchema = z.object({
  app_id: z.union([z.string().regex(/^\d{1,18}$/), z.int().positive().transform(String)]),
  private_key: z.string(),
});

type Read =
  { readonly ok: true; readonly credential: Credential } | { readonly ok: false; readonly message: string };

/** Reads the value; says what is wrong with it without a part of it. */
export function readCredential(value: string): Read {
  const text = value.trim();
  if (!text.startsWith("{")) return { ok: true, credential: { kind: "bearer", token: text } };
  const example = `{"app_id":"123","private_key":"-----BEGIN ..."}`;
  try {
    const { app_id: appId, private_key: privateKey } = appSchema.parse(JSON.parse(text));
    const key = createPrivateKey(privateKey);
    if (key.asymmetricKeyType !== "rsa")
      return { ok: false, message: "The private key of the GitHub App is no RSA key." };
    return { ok: true, credential: { kind: "app", appId, privateKey } };
  } catch {
    return {
      ok: false,
      message: `The key begins like a GitHub App's and is none: it takes ${example}, as JSON.`,
    };
  }
}

/** Seconds that the word is good for; GitHub takes ten minutes at most, and its clock may be behind this one. */
const lifetime = 540;
const clockSkew = 60;

/** The App's signed word (RS256, RFC 7519), as GitHub asks for it in place of a token. `now` in milliseconds. */
export function signedWord({ appId, privateKey }: Extract<Credential, { kind: "app" }>, now: number): string {
  const issued = Math.floor(now / 1000) - clockSkew;
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ alg: "RS256", typ: "JWT" })}.${part({ iat: issued, exp: issued + lifetime, iss: appId })}`;
  return `${text}.${createSign("RSA-SHA256").update(text).sign(privateKey, "base64url")}`;
}
