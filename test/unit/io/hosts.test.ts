/** A key goes where it may, and nowhere that merely looks like it. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkAddress } from "../../../src/io/hosts.ts";
import { isLoopback } from "../../../src/model/address.ts";

const defaultAddress = "https://api.planasonix.com";
const check = (address: string, allowedHosts = "", loopbackNeedsListing = false) =>
  checkAddress({ address, defaultAddress, allowedHosts, loopbackNeedsListing });

describe("checkAddress", () => {
  it.each([
    ["https://api.planasonix.com", ""],
    ["HTTPS://API.Planasonix.com/v1/", ""],
    ["https://api.planasonix.com:443/v1", ""],
    ["http://127.0.0.1:8080", ""],
    ["http://localhost:1234/v1", ""],
    ["http://[::1]:8080", ""],
    ["https://127.9.9.9", ""],
    ["https://acme.planasonixapis.com", "other.example, ACME.planasonixapis.com"],
    ["https://acme.planasonixapis.com:8443", "acme.planasonixapis.com:8443 other.example"],
    ["https://xn--bcher-kva.example", "xn--bcher-kva.example"],
    ["https://acme.example", "acme.example:443"],
    ["https://acme.example:443", "other.example,, acme.example"],
    [`https://acme.example/${"a".repeat(479)}`, "acme.example"],
  ])("lets a key go to %s (listed: %j)", (address, listed) => {
    expect(check(address, listed)).toMatchObject({ ok: true });
  });

  it.each([
    ["http://api.planasonix.com", "", /https/],
    ["http://acme.example", "acme.example", /https/],
    ["https://api.planasonix.com:8443", "", /neither/],
    ["https://api.planasonix.com.evil.example", "", /neither/],
    ["https://evil.example/api.planasonix.com", "", /neither/],
    ["https://api-planasonix.com", "", /neither/],
    ["https://localhost.evil.example", "", /neither/],
    ["https://127.0.0.1.evil.example", "", /neither/],
    ["https://acme.planasonixapis.com", "*.planasonixapis.com planasonixapis.com", /neither/],
    ["https://acme.example:8443", "acme.example", /neither/],
    ["https://acme.example", "acme.example:8443", /neither/],
    ["https://api.planasonix.com.", "", /dot too many/],
    ["https://api..planasonix.com", "api..planasonix.com", /dot too many/],
    ["https://acme.example:0", "acme.example:0", /no usable port/],
    ["https://user:hunter2@api.planasonix.com", "", /user name/],
    ["https://api.planasonix.com@evil.example", "", /user name/],
    ["https://api.planasonix.com\\@evil.example", "", /backslash/],
    ["https://evil.example\\.api.planasonix.com", "", /backslash/],
    ["https://api.planasonix.com?x=1", "", /must not hold a query/],
    ["https://api.planasonix.com/v1#x", "", /must not hold a query/],
    ["https://api.planasonix.com/../x", "", /path/],
    ["https://api.planasonix.com//x", "", /path/],
    ["https://api.planasonix.com/%2e%2e", "", /path/],
    ["http://2130706433", "", /means 127\.0\.0\.1/],
    ["http://0x7f.1", "", /means 127\.0\.0\.1/],
    ["http://0177.0.0.1", "", /means 127\.0\.0\.1/],
    ["http://127.1", "", /means 127\.0\.0\.1/],
    ["http://[::ffff:127.0.0.1]", "", /means/],
    ["http://[::ffff:7f00:1]", "", /https/],
    ["http://0.0.0.0:80", "", /https/],
    ["https://\u0430pi.planasonix.com", "", /ASCII/],
    ["https://api.planasonix\u3002com", "", /ASCII/],
    [" https://api.planasonix.com", "", /blanks/],
    ["https://api.planasonix.com\n", "", /blanks/],
    ["https://acme.example", "acme.example:80", /neither/],
    ["xhttp://127.0.0.1:8080", "", /look like/],
    [`https://acme.example/${"a".repeat(480)}`, "acme.example", /too long/],
    ["https:api.planasonix.com", "", /look like/],
    ["https:///api.planasonix.com", "", /plain host/],
    ["https://api.planasonix.com:", "", /plain host/],
    ["https://api.planasonix.com:99999", "", /no address/],
    ["https://%61pi.planasonix.com", "", /plain host/],
    ["ftp://api.planasonix.com", "", /look like/],
    ["", "", /ASCII/],
    [`https://${"a".repeat(600)}.example`, "", /too long/],
  ])("refuses %j (listed: %j)", (address, listed, why) => {
    const verdict = check(address, listed);
    expect(verdict.ok).toBe(false);
    if (!verdict.ok) expect(verdict.message).toMatch(why);
    expect(JSON.stringify(verdict)).not.toContain("hunter2");
  });

  it("lets no key go anywhere but to this machine, where nothing is listed and the provider has no host of its own", () => {
    const ask = (address: string) => checkAddress({ address, defaultAddress: undefined });
    expect(ask("http://127.0.0.1:8080")).toMatchObject({ ok: true });
    for (const host of ["wiki.example", "api.planasonix.com", "undefined"])
      expect(ask(`https://${host}/scim/v2`)).toEqual({
        ok: false,
        message: expect.stringContaining(
          `The key may not go to ${host}: it is not listed in MUSTER_HOSTS.`,
        ) as string,
      });
  });

  it("wants this machine listed with its port where others share it", () => {
    expect(check("http://127.0.0.1:8080", "", true).ok).toBe(false);
    expect(check("http://127.0.0.1:8080", "127.0.0.1", true).ok).toBe(false);
    expect(check("http://127.0.0.1", "127.0.0.1", true).ok).toBe(false);
    expect(check("http://127.0.0.1:8080", "127.0.0.1:8080", true).ok).toBe(true);
    expect(check("http://[::1]:8080", "[::1]:8080", true).ok).toBe(true);
    expect(check("http://127.0.0.1", "127.0.0.1:80", true).ok).toBe(true);
    expect(check("http://127.0.0.1", "127.0.0.1:443", true).ok).toBe(false);
    expect(check("https://127.0.0.1", "127.0.0.1:443", true).ok).toBe(true);
    // Other hosts are listed as ever.
    expect(check("https://acme.example", "acme.example", true).ok).toBe(true);
  });

  it("shows no address that may hold a key", () => {
    for (const address of [
      "https://evil.example/?key=plnx_1",
      "https://a:plnx_1@evil.example",
      "http://x.example#plnx_1",
    ]) {
      const verdict = check(address, "");
      expect(verdict.ok ? "" : verdict.message).toMatch(/not shown/);
      expect(JSON.stringify(verdict)).not.toContain("plnx_1");
    }
  });

  it("shows others as they were written, the first 120 characters of them", () => {
    const said = (address: string): string => {
      const verdict = check(address, "");
      return verdict.ok ? "" : verdict.message;
    };
    expect(said("ftp://x.example")).toBe(
      'The address "ftp://x.example" must look like https://host or https://host/v1.',
    );
    const long = `ftp://${"x".repeat(114)}`;
    expect(said(long)).toContain(`"${long}" must`);
    expect(said(`${long}yz`)).toContain(`"${long}..." must`);
  });

  it("gives the URL that was judged: its host is the default's, a listed one, or this machine", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "https://",
        "http://",
        "api.planasonix.com",
        "localhost",
        "127.0.0.1",
        "@",
        ".",
        "/",
        "\\",
        ":",
        "#",
        "?",
        "evil.example",
        "[::1]",
        "%2f",
        "\t",
      ),
      fc.string({ maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 7 }), (pieces) => {
        const verdict = check(pieces.join(""), "good.example");
        if (!verdict.ok) return;
        const { hostname, protocol, username } = verdict.url;
        expect(username).toBe("");
        expect(isLoopback(hostname) || ["api.planasonix.com", "good.example"].includes(hostname)).toBe(true);
        expect(protocol === "https:" || isLoopback(hostname)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
