/** Small total functions on text that every stage needs to agree on: folding, ordering, and the nearest name. */

/**
 * Folds ASCII letters to lower case and nothing else. E-mails, logins and slugs are ASCII
 * and are compared in this form; "+" and dots are kept.
 */
export function fold(text: string): string {
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : text;
}

/** Orders by UTF-16 code units, so that the order never depends on the machine's locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A sorted copy, ordered by the text that `key` gives. */
export function sortedBy<T>(items: Iterable<T>, key: (item: T) => string): T[] {
  return [...items].sort((a, b) => compareText(key(a), key(b)));
}

/** The candidate nearest to `name` by edit distance, when it is near enough to be a likely slip; ties go to the first in order. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = fold(name);
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of [...candidates].sort(compareText)) {
    if (Math.abs(candidate.length - wanted.length) >= bestDistance) continue;
    const distance = editDistance(wanted, fold(candidate));
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/**
 * The nearest of names of people. What stands before the "@" has to be near by itself, since all have the same domain: of
 * two strangers neither is a slip of the other. `most`: so many letters may differ in all. A name without a domain leads to
 * the one address that begins with it.
 */
export function nearestPerson(
  name: string,
  candidates: Iterable<string>,
  most: number = Infinity,
): string | undefined {
  const wanted = fold(name);
  const own = localPart(wanted);
  const all = [...candidates];
  const limit = Math.min(most, Math.max(1, Math.floor((own.length * 2) / 5)));
  const isNear = (candidate: string): boolean => {
    const local = localPart(fold(candidate));
    if (isSwap(own, local)) return true;
    return Math.abs(local.length - own.length) <= limit && editDistance(own, local) <= limit;
  };
  const near = nearest(
    name,
    all.filter((candidate) => candidate.includes("@") === wanted.includes("@") && isNear(candidate)),
  );
  if (near !== undefined && editDistance(wanted, fold(near)) <= most) return near;
  return wanted.includes("@") ? undefined : withDomain(wanted, all);
}

/** Whether two neighbours changed places, the commonest slip of all: in a short name, too, it is one. */
function isSwap(a: string, b: string): boolean {
  const at = [...a].findIndex((letter, index) => letter !== b[index]);
  return at >= 0 && a.slice(0, at) + (a[at + 1] ?? "") + (a[at] ?? "") + a.slice(at + 2) === b;
}

/** The one address that begins as a name without a domain does. */
function withDomain(name: string, candidates: readonly string[]): string | undefined {
  const [only, ...others] = candidates.filter((candidate) => fold(candidate).startsWith(`${name}@`));
  return others.length === 0 ? only : undefined;
}

function localPart(name: string): string {
  const at = name.lastIndexOf("@");
  return at === -1 ? name : name.slice(0, at);
}

/** How many letters have to be put in, taken out or changed to make one text of the other. */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}

/** The folded domain of an address: what stands after its last "@". */
export function domainOf(email: string): string {
  return fold(email.slice(email.lastIndexOf("@") + 1));
}

/** The text with its first letter as a capital. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "1 team", "2 teams": a count with its noun, for sentences. */
export function plural(count: number, one: string, many: string = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** The first few of many names, and how many more there are. */
export function someOf(names: readonly string[], most = 5): string {
  const more = names.length - most;
  return names.slice(0, most).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
