/** Where the new secret of a service account's key goes: targets as the files write them, and what delivers to one. */
import type { ProviderFailure } from "./provider.ts";
import type { DeliveryTarget } from "./target.ts";

export type { DeliveryTarget };

/** Delivers secrets to where the environment outside the files allows it. */
export interface Deliverer {
  /** Whether a secret could be delivered there now: asked before a key is made. Sends no secret. */
  check(target: DeliveryTarget, signal?: AbortSignal): Promise<{ readonly ok: true } | ProviderFailure>;
  /** Delivers; the same target may be delivered to again. */
  deliver(
    target: DeliveryTarget,
    secret: string,
    signal?: AbortSignal,
  ): Promise<{ readonly ok: true } | ProviderFailure>;
}

/** `acme/dbt/NAME` or `acme/dbt@production/NAME` as a target; undefined when the text is something else. */
export function githubTargetOf(text: string): DeliveryTarget | undefined {
  const end = text.lastIndexOf("/");
  const place = /^([^/@]+\/[^/@]+)(?:@(.*))?$/s.exec(text.slice(0, Math.max(end, 0)));
  if (place === null) return undefined;
  const [, repository = "", environment] = place;
  const name = text.slice(end + 1);
  if (!isRepository(repository) || !isSecretName(name)) return undefined;
  if (environment === undefined) return { kind: "github_secret", repository, name };
  return isEnvironment(environment) ? { kind: "github_secret", repository, environment, name } : undefined;
}

/** As messages and plans name it: `acme/dbt@production/NAME`, `file PATH`. */
export function targetText(target: DeliveryTarget): string {
  switch (target.kind) {
    case "file":
      return `file ${target.path}`;
    case "github_secret": {
      const environment = target.environment === undefined ? "" : `@${target.environment}`;
      return `${target.repository}${environment}/${target.name}`;
    }
  }
}

/** Owners are logins (of at most 39 characters; managed ones hold a "_"); no repository ends as GitHub's own addresses do. */
function isRepository(text: string): boolean {
  return (
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,38}\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/.test(text) &&
    !/\.(?:git|wiki)$/i.test(text)
  );
}

/**
 * A comma would end the name in MUSTER_DELIVER_TO; no part is "." or "..", which addresses would drop; and no
 * character is one that nobody sees.
 */
function isEnvironment(text: string): boolean {
  if (text.length > 255 || !/^(?! )(?:[^\p{C}\p{Z},]| )+(?<! )$/u.test(text)) return false;
  return !text.split("/").some((part) => part === "." || part === "..");
}

function isSecretName(text: string): boolean {
  return /^(?!GITHUB_)[A-Z_][A-Z0-9_]*$/.test(text);
}
