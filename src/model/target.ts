/** Where the new secret of a service account's key goes: the type alone, which entities are made of too. */

/** Where a new secret goes, as the files say it. */
export type DeliveryTarget =
  | {
      readonly kind: "github_secret";
      /** owner/repo */
      readonly repository: string;
      /** Without it, the secret is the repository's. */
      readonly environment?: string;
      readonly name: string;
    }
  | { readonly kind: "file"; readonly path: string };
