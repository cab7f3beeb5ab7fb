/** What an answer says that no service gives, but a proxy or a network in between: the same for every service. */
import { describe, expect, it } from "vitest";
import { failuresOf } from "../../../src/io/remote/failure.ts";
import { statusFailure as github } from "../../../src/providers/github/failure.ts";
import { statusFailure as planasonix } from "../../../src/providers/planasonix/failure.ts";
import { statusFailure as scim } from "../../../src/providers/scim/failure.ts";

const asked = { label: "PATCH /things/1", method: "PATCH", writes: true, secrets: ["hunter22"] };
const answer = (status: number) => ({
  ok: true as const,
  status,
  headers: {},
  text: "<html>hunter22</html>",
});

describe.each([
  ["github", github],
  ["planasonix", planasonix],
  ["scim", scim],
] as const)("%s", (_, statusFailure) => {
  it.each([
    [407, "proxy_login", "HTTPS_PROXY (http://NAME:PASSWORD@HOST:PORT)"],
    [511, "network_login", "sign in to the network first"],
  ])("says of a %i whom to turn to, and asks nothing more", (status, code, next) => {
    const failure = statusFailure(asked, answer(status), undefined);
    expect(failure).toMatchObject({ ok: false, kind: "stop", code, status });
    expect(failure.message).toMatch(
      /^PATCH \/things\/1 answered \d{3}: something between here and the service /,
    );
    expect(failure.message).toContain(next);
    expect(failure.message).not.toContain("hunter22");
  });
});

it("leaves any other status to the service", () => {
  const { answered } = failuresOf({ whose: "x", idHeaders: [] });
  const made = { kind: "give_up", code: "odd", message: "odd" } as const;
  expect(answered(asked, answer(418), made)).toMatchObject(made);
});
