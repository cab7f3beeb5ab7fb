/** What an effect came to: a value, or a refusal in the service's own terms. */

/** The service's no: becomes the status and the `{"code", "message"}` body of the answer. */
export interface Refusal {
  readonly ok: false;
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** The outcome of an effect; a refused one changed nothing. */
export type Effect<T> = { readonly ok: true; readonly value: T } | Refusal;

/** An effect that was done, with what it leaves. */
export function done<T>(value: T): Effect<T> {
  return { ok: true, value };
}

/** A refusal; the message is for people and holds no secret. */
export function refuse(status: number, code: string, message: string): Refusal {
  return { ok: false, status, code, message };
}

/** The 404 for an id that names nothing. */
export function notFound(what: string, id: string): Refusal {
  return refuse(404, "not_found", `There is no ${what} ${id}.`);
}
