/** Small faults, each with the tests that must notice it. A fault is one replacement of a text that stands in its file once. */

const group = (tests, files) =>
  Object.entries(files).flatMap(([file, faults]) => faults.map(([from, to]) => ({ file, from, to, tests })));

const guards = group(["test/unit/plan/guards.test.ts"], {
  "src/plan/guards/coverage.ts": [
    ['  "create_key",\n', ""],
    ['  "rotate_key",\n', ""],
    ['  "invite",\n', ""],
    ['  "join_team",\n', ""],
    ["draft.loss !== null || ", ""],
    ["[...new Set(sentences)]", "sentences"],
    ["draft.uncovered !== undefined && ", ""],
  ],
  "src/plan/guards/maxChanges.ts": [["drafts.length <= limit", "drafts.length < limit"]],
  "src/plan/guards/empty.ts": [["size > 0", "size >= 0"]],
  "src/plan/guards/maxLoss.ts": [
    [' && live.member.get(draft.key)?.state === "active"', ""],
    [" || touched.has(member.key)", ""],
    ['member.state === "active" && member.role === draft.key', "member.role === draft.key"],
    ['member.state === "active" && member.role === draft.key', 'member.state === "active"'],
    ["lost <= limit", "lost < limit"],
    ['before?.["member"] === undefined && ', ""],
    [' && before?.["replaced_by"] === undefined', ""],
    ["live < 10 ? 2", "live < 11 ? 2"],
    ["(leaving.get(teamOf(draft)) ?? 0) + 1", "leaving.size + 1"],
  ],
  "src/plan/guards/protectedPeople.ts": [
    [".concat(managing)", ""],
    ["filter((item) => item.team === draft.key)", "filter(() => true)"],
    [' || draft.verb === "transfer"', ""],
    [" || bringsLess(draft, input)", ""],
    [
      "rank(after, roles.after) < rank(before, roles.before)",
      "rank(after, roles.after) > rank(before, roles.before)",
    ],
    ["!kept.has(team)", "kept.has(team)"],
    ['if (typeof manager === "string") return [manager];', ""],
  ],
  "src/plan/guards/self.ts": [
    ['const own = live.member.get(acting.member ?? "");', "const own = undefined;"],
    ["draft.loss !== null && [...holders, own]", "[...holders, own]"],
    ["[...holders, own].some", "[own].some"],
    ['if (draft.verb === "delete_service_account") return true;', ""],
    ['=== "down"', '=== "up"'],
    [' || draft.before?.["replaced_by"] !== undefined', ""],
    ["draft.key === acting.member && ", ""],
    ["acting.member !== undefined && draft.before", "draft.before"],
  ],
});

const order = group(["test/unit/plan/orderAndNeeds.test.ts"], {
  "src/plan/adminMinimum.ts": [
    ["[...first, ...spare.splice(0, uncovered)]", "spare.splice(0, uncovered)"],
    ['    .sort((a, b) => Number(a.verb === "reactivate") - Number(b.verb === "reactivate"))\n', ""],
    ["free -= declared - uncovered;\n    const pairs", "free -= uncovered;\n    const pairs"],
    ["Math.max(0, declared - free)", "declared"],
    ["spare.length < uncovered", "spare.length <= uncovered"],
    ["first.length < missing || ", ""],
  ],
  "src/plan/order.ts": [
    ['return draft.kind === "key" ? 1 : 0', "return 0"],
    ["a.phase - b.phase ||", ""],
    ["rank(a) - rank(b) ||", ""],
    ["compareText(a.kind, b.kind) ||", ""],
    ["compareText(a.key, b.key) ||", ""],
    ["  unshare: 1,\n", ""],
    ['if (seen === "open") throw', 'if (seen === "open") return; if (false) throw'],
  ],
  "src/plan/needsAutomation.ts": [
    ['  edge(lookup.find("create_service_account", account));\n', ""],
    ['  edge(lookup.find("update_service_account", account));\n', ""],
  ],
});

const needs = group(
  ["test/unit/plan/automation.test.ts", "test/unit/plan/edges.test.ts", "test/unit/plan/leaving.test.ts"],
  {
    "src/plan/needsAutomation.ts": [
      ['edge(lookup.find("create_role", role));', ""],
      ['  edge(lookup.find("update_role", role));\n  const isNew', "  const isNew"],
      ["isNew && lookup.heldBack", "lookup.heldBack"],
      ["[before, after].every", "[after].every"],
      ["canOwn(now, before) && canOwn(now, after)", "canOwn(now, after)"],
      ["if (key.account !== draft.key) continue;", ""],
      ["if (revocation === undefined) staying.push(key.name);", ""],
      [' || member.state === "left"', ""],
      ['it.after?.["role"] !== draft.key', "true"],
      ['change.after === null || "role" in change.after', "true"],
      ["account.owner.key !== draft.key", "false"],
    ],
  },
);

