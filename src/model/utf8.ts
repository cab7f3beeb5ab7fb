/**
 * Bytes as text, without repairs: a decoder that puts U+FFFD where bytes are broken makes another name, address or
 * answer of what was meant.
 */

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });

/** The text, a byte-order mark among it; null for bytes that are not UTF-8. */
export function utf8(bytes: Uint8Array): string | null {
  try {
    return strict.decode(bytes);
  } catch {
    return null;
  }
}

/**
 * The text of a file of lines, of which some may be broken: a process that is killed leaves half a character. A line
 * that is not UTF-8 ends in U+FFFD, after which it is no JSON any more, whatever it held.
 */
export function utf8Lines(bytes: Uint8Array): string {
  const whole = utf8(bytes);
  if (whole !== null) return whole;
  const lines: string[] = [];
  for (let start = 0; start <= bytes.length;) {
    const at = bytes.indexOf(0x0a, start);
    const line = bytes.subarray(start, at === -1 ? bytes.length : at);
    lines.push(utf8(line) ?? `${lenient.decode(line)}\uFFFD`);
    if (at === -1) break;
    start = at + 1;
  }
  return lines.join("\n");
}
