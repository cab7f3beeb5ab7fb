/** Somebody or something that can hold a share or own a service account. */

export const holderKinds = ["team", "member", "service_account"] as const;
export type Holder = {
  readonly kind: (typeof holderKinds)[number];
  readonly key: string;
};
