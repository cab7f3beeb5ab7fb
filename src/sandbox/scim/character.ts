/** How a SCIM server behaves where the standard leaves it open, or where servers do not keep to it. */

export const characterNames = ["strict", "aws", "lax"] as const;
export type CharacterName = (typeof characterNames)[number];

export interface Character {
  /** Resources on a page at most. */
  readonly pageSize: number;
  /** `cursor`: only whoever sends a cursor is given more than one page, and no other is told how many there are. */
  readonly paging: "index" | "cursor";
  /** What comes past the end: nothing, or the first page once more; or always the first page, wherever one begins. */
  readonly pastEnd: "nothing" | "first_page" | "always_first";
  /** User names that differ by letter case are two. */
  readonly caseExact: boolean;
  readonly etags: boolean;
  /** Whether a group shows its members: always, alone and not in lists, or never. */
  readonly showsMembers: "always" | "alone" | "never";
  /** Whether users show their groups. */
  readonly showsGroups: boolean;
  /** `ignored`: whatever is asked for, everything comes. */
  readonly filters: boolean | "ignored";
  /** An id is made of the name, and follows it. */
  readonly idsByName: boolean;
  /** Changes of members in one request at most. */
  readonly maxMemberChanges: number;
  /** Whether `members[value eq "ID"]` takes somebody out, or nothing. */
  readonly valueFilters: boolean;
  readonly patch: boolean;
  /** What DELETE of a user does. */
  readonly remove: "deletes" | "deactivates";
  /** How `active` is written. */
  readonly activeAs: "boolean" | "text";
  /** Answers that it is done, and leaves access as it is. */
  readonly ignoresActive: boolean;
  /** Whether it says what it can. */
  readonly config: boolean;
  /** Whether groups keep `externalId`. */
  readonly groupMarks: boolean;
}

const strict: Character = {
  pageSize: 100,
  paging: "index",
  pastEnd: "nothing",
  caseExact: false,
  etags: false,
  showsMembers: "always",
  showsGroups: true,
  filters: true,
  idsByName: false,
  maxMemberChanges: Infinity,
  valueFilters: true,
  patch: true,
  remove: "deletes",
  activeAs: "boolean",
  ignoresActive: false,
  config: true,
  groupMarks: true,
};

export const characters: { readonly [Name in CharacterName]: Character } = {
  strict,
  aws: {
    ...strict,
    pageSize: 50,
    paging: "cursor",
    showsMembers: "never",
    showsGroups: false,
    maxMemberChanges: 100,
    valueFilters: false,
  },
  lax: {
    ...strict,
    pastEnd: "first_page",
    caseExact: true,
    etags: true,
    activeAs: "text",
  },
};
