/** What files of another tool say of an organization, before access files are made of it: names as they stand there. */
import type { LeftOut } from "../live/imported.ts";
import type { Tree } from "../../model/tree.ts";
import type { Vocabulary } from "../../model/vocabulary.ts";

/** Comments of the source that go along with what they stand at. */
export interface Note {
  /** On lines of their own above it, without the sign. */
  readonly above: readonly string[];
  /** Behind it on its line. */
  readonly behind?: string;
  /** On lines of their own below it, where it is the last of its list. */
  readonly below?: readonly string[];
}

export interface AdoptedMember {
  /** As the list of members spells it. */
  readonly login: string;
  readonly role: string;
  /** The account's number, where the source has it. */
  readonly id?: string;
  readonly note?: Note;
}

export interface AdoptedPlace {
  readonly login: string;
  readonly lead: boolean;
  readonly note?: Note;
}

export interface AdoptedShare {
  readonly resource: string;
  readonly level: string;
  readonly note?: Note;
}

export interface AdoptedTeam {
  readonly slug: string;
  /** Absent where no file can hold it. */
  readonly name?: string;
  readonly id?: string;
  readonly description?: string;
  /** Slug of the team above. */
  readonly parent?: string;
  /** Former slugs. */
  readonly previously: readonly string[];
  /** Absent where everybody sees it. */
  readonly privacy?: "secret";
  /** The source names some of its people: of the others it says nothing. */
  readonly managed?: "listed";
  /** Absent: the source says nothing of who is in it. */
  readonly members?: readonly AdoptedPlace[];
  /** Absent: the source says nothing of what it may use. */
  readonly shares?: readonly AdoptedShare[];
  readonly note?: Note;
}

export interface Adopted {
  /** The organization's id at the service; absent where the source does not tell it. */
  readonly id?: string;
  /** The source itself says the id; otherwise it is guessed from where the files lie. */
  readonly certain?: true;
  /** The organization's number at the service. */
  readonly account?: string;
  readonly name?: string;
  readonly members: readonly AdoptedMember[];
  readonly teams: readonly AdoptedTeam[];
}

/** The organizations of a source, and all of it that access files do not say. */
export interface Adoption {
  readonly organizations: readonly Adopted[];
  readonly leftOut: readonly LeftOut[];
}

/** What is read of another tool. */
export interface Source {
  readonly tree: Tree;
  /** What the user calls the folder. */
  readonly label: string;
  /** The name of the folder itself: the organization's, where the files lie directly in it. */
  readonly folder: string;
  readonly vocabulary: Vocabulary;
}
