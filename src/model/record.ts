/**
 * Keys of members of whom several share an address: the address says which person the files could mean, the id which
 * record it is. Whoever is alone under an address has that address for a key.
 */

/** "mia@acme.example#ID": no domain holds a "#". */
export function recordKey(address: string, id: string): string {
  return `${address}#${id}`;
}

/** The address of a member's key, with or without the id of one record. */
export function addressOf(key: string): string {
  const end = key.indexOf("#", key.lastIndexOf("@") + 1);
  return end < 0 ? key : key.slice(0, end);
}

/** True for one record of several under an address. */
export function isRecord(key: string): boolean {
  return addressOf(key) !== key;
}
