/** Why a use case came to nothing, as a value. */
export interface Failure {
  readonly error: string;
  /** The service was asked and gave no answer that will do; nothing of ours was wrong. */
  readonly unread?: true;
}
