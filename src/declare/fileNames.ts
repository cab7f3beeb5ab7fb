/** Names of files that other systems read otherwise: what macOS and Windows take for one, and what Windows cannot hold. */

/** Devices of Windows, whatever the ending: `nul.yaml` is one as well. */
const device = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\.|$)/i;

/** Why Windows cannot hold a file or folder of that name, as part of a sentence; undefined when it can. */
export function windowsObjection(name: string): string | undefined {
  if (device.test(name)) return "it is the name of a device there";
  if (/[. ]$/.test(name)) return "it ends with a dot or a blank";
  if (/[<>:"|?*\\]|\p{Cc}/u.test(name)) return "it holds a character that no name may hold there";
  // Every system's own limit is near; this one counts in UTF-16.
  return name.length > 255 ? "it is too long" : undefined;
}

/** Paths with the same text are one file on macOS and Windows, which keep case and accents and look at neither. */
export function pathElsewhere(path: string): string {
  return path.normalize("NFD").toLowerCase();
}

/** The one file of an organization's folder in which ids stand. */
export const idsFile = "ids.yaml";

/** A name for the file of one team, by its folded slug, that every system can hold. */
export function teamFile(slug: string, isTaken: (path: string) => boolean): string {
  let name = windowsObjection(slug) === undefined ? slug : `team-${slug}`;
  while (isTaken(`teams/${name}.yaml`)) name = `${name}-team`;
  return `teams/${name}.yaml`;
}
