/** What an effect came to: a value, or a refusal in the service's own terms. */

/** The service's no: becomes the status and the `{"code", "message"}` body of the answer. */
export interface Refusal {
  readonly ok: false;
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

export type Effect<T> = { readonly ok: true; readonly value: T } | Refusal;

export function done<T>(value: T): Effect<T> {
  return { ok: true, value };
}

export function refuse(status: number, code: string, message: string): Refusal {
  return { ok: false, status, code, message };
}

export function notFound(what: string, id: string): Refusal {
  return refuse(404, "not_found", `There is no ${what} ${id}.`);
}
