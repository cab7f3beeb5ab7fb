/** Why a use case came to nothing, as a value. */
export interface Failure {
  readonly error: string;
}
