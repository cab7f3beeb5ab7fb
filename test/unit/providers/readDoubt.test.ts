/** Answers that contradict themselves, are broken, or never end: nothing is guessed, and nothing is asked for ever. */
import { describe, expect, it } from "vitest";
import type { Reply, Seen } from "./bench.ts";
import { incomplete, member, read, whole, world } from "./reading.ts";

const roleOf = (id: string, role: string, more = {}) => member(id, `${id}@acme.example`, { role, ...more });
const early = { updated_at: "2026-01-01T00:00:00Z", etag: '"1"' };
const late = { updated_at: "2026-02-01T00:00:00Z", etag: '"2"' };

/** The members in these pages; the last has no cursor after it. */
const pages =
  (lists: readonly (readonly object[])[], total?: readonly number[]) =>
  (request: Seen, reply: Reply): Reply => {
    if (!request.path.includes("/members?")) return reply;
    const page = Number(/cursor=(\d+)/.exec(request.path)?.[1] ?? 0);
    const next_cursor = page + 1 < lists.length ? String(page + 1) : null;
    const meta = { next_cursor, ...(total === undefined ? {} : { total: total[page] }) };
    return { json: { data: lists[page] ?? [], meta } };
  };

describe("one id twice in a list", () => {
  const zoe = roleOf("zoe", "viewer");
  it.each<[string, readonly (readonly object[])[], readonly string[]]>([
    ["alike in one page", [[zoe, zoe]], []],
    ["alike in two pages", [[zoe], [zoe, roleOf("cy", "viewer")]], []],
    [
      "with other marks of a version only",
      [
        [
          { ...zoe, ...early },
          { ...zoe, ...late },
        ],
      ],
      [],
    ],
    ["with two roles in one page", [[zoe, roleOf("zoe", "admin")]], ["member"]],
    [
      "with two roles in one page, each with a time",
      [[{ ...zoe, ...early }, roleOf("zoe", "admin", late)]],
      ["member"],
    ],
    ["with two roles in two pages", [[zoe], [roleOf("zoe", "admin"), roleOf("cy", "viewer")]], ["member"]],
    [
      "with two states in two pages",
      [[zoe], [{ ...zoe, state: "left" }, roleOf("cy", "viewer")]],
      ["member"],
    ],
    [
      "changed while the pages were read",
      [[{ ...zoe, ...early }], [roleOf("zoe", "admin", late), roleOf("cy", "viewer")]],
      [],
    ],
    [
      "in two pages that say the same time",
      [[{ ...zoe, ...late }], [roleOf("zoe", "admin", late), roleOf("cy", "viewer")]],
      ["member"],
    ],
  ])("%s", async (_, lists, kinds) => {
    const quiet = { organization: { ...world.organization, usage: {} }, memberships: [], teams: [] };
    expect(incomplete(await whole(quiet, pages(lists)))).toEqual(kinds);
  });

  it("names the id, whatever the order of the two", async () => {
    const quiet = { memberships: [], teams: [] };
    for (const list of [
      [zoe, roleOf("zoe", "admin")],
      [roleOf("zoe", "admin"), zoe],
    ]) {
      const { state } = await whole(quiet, pages([list]));
      expect(state.coverage.member).toEqual({
        complete: false,
        reason: "The list of members contradicts itself: it held usr_zoe twice, and not alike.",
      });
      expect(state.member.get("zoe@acme.example")?.role).toBe("viewer");
    }
  });

  const rows: [string, Parameters<typeof read>[0], string][] = [
    ["a team", { teams: [...world.teams, { id: "team_p", slug: "payroll", name: "Pay" }] }, "team"],
    [
      "a role",
      { roles: [...world.roles, { id: "role_v", name: "viewer", built_in: false, permissions: ["*:*"] }] },
      "role",
    ],
    [
      "a membership",
      { memberships: [...world.memberships, { team_id: "team_f", member_id: "usr_ana", role: "member" }] },
      "team_membership",
    ],
  ];
  it.each(rows)("%s", async (_, live, kind) => {
    expect(incomplete(await whole(live))).toContain(kind);
  });
});

describe("pages that say different totals", () => {
  const two = [[roleOf("ana", "admin")], [roleOf("bo", "viewer")]];
  it.each<[string, readonly number[], readonly string[]]>([
    ["the first says more than came", [3, 2], ["member"]],
    ["the last says more than came", [2, 3], ["member"]],
    ["both say what came", [2, 2], []],
  ])("%s", async (_, total, kinds) => {
    expect(incomplete(await whole({ memberships: [], teams: [] }, pages(two, total)))).toEqual(kinds);
  });
});

