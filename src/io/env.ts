/** The environment: the one place that reads it, and which variable holds the key to which organization. */
import { readFileSync, statSync } from "node:fs";
import { variableSuffix } from "../model/address.ts";
import { reasonOf } from "./reason.ts";
import { isObject, jsonIn } from "../model/jsonIn.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** The process's environment, as it is now. */
export function readEnvironment(): Environment {
  return { ...process.env };
}

const keyNames = /^(?:MUSTER_(?:TOKEN(?:_|$)|REVIEW_KEY$|DELIVER_TOKEN$)|INPUT_GITHUB-TOKEN$)/;

/**
 * Whether a variable holds a key or a token as it is, which no output may show and no other program is handed; those that
 * name a file do not.
 */
export function holdsKey(name: string): boolean {
  return keyNames.test(name) && !name.endsWith("_FILE");
}

/** Where GitHub's API answers: at one place only, unless GITHUB_API_URL says otherwise. */
export function gitHubApiOf(env: Environment): string {
  const address = env["GITHUB_API_URL"] ?? "";
  return address === "" ? "https://api.github.com" : address;
}

type Token = { readonly ok: true; readonly token: string } | { readonly ok: false; readonly message: string };

/** A key is a line of printable characters; a file that holds more than this holds something else. */
const maxTokenBytes = 16 * 1024;

/**
 * The key for an organization: MUSTER_TOKEN_<ORG>, or the file that MUSTER_TOKEN_<ORG>_FILE names; without
 * these, MUSTER_TOKEN (or MUSTER_TOKEN_FILE) while the files declare only one organization (`count`).
 * A variable that is set but empty counts as not set. No message shows a key.
 */
export function tokenFor({
  env,
  key,
  count,
}: {
  readonly env: Environment;
  readonly key: string;
  readonly count: number;
}): Token {
  const own = `MUSTER_TOKEN_${variableSuffix(key)}`;
  for (const name of namesFor({ key, count })) {
    const token = tokenOf(env, name);
    if (token !== undefined) return token;
  }
  const general =
    count > 1 && (isSet(env, "MUSTER_TOKEN") || isSet(env, "MUSTER_TOKEN_FILE"))
      ? ` MUSTER_TOKEN is not used, since the files declare ${count} organizations.`
      : "";
  return {
    ok: false,
    message: `There is no key for ${key}: set ${own}, or ${own}_FILE to a file that holds it.${general}`,
  };
}

/** Variables that may hold an organization's key, or with `_FILE` its file; the first that is set counts. */
export function namesFor({
  key,
  count,
}: {
  readonly key: string;
  readonly count: number;
}): readonly string[] {
  const own = `MUSTER_TOKEN_${variableSuffix(key)}`;
  return count === 1 ? [own, "MUSTER_TOKEN"] : [own];
}

/** A warning, when the key comes from a file that others on this machine may read; Windows has no such modes. */
export function exposedKeyFile(env: Environment, names: readonly string[]): string | undefined {
  const name = names.find((item) => isSet(env, item) || isSet(env, `${item}_FILE`));
  const file = name === undefined ? "" : (env[`${name}_FILE`] ?? "");
  if (file === "" || process.platform === "win32") return undefined;
  const status = statSync(file, { throwIfNoEntry: false });
  if (status?.isFile() !== true || (status.mode & othersRead) === 0) return undefined;
  const mode = (status.mode & 0o777).toString(8);
  return (
    `The file that ${name}_FILE names may be read by others on this machine (mode ${mode}): ${file}. ` +
    "Take that right away (`chmod 600`), and replace the key if somebody could have read it."
  );
}

/** The group's right, and everybody's. */
const othersRead = 0o044;

function isSet(env: Environment, name: string): boolean {
  return (env[name] ?? "") !== "";
}

/** The token in a variable, or in the file that the variable with `_FILE` after its name names; undefined where neither is set. */
export function tokenOf(env: Environment, name: string): Token | undefined {
  const fileVariable = `${name}_FILE`;
  const value = env[name] ?? "";
  const file = env[fileVariable] ?? "";
  if (value !== "" && file !== "") {
    return { ok: false, message: `Both ${name} and ${fileVariable} are set: unset one of them.` };
  }
  if (value !== "") return checkToken(value, name);
  return file === "" ? undefined : tokenOfFile(file, fileVariable);
}

function isJsonObject(text: string): boolean {
  return text.trimStart().startsWith("{") && isObject(jsonIn(text));
}

function tokenOfFile(file: string, variable: string): Token {
  try {
    const stats = statSync(file);
    if (stats.isDirectory())
      return {
        ok: false,
        message: `${variable} names a folder, and has to name a file that holds the key: ${file}.`,
      };
    if (stats.size > maxTokenBytes) {
      return { ok: false, message: `The file that ${variable} names is too large to be a key: ${file}.` };
    }
    const text = readFileSync(file, "utf8").replace(/\r?\n$/, "");
    if (text === "") return { ok: false, message: `The file that ${variable} names is empty: ${file}.` };
    return checkToken(text, `The file that ${variable} names`);
  } catch (problem) {
    return {
      ok: false,
      message: `The file that ${variable} names could not be read: ${file}: ${reasonOf(problem).text}.`,
    };
  }
}

/**
 * A key goes into an HTTP header as it is: anything but printable ASCII without blanks is a slip in copying. One that is
 * a JSON object is what a service makes its keys of, and goes into none.
 */
function checkToken(token: string, place: string): Token {
  if (/^(['"`]).*\1$/.test(token))
    return { ok: false, message: `${place} holds quotes around the key: take them off.` };
  if (/^[\x21-\x7e]+$/.test(token) || isJsonObject(token)) return { ok: true, token };
  return {
    ok: false,
    message: `${place} holds blanks, line breaks or other characters that no key has: copy it again.`,
  };
}
