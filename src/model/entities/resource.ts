/** What can be shared and owned: words of the service, judged by its vocabulary when files are read. */

export type SharedKind = string;
export type OwnedKind = string;
export type ResourceKind = SharedKind | OwnedKind;
export type ShareLevel = string;
