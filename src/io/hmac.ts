/** Message authentication with a key that two jobs share: whoever does not hold it can make no text that passes. */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** SHA-256 of a text or of bytes, as 64 hexadecimal digits: two files with one digest are one file. */
export function digestOf(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** HMAC-SHA256 of a text, as 64 hexadecimal digits. */
export function macOf(key: string, text: string): string {
  return createHmac("sha256", key).update(text, "utf8").digest("hex");
}

/** Whether the mac is that of the text under the key; how long it takes tells nothing about where they differ. */
export function isMacOf(key: string, text: string, mac: string): boolean {
  const expected = Buffer.from(macOf(key, text), "hex");
  const given = /^[0-9a-f]{64}$/.test(mac) ? Buffer.from(mac, "hex") : Buffer.alloc(0);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
