/** The way to a live organization: which address, which key, and what reads and writes there. */
import type { Http } from "../io/http.ts";
import { checkAddress } from "../io/hosts.ts";
import { exposedKeyFile, namesFor, tokenFor } from "../io/env.ts";
import { variableSuffix } from "../model/address.ts";
import { readText } from "../io/file.ts";
import type { Capabilities } from "../model/capability.ts";
import type { Connection } from "../model/organization.ts";
import type { EarlierDeeds, Acting, Clock, Reader, Writer } from "../model/provider.ts";
import type { State } from "../model/state.ts";
import type { KeyAdvice, RouteOverrides, Service } from "../io/provider.ts";
import { vocabularyOf } from "../model/vocabularies/all.ts";
import type { Context } from "./context.ts";
import type { Failure } from "./load.ts";
import { providerOf } from "./providers.ts";

/** Reading and writing one live organization. Whoever plans is handed the reader only. */
export interface Connected {
  readonly reader: Reader;
  /** A writer for a live state that was read, under the names that the files use. */
  /** `earlier`: what earlier runs did that the service may not show yet. */
  writerFor(live: State, earlier?: EarlierDeeds): Writer;
  readonly capabilities: Capabilities;
  /** Whether a key may do more than read. */
  canWrite(acting: Acting): boolean;
  /** Whether a key may do what plans ask for, as far as anybody knows. */
  canManage(acting: Acting): boolean;
  /** What it lacks, and what it has beyond, where the service can tell. */
  adviceOn(
    acting: Acting,
    asks: { readonly shares: boolean; readonly grants: boolean },
  ): KeyAdvice | undefined;
}

/** What the provider of an organization can do. */
export async function capabilitiesOf({ provider, scim }: Connection): Promise<Capabilities> {
  return capabilitiesAt(await providerOf(provider), scim);
}

function capabilitiesAt(service: Service, scim: Connection["scim"]): Capabilities {
  return scim === undefined ? service.capabilities : (service.capabilitiesBy?.(scim) ?? service.capabilities);
}

interface ConnectRequest {
  readonly key: string;
  readonly connection: Connection;
  /** The files that name the address are not merged: it must be the provider's own, or listed outside the files, with no exception for this machine. */
  readonly unmerged: boolean;
  /** This machine must be listed with its port, even where MUSTER_API_<ORG> names it. */
  readonly listedLoopbackOnly: boolean;
  /** How many organizations the files declare: with one, MUSTER_TOKEN will do. */
  readonly count: number;
  readonly http: Http;
}

/** Connects, or says which variable, host or file is in the way. Sends nothing. */
export async function connect(context: Context, request: ConnectRequest): Promise<Connected | Failure> {
  const service = await providerOf(request.connection.provider);
  const { env } = context;
  const suffix = variableSuffix(request.key);
  const { defaultAddress } = vocabularyOf(request.connection.provider);
  const override = env[`MUSTER_API_${suffix}`] ?? "";
  const named = override === "" ? (request.connection.api ?? defaultAddress) : override;
  if (named === undefined) return { error: withoutAddress(request) };
  const address = checkAddress({
    address: named,
    defaultAddress,
    allowedHosts: env["MUSTER_HOSTS"],
    loopbackNeedsListing: request.listedLoopbackOnly || (request.unmerged && override === ""),
  });
  if (!address.ok) return { error: address.message };
  const token = tokenFor({ env, key: request.key, count: request.count });
  if (!token.ok) return { error: token.message };
  context.hide(token.token);
  const exposed = exposedKeyFile(env, namesFor(request));
  if (exposed !== undefined) context.warn(exposed);
  const overrides = await routeOverrides(env[`MUSTER_ROUTES_${suffix}`], service.readRouteOverrides);
  if ("error" in overrides) return overrides;
  const options = {
    organizationId: request.connection.id,
    ...(request.connection.account === undefined ? {} : { account: request.connection.account }),
    address: address.url,
    token: token.token,
    http: request.http,
    clock: context.clock,
    random: context.random,
    runNonce: context.runId,
    ...(request.connection.scim === undefined ? {} : { scim: request.connection.scim }),
    together: request.http,
    routeOverrides: overrides.overrides,
    ...(context.deliver === undefined ? {} : { deliver: context.deliver }),
    hide: (secret: string) => context.hide(secret),
  };
  return {
    reader: service.reader({ ...options, ...untilAborted(context, request.http) }),
    writerFor: (live, earlier) => service.writer(options, live, earlier),
    capabilities: capabilitiesAt(service, request.connection.scim),
    canWrite: service.canWrite,
    canManage: service.canManage,
    adviceOn: (acting, asks) => service.adviseOn?.(acting, asks),
  };
}

function withoutAddress({ key, connection: { provider } }: ConnectRequest): string {
  return (
    `${key}: nothing says where the organization answers, and ${provider} has no address of its own. ` +
    "Write `api` below `organization`, and list its host in MUSTER_HOSTS (outside the access files)."
  );
}

/** How long reading may go on after an interrupt, in milliseconds: as long as a running write. */
const grace = 5_000;

/** For reads: once the run's signal came they have the grace that is left to end by themselves, then they are cut off. */
function untilAborted(
  { clock, signal }: Context,
  http: Http,
): { readonly http: Http; readonly clock: Clock } {
  if (signal === undefined) return { http, clock };
  let end = Infinity;
  const interrupt = (): void => void (end = clock.now() + grace);
  if (signal.aborted) interrupt();
  else signal.addEventListener("abort", interrupt, { once: true });
  return {
    http: {
      close: () => http.close(),
      request: async (request) => {
        const cut = new AbortController();
        const answered = new AbortController();
        const cutLater = (): void =>
          void clock.sleep(Math.max(0, end - clock.now()), answered.signal).then(() => cut.abort());
        if (signal.aborted) cutLater();
        else signal.addEventListener("abort", cutLater, { once: true, signal: answered.signal });
        return http.request({ ...request, signal: cut.signal }).finally(() => answered.abort());
      },
    },
    clock: { now: () => clock.now(), sleep: (ms) => clock.sleep(ms, signal) },
  };
}

async function routeOverrides(
  path: string | undefined,
  read: Service["readRouteOverrides"],
): Promise<{ readonly overrides: RouteOverrides } | Failure> {
  if (path === undefined || path === "") return { overrides: {} };
  const file = await readText(path);
  if ("error" in file) return { error: `The path overrides could not be read: ${file.error}` };
  const result = read(file.text);
  return result.ok ? { overrides: result.overrides } : { error: `${path}: ${result.message}` };
}
