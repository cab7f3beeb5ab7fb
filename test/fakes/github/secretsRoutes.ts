/**
 * The routes of the fake that take secrets: it has a key pair for each repository and environment, opens the sealed
 * box as GitHub does, and keeps what was inside, so that a test can compare.
 */
import type { components } from "@octokit/openapi-types";
import sodium from "libsodium-wrappers";
import { created, forbidden, invalid, notFound, ok, textIn, type Reply } from "./reply.ts";
import type { Asking, Route } from "./routes.ts";
import type { FakeStore } from "./state.ts";

/** To be awaited before the first request. */
export const sealingReady = sodium.ready;

interface SealingKey {
  readonly id: string;
  readonly pair: { readonly publicKey: Uint8Array; readonly privateKey: Uint8Array };
}

const keys = new WeakMap<FakeStore, SealingKey>();
let made = 568_250_167;

function sealingKey(store: FakeStore): SealingKey {
  return keys.get(store) ?? newSealingKey(store);
}

/** As GitHub does now and then: what was sealed for the key before is refused from now on. */
export function newSealingKey(store: FakeStore): SealingKey {
  const key = { id: String(made++), pair: sodium.crypto_box_keypair() };
  keys.set(store, key);
  return key;
}

function publicKey(store: FakeStore | undefined): Reply {
  if (store === undefined) return notFound;
  const { id, pair } = sealingKey(store);
  const shape: components["schemas"]["actions-public-key"] = {
    key_id: id,
    key: Buffer.from(pair.publicKey).toString("base64"),
  };
  return ok(shape);
}

function put(store: FakeStore | undefined, { site, param, body }: Asking): Reply {
  if (site.state.repository.isArchived) return { ...forbidden, body: { message: "Repository was archived" } };
  if (store === undefined) return notFound;
  const name = param("secret");
  if (!/^(?!GITHUB_)[A-Z_][A-Z0-9_]*$/i.test(name)) return invalid("Secret names can only contain letters");
  const sealed = textIn(body, "encrypted_value") ?? "";
  const { id, pair } = sealingKey(store);
  if (textIn(body, "key_id") !== id) return invalid("The key_id is not that of the public key");
  let opened: string;
  try {
    opened = sodium.crypto_box_seal_open(
      Buffer.from(sealed, "base64"),
      pair.publicKey,
      pair.privateKey,
      "text",
    );
  } catch {
    return invalid("The value could not be opened");
  }
  const isNew = !store.secrets.has(name.toUpperCase());
  store.secrets.set(name.toUpperCase(), opened);
  return isNew ? created({}) : { status: 204, body: null };
}

const ofRepository = ({ site }: Asking): FakeStore => site.state.settings;
const ofEnvironment = ({ site, param }: Asking): FakeStore | undefined =>
  [...site.state.settings.environments].find(
    ([name]) => name.toLowerCase() === param("environment").toLowerCase(),
  )?.[1];

export const secretsRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/actions/secrets/public-key",
    demands: [{ secrets: "read" }],
    answer: (asking) => publicKey(ofRepository(asking)),
  },
  {
    method: "PUT",
    path: "/actions/secrets/:secret",
    demands: [{ secrets: "write" }],
    answer: (asking) => put(ofRepository(asking), asking),
  },
  {
    method: "GET",
    path: "/environments/:environment/secrets/public-key",
    demands: [{ environments: "read" }],
    answer: (asking) => publicKey(ofEnvironment(asking)),
  },
  {
    method: "PUT",
    path: "/environments/:environment/secrets/:secret",
    demands: [{ environments: "write" }],
    answer: (asking) => put(ofEnvironment(asking), asking),
  },
];
