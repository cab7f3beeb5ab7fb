/** The terms of what the files give: how long, on whose word and until when it holds; which there are, and how they differ. */
import type { Source } from "./diagnostic.ts";
import type { Kind } from "./entity.ts";

/** How closely a reviewer must look: at an action, or at a change of terms. */
export type Risk = "low" | "high";

/** How a term is told. */
interface TermSpec {
  /** What it is. */
  readonly is: string;
  /** What it is where there is none. */
  readonly none: string;
  /** Before a member's name; left out where the name says it. */
  readonly ofMember?: string;
  /** It is told in more than one word. */
  readonly inWords?: true;
}

/**
 * What a term is about. `expires`: the end of access, by `expires` or `leaves`; `until`: the end of a role, with
 * the one that comes then; `state`: that somebody is to leave; `files`: that an organization has files at all.
 */
const termSpecs = {
  files: { is: "files", none: "none: nobody in it is removed, and nothing ends by itself any more" },
  state: { is: "state", none: "in no file" },
  expires: { is: "ends", none: "never", ofMember: "access of " },
  until: { is: "ends", none: "never", ofMember: "role of ", inWords: true },
  rotate_after: { is: "rotated after", none: "never" },
  overlap: { is: "overlap", none: "none" },
  waiver: { is: "waiver", none: "none", inWords: true },
  approved_by: { is: "approved by", none: "nobody" },
  successor: { is: "successor", none: "nobody" },
  invite_again: { is: "invited once more", none: "no", inWords: true },
} as const satisfies Readonly<Record<string, TermSpec>>;
export type TermField = keyof typeof termSpecs;
export const termFields = Object.keys(termSpecs) as readonly TermField[];

/** The words for a term. */
export function termSpec(field: TermField): TermSpec {
  return termSpecs[field];
}

/** `longer`: more, or for longer, than before; `earlier`: less; `changed`: neither. */
export const termDirections = ["longer", "earlier", "changed"] as const;
export type TermDirection = (typeof termDirections)[number];

export const heldCodes = ["unreviewed", "depends", "waiting"] as const;
type HeldCode = (typeof heldCodes)[number];

/** A change of the files in how long, on whose word and until when something holds: nothing of it is to be done now. */
export interface TermChange {
  /** Hash over organization id, kind, key, field and what it is now: the same whatever it was before. */
  readonly id: string;
  /** Key of the organization. */
  readonly organization: string;
  readonly kind: Kind | "organization";
  readonly key: string;
  readonly what: TermField;
  /** As the files would have it; null where there was, or is, no such limit. */
  readonly before: string | null;
  readonly after: string | null;
  readonly direction: TermDirection;
  readonly risk: Risk;
  /** Where it stands now; null when it is gone. */
  readonly source: Source | null;
  /** Why what was there before counts for now; `waiting`: for the run that finds out whether it was reviewed. */
  readonly held?: { readonly code: HeldCode; readonly message: string };
}
