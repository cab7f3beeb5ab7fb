/** The connections that requests go over: direct ones, and those through the proxy that the environment names. */
import { Agent, EnvHttpProxyAgent, type Dispatcher } from "undici";

export interface Dispatchers {
  /** For this machine. */
  readonly direct: Dispatcher;
  /** For everywhere else; null when the proxy's address is unusable. */
  readonly outward: Dispatcher | null;
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
  if (proxy === "") return { direct, outward: direct };
  try {
    // All three values are explicit: undici would look into the environment for those left out.
    const outward = new EnvHttpProxyAgent({
      ...agentOptions,
      httpProxy: "",
      httpsProxy: proxy,
      noProxy: env["no_proxy"] ?? env["NO_PROXY"] ?? "",
    });
    return { direct, outward };
  } catch {
    return { direct, outward: null };
  }
}
