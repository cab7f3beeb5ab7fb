/** Where organizations are reached: this machine, and the variables named after an organization. */

/** True for this machine: `localhost`, 127.0.0.0/8 and ::1, as `URL.hostname` writes them. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === "localhost" || hostname === "[::1]" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
  );
}

/** The ending of an organization's environment variables: upper case, `-` as `_`. */
export function variableSuffix(key: string): string {
  return key.toUpperCase().replaceAll("-", "_");
}
