/** Whether a CODEOWNERS file gives the files that hold policy an owner, by GitHub's rules: the last line that fits counts. */

interface OwnerLine {
  readonly pattern: string;
  readonly owners: readonly string[];
}

/** Those of the paths (from the root) that nobody owns. */
export function unowned(codeOwners: string, paths: readonly string[]): string[] {
  const lines = ownerLines(codeOwners);
  return paths.filter((path) => {
    const last = lines.findLast(({ pattern }) => fits(pattern, path));
    return last === undefined || last.owners.length === 0;
  });
}

function ownerLines(text: string): OwnerLine[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [pattern, ...words] = line.trim().split(/\s+/);
    if (pattern === undefined || pattern === "" || pattern.startsWith("#")) return [];
    const comment = words.findIndex((word) => word.startsWith("#"));
    const owners = comment === -1 ? words : words.slice(0, comment);
    return [{ pattern, owners: owners.filter((word) => word.includes("@")) }];
  });
}

/** Whether a pattern names the path, or a folder above it. `*` at the end names the files of that folder alone. */
export function fits(pattern: string, path: string): boolean {
  const plain = pattern.replace(/\/$/, "");
  if (plain === "*" || plain === "**" || plain === "/**") return true;
  // Without a slash but at its end, a pattern fits at any depth.
  const anchored = plain.includes("/");
  const parts = [...(anchored ? [] : ["**"]), ...plain.replace(/^\//, "").split("/")];
  const names = path.split("/");
  const flat = parts.at(-1) === "*" && parts.length > 1;
  const ends = flat ? [names.length] : names.map((_, index) => index + 1);
  const folderOnly = pattern.endsWith("/");
  return ends.some((end) => !(folderOnly && end === names.length) && fitsAll(parts, names.slice(0, end)));
}

/** Whether the parts of a pattern fit all names; `**` stands for any number of them. */
function fitsAll(parts: readonly string[], names: readonly string[]): boolean {
  let reached = new Set([0]);
  for (const part of parts) {
    const next = new Set<number>();
    for (const at of reached) {
      if (part === "**") for (let to = at; to <= names.length; to++) next.add(to);
      else if (at < names.length && fitsName(part, names[at] ?? "")) next.add(at + 1);
    }
    reached = next;
  }
  return reached.has(names.length);
}

/** `*` stands for any run of characters, `?` for one. Steps back to the last star only, so the time is bounded. */
function fitsName(pattern: string, name: string): boolean {
  let [at, from] = [0, 0];
  let star = -1;
  let mark = 0;
  while (from < name.length) {
    if (pattern[at] === "*") {
      star = at++;
      mark = from;
    } else if (at < pattern.length && (pattern[at] === "?" || pattern[at] === name[from])) {
      at++;
      from++;
    } else if (star !== -1) {
      at = star + 1;
      from = ++mark;
    } else return false;
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}
