/** What anything carries beside what is compared: where it is declared, for how long, and what the service calls it. */
import type { Source } from "../diagnostic.ts";

/** How and for how long something is given: for people to read, compared with nothing. Days are UTC, YYYY-MM-DD. */
export interface Terms {
  /** The first day on which it no longer holds. */
  readonly until?: string;
  /** The first day on which the role is `then`. */
  readonly role_until?: string;
  readonly then?: string;
  /** The day on which it ended, which has come. */
  readonly ended?: string;
  readonly guest?: true;
  /** E-mail of the member who let the guest in. */
  readonly approved_by?: string;
  /** Single sign-on lets them in at their first login. */
  readonly joins_at_first_login?: true;
  /** Slug of the team through which they are in this one. */
  readonly via?: string;
}

/** What desired and live entities carry beside what is compared. */
export interface Carried {
  /** Where the files declare it; desired entities only. */
  readonly source?: Source;
  /** Desired only: how and for how long it is given. */
  readonly terms?: Terms;
  /** Desired only: the id at the service that the files give it, and where they do. */
  readonly declaredId?: string;
  readonly declaredIdAt?: Source;
  /** The service's id; live entities only. */
  readonly id?: string;
  /** The service's version of the object, where it offers one; live entities only. */
  readonly etag?: string;
  /** Live only, at services to which others write as well: by whom it was made, as far as anybody can tell. Absent where muster may touch it. */
  readonly madeBy?: "others" | "unknown";
}
