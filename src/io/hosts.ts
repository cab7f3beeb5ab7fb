/**
 * Decides whether a key may be sent to an address: https only, and only to the provider's own host, a host listed
 * outside the files (`MUSTER_HOSTS`), or this machine. Whoever makes requests uses the URL that was checked here.
 */
import { isLoopback } from "../model/address.ts";
import { fold } from "../model/text.ts";

interface AddressQuestion {
  /** As the files or the environment write it. */
  readonly address: string;
  /** Where the provider answers by default; its host needs no listing. Undefined where it has none. */
  readonly defaultAddress: string | undefined;
  /** The text of `MUSTER_HOSTS`: `host` or `host:port`, separated by commas or blanks. */
  readonly allowedHosts?: string | undefined;
  /** True where even this machine needs to be listed, with its port (on a runner that others share). */
  readonly loopbackNeedsListing?: boolean;
}

type AddressVerdict =
  { readonly ok: true; readonly url: URL } | { readonly ok: false; readonly message: string };

/** The URL to use, or why no key may go there. Never throws. */
export function checkAddress(question: AddressQuestion): AddressVerdict {
  const parsed = parseAddress(question.address);
  if (!parsed.ok) return { ok: false, message: `The address ${quoted(question.address)} ${parsed.why}` };
  const { url } = parsed;
  const loopback = isLoopback(url.hostname);
  if (url.protocol !== "https:" && !loopback) {
    return { ok: false, message: `The address ${quoted(question.address)} must begin with https://.` };
  }
  const listed = isListed(url, question.allowedHosts ?? "");
  if (listed !== "no" && !(loopback && question.loopbackNeedsListing === true && listed !== "with_port")) {
    return { ok: true, url };
  }
  if (loopback) {
    if (question.loopbackNeedsListing !== true) return { ok: true, url };
    const message = `The key may go to ${url.host} only where MUSTER_HOSTS names it with its port.`;
    return { ok: false, message };
  }
  const own = question.defaultAddress === undefined ? undefined : parseAddress(question.defaultAddress);
  if (own?.ok === true && own.url.origin === url.origin) return { ok: true, url };
  return {
    ok: false,
    message:
      `The key may not go to ${url.host}: it is ${own === undefined ? "not" : "neither the provider's own host nor"} listed in MUSTER_HOSTS. ` +
      `If the organization really lives there, add ${url.host} to MUSTER_HOSTS (outside the access files).`,
  };
}

type Parsed = { readonly ok: true; readonly url: URL } | { readonly ok: false; readonly why: string };

function parseAddress(address: string): Parsed {
  const no = (why: string): Parsed => ({ ok: false, why });
  if (address.length > 500) return no("is too long.");
  if (!/^[\x21-\x7e]+$/.test(address)) return no("holds blanks or characters outside ASCII.");
  if (address.includes("\\")) return no("holds a backslash.");
  const parts = /^(https?):\/\/([^/?#]*)(\/[^?#]*)?([?#].*)?$/i.exec(address);
  if (parts === null) return no("must look like https://host or https://host/v1.");
  const [, , authority = "", path = "/", rest] = parts;
  if (authority.includes("@")) return no("must not hold a user name or password.");
  if (rest !== undefined) return no("must not hold a query or fragment.");
  const host = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::([0-9]{1,5}))?$/i.exec(authority);
  if (host === null) return no("must name a plain host, with a port at most.");
  if (!URL.canParse(address)) return no("is no address.");
  const url = new URL(address);
  // 0x7f.1, 2130706433, ::ffff:127.0.0.1 and the like turn into another text when parsed: what is written must be what is meant.
  if (fold(host[1] ?? "") !== url.hostname) return no(`means ${url.hostname}: write that instead.`);
  if (url.hostname.endsWith(".") || url.hostname.includes("..")) return no("has a dot too many in its host.");
  if (host[2] === "0") return no("has no usable port.");
  if (path !== url.pathname || !/^(\/[A-Za-z0-9._~-]+)*\/?$/.test(path))
    return no("has a path that is not plain.");
  return { ok: true, url };
}

type Listing = "no" | "yes" | "with_port";

/** Whether the list names exactly this host; an entry without a port stands for the scheme's own port. */
function isListed(url: URL, hosts: string): Listing {
  let listing: Listing = "no";
  const ownPort = url.protocol === "https:" ? "443" : "80";
  const port = url.port === "" ? ownPort : url.port;
  for (const entry of fold(hosts).split(/[\s,]+/)) {
    if (entry === `${url.hostname}:${port}`) return "with_port";
    if (entry === url.hostname && url.port === "") listing = "yes";
  }
  return listing;
}

function quoted(address: string): string {
  // Passwords stand before an "@", keys in a query: neither may be shown.
  if (address.includes("@")) return "(not shown: it holds an @)";
  if (/[?#]/.test(address)) return "(not shown: it holds a query or fragment)";
  return JSON.stringify(address.length > 120 ? `${address.slice(0, 120)}...` : address);
}
