/** One GitHub, request by request, over REST and GraphQL: what is asked, with which key, and the answer checked. */
import type * as z from "zod";
import { graphqlAddress } from "../../io/graphql.ts";
import type { HttpAnswer } from "../../io/http.ts";
import type { ServiceOptions } from "../../io/provider.ts";
import type { JsonObject } from "../../model/json.ts";
import { jsonIn } from "../../model/jsonIn.ts";
import type { ProviderFailure } from "../../model/provider.ts";
import { github } from "../../model/vocabularies/github.ts";
import { errorsSchema } from "./answers.ts";
import { pathOf } from "../../io/remote/path.ts";
import type { Call } from "./call.ts";
import { answerFailure, requestIdOf, type Asked } from "./failure.ts";
import { createKeyring, type AskAs, type Keyring, type Rights } from "./keyring.ts";
import { createTransport, type Transport } from "./transport.ts";

interface Answer<T> {
  readonly ok: true;
  readonly data: T;
  readonly headers: Readonly<Record<string, string>>;
  readonly requestId?: string;
}

/** A GraphQL answer may hold a part and say what is missing: whoever asked decides what that leaves unread. */
export interface QueryAnswer extends Answer<unknown> {
  readonly errors: readonly {
    readonly type: string;
    readonly message: string;
    readonly path: readonly string[];
  }[];
}

export interface Client {
  /** Makes the request, at most four times; a POST that may have had its effect is never repeated here. */
  ask<T>(call: Call, schema: z.ZodType<T>): Promise<Answer<T> | ProviderFailure>;
  /** The same, where nothing of the answer is looked at. */
  send(call: Call): Promise<Answer<unknown> | ProviderFailure>;
  /** A query, which only reads. */
  query(source: string, variables: JsonObject): Promise<QueryAnswer | ProviderFailure>;
  /** What the App may do here; undefined for a token. */
  installation(): ReturnType<Keyring["installation"]>;
  requests(): number;
  /** A server of somebody's own, which does without some of what github.com has. */
  readonly isOwnServer: boolean;
  told: Transport["told"];
}

type Came = { readonly ok: true; readonly answer: HttpAnswer; readonly asked: Asked };

/** A client with its own count of requests and its own sense of GitHub's limits. */
export function createClient(options: ServiceOptions, wants: (granted: Rights) => Rights): Client {
  const transport = createTransport(options);
  const base = options.address.href.replace(/\/$/, "");
  const secrets = new Set<string>([options.token]);
  const hide = (secret: string): void => {
    secrets.add(secret);
    options.hide?.(secret);
  };
  const { host } = options.address;
  const asking = (label: string, writes: boolean): Asked => ({ label, writes, host, secrets: [...secrets] });

  const askAs: AskAs = async (bearer, call, schema) => {
    secrets.add(bearer);
    const asked = asking(`${call.method} ${call.path}`, false);
    const came = await transport.send({
      ...call,
      url: new URL(base + call.path),
      asked,
      bearer,
      repeatable: true,
    });
    return came.ok ? parsed(asked, came.answer, schema) : came;
  };
  const keyring = createKeyring({
    options,
    wants,
    ask: askAs,
    hide,
    paths: {
      installation: `${pathOf("orgs", options.organizationId)}/installation`,
      token: (id) => `${pathOf("app", "installations", String(id))}/access_tokens`,
    },
  });

  const exchange = async (call: Call): Promise<Came | ProviderFailure> => {
    const key = await keyring.bearer();
    if (!key.ok) return key;
    const url = new URL(base + call.path);
    for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, value);
    const asked = asking(`${call.method} ${call.path}`, call.method !== "GET");
    const repeatable = call.method !== "POST";
    const came = await transport.send({ ...call, url, asked, bearer: key.text, repeatable });
    return came.ok ? { ...came, asked } : came;
  };

  return clientOver({ transport, keyring, exchange, asking, address: options.address });
}

interface Parts {
  readonly transport: Transport;
  readonly keyring: Keyring;
  readonly exchange: (call: Call) => Promise<Came | ProviderFailure>;
  readonly asking: (label: string, writes: boolean) => Asked;
  readonly address: URL;
}

function clientOver({ transport, keyring, exchange, asking, address }: Parts): Client {
  return {
    isOwnServer: address.origin !== github.defaultAddress,
    requests: () => transport.requests(),
    told: () => transport.told(),
    installation: () => keyring.installation(),
    async ask(call, schema) {
      const came = await exchange(call);
      return came.ok ? parsed(came.asked, came.answer, schema) : came;
    },
    async send(call) {
      const came = await exchange(call);
      if (!came.ok) return came;
      return {
        ok: true,
        data: undefined,
        headers: came.answer.headers,
        ...requestIdOf(came.asked, came.answer),
      };
    },
    async query(source, variables) {
      const key = await keyring.bearer();
      if (!key.ok) return key;
      const asked = asking(`GraphQL ${/query (\w+)/.exec(source)?.[1] ?? ""}`, false);
      const came = await transport.send({
        method: "POST",
        url: graphqlAddress(address),
        body: { query: source, variables },
        asked,
        bearer: key.text,
        repeatable: true,
      });
      if (!came.ok) return came;
      const read = parsed(asked, came.answer, errorsSchema);
      return read.ok ? { ...read, data: read.data.data, errors: read.data.errors } : read;
    },
  };
}

function parsed<T>(asked: Asked, answer: HttpAnswer, schema: z.ZodType<T>): Answer<T> | ProviderFailure {
  const body = jsonIn(answer.text ?? "");
  if (body === undefined) {
    return answerFailure(asked, answer, {
      code: "not_json",
      message: "answered with something that is no JSON",
    });
  }
  const read = schema.safeParse(body);
  if (read.success)
    return { ok: true, data: read.data, headers: answer.headers, ...requestIdOf(asked, answer) };
  const [issue] = read.error.issues;
  const where = issue === undefined ? "" : ` at ${issue.path.join(".")}: ${issue.message}`;
  return answerFailure(asked, answer, {
    code: "off_contract",
    message: `answered with an object that is not as documented${where}`,
  });
}
