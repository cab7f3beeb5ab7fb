/** The words for files that go on from version to version. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { Node } from "../node.ts";
import type { Row, SourceFile } from "../place.ts";

export interface ParsedFile {
  readonly source?: SourceFile;
  readonly root?: Node;
  /** The text is of the plainest kind, and nothing is wrong in it. */
  readonly isPlain?: true;
  readonly diagnostics: readonly Diagnostic[];
}

/** So many places at the beginning and at the end of the one team's list are not in the parts. */
export interface LeftOut {
  readonly head: number;
  readonly tail: number;
}

/** Of two versions, what they do not have in common, and more where that could mean something. */
export interface Parts {
  readonly before: ParsedFile;
  readonly after: ParsedFile;
  readonly leftOut?: LeftOut;
}

/** How many lines are the same at the beginning and at the end. */
export interface Common {
  readonly first: number;
  readonly last: number;
}

export interface Lines {
  readonly bytes: Uint8Array;
  /** Offsets of the lines in the bytes. */
  readonly starts: readonly number[];
}

/** Lines that stand in a file. */
export interface Rows extends Lines {
  readonly rows: readonly Row[];
}

/** Sections whose entries mean nothing for each other in one file. */
export const apart: readonly string[] = ["members", "teams", "service_accounts"];
