/** The tools from whose files access files can be made, by the name that the command line gives them. */
export const originNames = ["peribolos", "terraform"] as const;
export type OriginName = (typeof originNames)[number];
