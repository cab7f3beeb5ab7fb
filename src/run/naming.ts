/** What an organization may be called and known by, for who names one on the command line. */
import { vocabularyOf, type ProviderName } from "../model/vocabularies/all.ts";
import { hasShape } from "../model/vocabulary.ts";
import { windowsObjection } from "../declare/fileNames.ts";

/** Why it cannot be the name of an organization's folder, as a sentence; undefined when it can. */
export function objectionToKey(value: string): string | undefined {
  if (!isOrganizationKey(value))
    return "The name of an organization is at most 40 lower-case letters, digits and inner dashes.";
  return windowsObjection(value) === undefined
    ? undefined
    : "Windows cannot hold a folder of that name: choose another one.";
}

/** Why it cannot be the service's id of an organization, as a sentence; undefined when it can. */
export function objectionToId(provider: ProviderName, value: string): string | undefined {
  const { organizationId } = vocabularyOf(provider);
  return hasShape(organizationId, value)
    ? undefined
    : `The id of an organization is one ${organizationId.looks}, as the service shows it.`;
}

/** Whether a folder of that name can be an organization's. */
export function isOrganizationKey(text: string): boolean {
  return /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/.test(text);
}
