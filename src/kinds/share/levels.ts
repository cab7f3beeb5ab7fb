/** What the levels of a share are worth against each other. */

/** `use` stands beside `run`. */
export const levelRank: Readonly<Record<string, number>> = { view: 1, run: 2, use: 2, edit: 3 };