describe("a list that goes on for ever", () => {
  const endless =
    (dataOf: (page: number) => readonly object[]) =>
    (request: Seen, reply: Reply): Reply => {
      if (!request.path.includes("/members?")) return reply;
      const page = Number(/cursor=(\d+)/.exec(request.path)?.[1] ?? 0);
      return { json: { data: dataOf(page), meta: { next_cursor: String(page + 1), total: 99_999 } } };
    };
  it.each<[string, (page: number) => readonly object[], number]>([
    ["with the same people", () => [roleOf("ana", "admin")], 2],
    ["with nobody", () => [], 1],
    ["with nobody after the first page", (page) => (page === 0 ? [roleOf("ana", "admin")] : []), 2],
    ["with other versions of the same people", (page) => [roleOf("ana", page === 0 ? "admin" : "viewer")], 2],
  ])("is read %s until nothing new comes", async (_, dataOf, asked) => {
    const { result, seen } = await read({}, endless(dataOf));
    expect(seen.filter(({ path }) => path.includes("/members?"))).toHaveLength(asked);
    if (!result.ok) throw new Error(result.message);
    expect(result.state.coverage.member).toMatchObject({ complete: false });
  });

  it("may give more than was asked for in one page", async () => {
    const many = Array.from({ length: 2500 }, (_, index) => roleOf(`m${index}`, "viewer"));
    const { state } = await whole({ memberships: [], teams: [] }, pages([many], [2500]));
    expect(state.member.size).toBe(2500);
    expect(state.coverage.member).toEqual({ complete: true });
  });
});

describe("an answer that cannot be relied on", () => {
  const json = { "content-type": "application/json" };
  const text = (body: string): Reply => ({ headers: json, text: body });
  const bytes = (...parts: readonly (string | readonly number[])[]): Reply => ({
    headers: json,
    bytes: Buffer.concat(
      parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from([...part]))),
    ),
  });
  const ana = '{"id":"usr_ana","role":"admin","state":"active","email":"ana@';
  const rest = 'acme.example"}],"meta":{}}';
  it.each<[string, Reply, string]>([
    ["bytes that are no UTF-8 in an address", bytes(`{"data":[${ana}`, [0xff, 0xfe], rest), "not_json"],
    ["an overlong slash", bytes(`{"data":[${ana}`, [0xc0, 0xaf], rest), "not_json"],
    ["half a surrogate as bytes", bytes(`{"data":[${ana}`, [0xed, 0xa0, 0x80], rest), "not_json"],
    ["half a character at the end of a text", bytes(`{"data":[${ana}`, [0xc3], rest), "not_json"],
    [
      "a key twice with two values",
      text(`{"data":[${ana}acme.example","role":"viewer"}],"meta":{}}`),
      "not_json",
    ],
    [
      "a key twice, once escaped",
      text(`{"data":[${ana}acme.example","r\\u006fle":"viewer"}],"meta":{}}`),
      "not_json",
    ],
    ["two lists of data", text(`{"data":[${ana}acme.example"}],"data":[],"meta":{}}`), "not_json"],
    [
      "errors beside the data",
      text(`{"data":[],"errors":[{"message":"shard 3"}],"meta":{}}`),
      "off_contract",
    ],
    ["errors and no data", text(`{"errors":[{"message":"shard 3"}]}`), "off_contract"],
    ["a number as text", text(`{"data":[],"meta":{"total":"3"}}`), "off_contract"],
    [
      "an id of another sort",
      text(`{"data":[${ana.replace("usr_", "team_")}acme.example"}],"meta":{}}`),
      "off_contract",
    ],
    [
      "an id with a way out of the path",
      text(`{"data":[${ana.replace("usr_ana", "usr_/../x")}acme.example"}],"meta":{}}`),
      "off_contract",
    ],
  ])("%s fails the read", async (_, bad, code) => {
    const inMembers = (request: Seen, reply: Reply): Reply =>
      request.path.includes("/members?") ? bad : reply;
    expect((await read({}, inMembers)).result).toMatchObject({ ok: false, kind: "stop", code });
  });

  it("says nothing wrong of a key that comes twice with one value, and of an empty list of errors", async () => {
    const twice = text(`{"errors":[],"data":[${ana}acme.example","role":"admin"}],"meta":{}}`);
    const inMembers = (request: Seen, reply: Reply): Reply =>
      request.path.includes("/members?") ? twice : reply;
    const { state } = await whole({ memberships: [], teams: [] }, inMembers);
    expect([...state.member.keys()]).toEqual(["ana@acme.example"]);
  });

  it("keeps the status of a failure whose body nobody can read", async () => {
    const refused: Reply = { status: 403, headers: json, bytes: Buffer.from([0xff, 0xfe]) };
    const inMembers = (request: Seen, reply: Reply): Reply =>
      request.path.includes("/members?") ? refused : reply;
    expect((await read({}, inMembers)).result).toMatchObject({ ok: false, status: 403, code: "forbidden" });
  });
});
