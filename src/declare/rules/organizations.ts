/** Organizations must be told apart: at the service, and by the environment variables that hold their keys. */
import { vocabularyOf } from "../../model/vocabularies/all.ts";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { variableSuffix } from "../../model/address.ts";
import type { Facts } from "../facts.ts";
import type { Settings } from "../settings.ts";
import type { Outline } from "./outline.ts";
import { errorAt, placeText, type Place } from "../place.ts";

/** Errors for folders that speak of one and the same live organization. */
export function checkSameOrganization(organizations: readonly Outline[]): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const seen = new Map<string, Place>();
  for (const { settings } of organizations) {
    if (settings === undefined) continue;
    const identity = `${settings.provider} ${hostOf(settings)} ${settings.id.text}`;
    const first = seen.get(identity);
    if (first === undefined) {
      seen.set(identity, settings.id.at);
      continue;
    }
    const message = `The organization ${settings.id.text} is declared twice; first at ${placeText(first)}.`;
    const hint = "Keep one folder for it, or correct the id.";
    diagnostics.push(errorAt(settings.id.at, { code: "same-organization", message, hint }));
  }
  return diagnostics;
}

/** An error for a folder that does not say where its organization answers, at a service that has no address of its own. */
export function checkAddress({ settings }: Facts): Diagnostic[] {
  if (settings === undefined || addressOf(settings) !== undefined) return [];
  const message = `\`api\` is missing: each organization at ${settings.provider} has an address of its own.`;
  const hint = "Write its base address below `organization`, and list the host in MUSTER_HOSTS.";
  return [errorAt(settings.at, { code: "missing-api", message, hint })];
}

function addressOf(settings: Settings): string | undefined {
  return settings.api ?? vocabularyOf(settings.provider).defaultAddress;
}

function hostOf(settings: Settings): string {
  const address = addressOf(settings);
  return address === undefined ? "" : new URL(address).host;
}

/** Errors for keys whose environment variables collide: MUSTER_TOKEN_A_FILE holds A's key file, or the key of "a-file". */
export function checkEnvironmentNames(
  organizations: readonly Outline[],
  others: readonly string[],
): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const seen = new Map<string, { readonly key: string }>(
    others.flatMap((key) => variablesOf(key).map((variable) => [variable, { key }] as const)),
  );
  for (const facts of organizations) {
    for (const variable of variablesOf(facts.key)) {
      const first = seen.get(variable);
      if (first === undefined) {
        seen.set(variable, facts);
        continue;
      }
      const message = `The organizations ${first.key} and ${facts.key} would both read the environment variable ${variable}.`;
      diagnostics.push(
        errorAt(facts.at, { code: "environment-name", message, hint: "Rename one of the two folders." }),
      );
    }
  }
  return diagnostics;
}

function variablesOf(key: string): string[] {
  const name = `MUSTER_TOKEN_${variableSuffix(key)}`;
  return [name, `${name}_FILE`];
}
