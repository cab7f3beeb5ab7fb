/** What a timeline keeps of one organization. */
import type { Organization } from "../model/organization.ts";
import type { Vocabulary } from "../model/vocabulary.ts";
import type { Identities } from "./identity.ts";
import type { Span } from "./span.ts";

/** One organization, whatever its folder was called. */
export interface Track {
  key: string;
  readonly identities: Identities;
  connection: Organization["connection"];
  vocabulary: Vocabulary;
  readonly open: Map<string, Span>;
  readonly closed: Span[];
}
