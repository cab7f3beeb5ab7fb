/** Turns what Node throws into a code and a short reason, so that messages to users hold no stack and no call names. */

/** Reasons in plain words for the errors that people meet; others show their code. */
const words: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  ENOENT: "it does not exist",
  ENOTDIR: "part of the path is not a folder",
  EISDIR: "it is a folder",
  ELOOP: "it is a link, and links are not followed",
  EMFILE: "too many files are open",
  ENFILE: "too many files are open",
  EBUSY: "it is in use",
  ENOSPC: "the disk is full",
  EROFS: "the disk is read-only",
  ENAMETOOLONG: "the name is too long",
  EEXIST: "it exists already",
  EADDRINUSE: "the port is in use",
  EIO: "the disk reports an error",
};

/** The error's code (empty if it has none) and why it happened, as part of a sentence. */
export function reasonOf(problem: unknown): { readonly code: string; readonly text: string } {
  if (!(problem instanceof Error)) return { code: "", text: String(problem) };
  const code = "code" in problem && typeof problem.code === "string" ? problem.code : "";
  return { code, text: words[code] ?? (code === "" ? problem.message : code) };
}

/** What to do about it where something is to be written: a file need not exist, but its folder must. */
const whereWriting: Readonly<Record<string, string>> = {
  ENOENT: "its folder does not exist (make it, and run again)",
  EISDIR: "it is a folder (name a file in it)",
  ENOTDIR: "part of the path is not a folder (name another path)",
  EADDRINUSE: "the port is in use (name another one)",
};

/** Why a file could not be made, and what to do. */
export function writingReason(problem: unknown): string {
  const { code, text } = reasonOf(problem);
  return whereWriting[code] ?? text;
}
