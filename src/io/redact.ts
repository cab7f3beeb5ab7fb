/** Takes secrets out of text before it leaves the process. Works on whole strings: a secret cut in two passes unseen. */

import { anyKeyPattern } from "../model/vocabularies/all.ts";

export interface Redactor {
  /** The text with every known secret, and everything shaped like a key, replaced by `[redacted]`. */
  text(value: string): string;
}

/** What stands where a secret stood. */
const redacted = "[redacted]";

/** The keys of every service, and bearer credentials of any make. */
const shapes = new RegExp(`${anyKeyPattern}|\\bBearer\\s+[A-Za-z0-9._~+/=-]{8,}`, "gi");

/** A redactor for these secrets, their URI-encoded, base64 and JSON forms, and the known shapes of keys. */
export function createRedactor(secrets: readonly string[]): Redactor {
  const forms = new Set<string>();
  for (const secret of secrets) {
    if (secret.trim() === "") continue;
    // Read from a file, a key may come with a line break that is not sent.
    for (const written of [secret, secret.trim()]) for (const form of formsOf(written)) forms.add(form);
  }
  // Longest first: a short form may be a part of a longer one.
  const ordered = [...forms].sort((a, b) => b.length - a.length);
  return {
    text(value) {
      let text = value;
      for (const form of ordered) text = text.replaceAll(form, redacted);
      return text.replace(shapes, redacted);
    },
  };
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, "utf8");
  const base64 = bytes.toString("base64");
  return [
    secret,
    uriForm(secret),
    base64,
    base64.replace(/=+$/, ""),
    bytes.toString("base64url"),
    JSON.stringify(secret).slice(1, -1),
  ];
}

/** Percent-encoded; a lone surrogate has no such form and is left as it is. */
function uriForm(secret: string): string {
  try {
    return encodeURIComponent(secret);
  } catch {
    return secret;
  }
}
