/** A digest as a Content-Security-Policy names what it allows. */
import { createHash } from "node:crypto";

/** `sha256-...` of the text. */
export function integrityOf(text: string): string {
  return `sha256-${createHash("sha256").update(text, "utf8").digest("base64")}`;
}