const declare = group(
  [
    "test/unit/declare/standing.test.ts",
    "test/unit/declare/guests.test.ts",
    "test/unit/declare/dates.test.ts",
  ],
  {
    "src/declare/standing.ts": [
      [".reverse()", ""],
      ["includes(domainOf(email)) === true", "some((domain) => domainOf(email).endsWith(domain)) === true"],
      ["includes(domainOf(email)) === true", "some((domain) => domain.endsWith(domainOf(email))) === true"],
      ["|| seen.has(key)) continue", "|| seen.has(key)) break"],
      ['if (member.state === "active") return member;\n', ""],
      [", facts.settings?.successor]", "]"],
      ["? member : undefined;\n}\n\ntype", "? member : member;\n}\n\ntype"],
    ],
    "src/declare/dates.ts": [
      [" || activeMember(facts, member.key) === undefined", ""],
      ["date.day <= last", "date.day < last"],
      ["!hasCome(date, today) && ", ""],
      ["...datesOfShares(holder, shares, email),", ""],
      ["[...places, ...datesOfShares(", "[...datesOfShares("],
      ['if (state !== "active") return [];', ""],
    ],
  },
);

const io = group(["test/unit/io/redact.test.ts", "test/unit/io/hosts.test.ts"], {
  "src/io/redact.ts": [
    ["[secret, secret.trim()]", "[secret]"],
    ['if (secret.trim() === "") continue;', ""],
    ["b.length - a.length", "a.length - b.length"],
    ["text.replaceAll(form", "text.replace(form"],
    ['    base64.replace(/=+$/, ""),\n', ""],
    ['    bytes.toString("base64url"),\n', ""],
    ["    uriForm(secret),\n", ""],
    ["return text.replace(shapes, redacted)", "return text"],
    ["{8,}/gi", "{8,}/g"],
  ],
  "src/io/hosts.ts": [
    [' || url.hostname.includes("..")', ""],
    ['url.hostname.endsWith(".") || ', ""],
    ['if (host[2] === "0") return no("has no usable port.");', ""],
    ['&& url.port === "") listing', ") listing"],
    ["own.ok && own.url.origin === url.origin", "own.ok && own.url.hostname === url.hostname"],
    ["entry === `${url.hostname}:${port}`", "entry.startsWith(url.hostname)"],
    ['if (address.includes("\\\\"))', "if (false)"],
    ['if (authority.includes("@"))', "if (false)"],
    ["path !== url.pathname || ", ""],
    ['if (fold(host[1] ?? "") !== url.hostname)', "if (false)"],
  ],
});

const chain = group(["test/unit/journal/chain.test.ts"], {
  "src/journal/chain.ts": [
    ["if (entry.run !== run) continue;", ""],
    ["own.findLastIndex(", "own.findIndex("],
    ["entry.organization === organization", "true"],
    ['entry.status === "done" || entry.status === "already"', 'entry.status === "done"'],
    ["found.prev !== head.hash", "false"],
    ["missing > 0", "missing > 1"],
    ["missing < 0", "missing < -1"],
    ["declared !== tornHash(torn.lines)", "false"],
    ['content.startsWith("{")', "true"],
    ["const start = own[index];", 'const start = own.find((entry) => entry.event === "run_started");'],
  ],
});

const past = group(["test/unit/action/pastRuns.test.ts"], {
  "src/action/pastRuns.ts": [
    ["isExpired || (headSha", "(headSha"],
    ["run.headBranch === defaultBranch &&", "true &&"],
    ["run.path === workflow &&", "true &&"],
    ["writing.includes(run.event) && ", ""],
    [" && run.id !== looking.runId", ""],
    ["run.headRepositoryId === repositoryId", "true"],
    ["placeOf(a) - placeOf(b) || ", ""],
  ],
});

const reviewed = group(["test/unit/run/reviewed.test.ts"], {
  "src/run/reviewed.ts": [
    ["!isMacOf(input.key, signedText(input.kind, list), mac)", "false"],
    ['body["schema_version"] !== 2', "false"],
    ["!isIds(actions) || ", ""],
    ["!isCommit(head) || ", ""],
    ["return `${purposes[kind]}${list}`", "return list"],
    ["key.length >= shortestReviewKey", "key.length > 0"],
  ],
});

export const mutations = [...guards, ...order, ...needs, ...declare, ...io, ...chain, ...past, ...reviewed];
