/** Sealed boxes, the form in which GitHub takes secrets: only the holder of the other half of the key can open one. */

/**
 * The text sealed for a public key, both in base64; undefined when that is no public key. libsodium is loaded at the
 * first use: it costs 30 ms, and most commands seal nothing.
 */
export async function seal(text: string, publicKey: string): Promise<string | undefined> {
  const { default: sodium } = await import("libsodium-wrappers");
  await sodium.ready;
  const key = Buffer.from(publicKey, "base64");
  // Node skips what is no base64, so that a garbled key could pass for another one.
  if (key.length !== sodium.crypto_box_PUBLICKEYBYTES || key.toString("base64") !== publicKey)
    return undefined;
  try {
    return Buffer.from(sodium.crypto_box_seal(Buffer.from(text, "utf8"), key)).toString("base64");
  } catch {
    // Some points of the curve are no keys.
    return undefined;
  }
}
