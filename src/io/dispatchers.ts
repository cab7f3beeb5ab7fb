/** The connections that requests go over: direct ones, and those through the proxy that the environment names. */
import { Agent, EnvHttpProxyAgent, Pool, errors, type Dispatcher } from "undici";

export interface Dispatchers {
  /** For this machine. */
  readonly direct: Dispatcher;
  /** For everywhere else; null when the proxy's address is unusable. */
  readonly outward: Dispatcher | null;
  /** Host and port of the proxy that is between this machine and a host; undefined where there is none. */
  proxyFor(host: string): string | undefined;
}

const maxConnections = 8;

/** Opens nothing yet: connections are made as requests need them. Of the environment, only the proxy's variables count. */
export function openDispatchers(env: Readonly<Record<string, string | undefined>>): Dispatchers {
  const agentOptions: Agent.Options = {
    connections: maxConnections,
    pipelining: 1,
    keepAliveTimeout: 10_000,
  };
  const direct = new Agent(agentOptions);
  const proxy = (env["https_proxy"] ?? env["HTTPS_PROXY"] ?? "").trim();
  if (proxy === "") return { direct, outward: direct, proxyFor: () => undefined };
  const noProxy = env["no_proxy"] ?? env["NO_PROXY"] ?? "";
  try {
    // All three values are explicit: undici would look into the environment for those left out.
    const outward = new EnvHttpProxyAgent({
      ...agentOptions,
      httpProxy: "",
      httpsProxy: proxy,
      noProxy,
      clientFactory: poolOfProxy,
    });
    // Never whole: its address may hold a password.
    const { host: named } = new URL(proxy);
    return { direct, outward, proxyFor: (host) => (isSpared(host, noProxy) ? undefined : named) };
  } catch {
    return { direct, outward: null, proxyFor: () => undefined };
  }
}

interface Connecting {
  connect(wish: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData>;
}

/**
 * Connections to the proxy. One that ends before the tunnel stands counts for undici as one that may be tried again at once,
 * without end and without a pause: as an abort it fails the request, as a refusal by the proxy does.
 */
function poolOfProxy(origin: URL, options: object): Dispatcher {
  const pool = new Pool(origin, options);
  const connecting: Connecting = pool;
  const tunnel: Connecting["connect"] = connecting.connect.bind(pool);
  const connect: Connecting["connect"] = (wish) =>
    tunnel(wish).catch((problem: unknown) => {
      if (!(problem instanceof errors.SocketError)) throw problem;
      throw new errors.RequestAbortedError("Proxy ended the connection before the tunnel stood");
    });
  return Object.assign(pool, { connect });
}

/** Whether `NO_PROXY` lists a host, or a domain above it. */
function isSpared(host: string, noProxy: string): boolean {
  return noProxy
    .split(/[\s,]+/)
    .map((entry) => entry.replace(/^\*?\./, "").replace(/:\d+$/, ""))
    .some((entry) => entry !== "" && (entry === "*" || host === entry || host.endsWith(`.${entry}`)));
}
