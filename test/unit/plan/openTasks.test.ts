/** What is owed is told once for each thing that is to be done, whatever names whoever left goes by. */
import { expect, it } from "vitest";
import type { Traces } from "../../../src/model/holdings.ts";
import { taskId, type OpenTask } from "../../../src/model/task.ts";
import { openTasks } from "../../../src/plan/openTasks.ts";
import { admins, filesOf, inputOf } from "./planning.ts";
import { stateOf } from "../../fakes/planasonix.ts";

const { organization } = inputOf(filesOf({}), { entities: admins });
const live = stateOf([
  ...admins,
  {
    kind: "service_account",
    key: "ci",
    id: "sa_ci",
    name: "ci",
    role: "editor",
    owner: { kind: "team", key: "ops" },
  },
  {
    kind: "key",
    key: "ci/gha",
    id: "key_1",
    account: "ci",
    name: "gha",
    scopes: [],
    createdAt: "2026-02-01T00:00:00Z",
    createdBy: "usr_rob",
  },
]);
/** The creator is no member any more. */
const common = {
  organization,
  live,
  holdings: new Map(),
  grants: new Map(),
  areGrantsRead: false,
  forgotten: false,
  heldBack: new Set<string>(),
  acting: "usr_ana",
  today: "2026-11-02",
};
const taskOf = (person: string, why: string): OpenTask => {
  const told = {
    task: "replace_key",
    person,
    key: "ci/gha",
    object: "key_1",
    message: `replace key gha of service account ci: ${person} ${why} and could have copied it`,
    since: "2026-03-02",
  } as const;
  return { id: taskId(organization.connection.id, told), ...told };
};
const log: Traces = {
  owners: [],
  departures: new Map([["usr_rob", { at: "2026-03-02T08:00:00Z", email: "rob@acme.example" }]]),
  coverage: { complete: true },
};
const people = (carried: readonly OpenTask[], traces?: Traces): string[] =>
  openTasks({ ...common, carried, ...(traces === undefined ? {} : { traces }) }).map(({ person }) => person);

const byName = taskOf("rob@acme.example", "created it");
const byId = taskOf("usr_rob", "who is no member any more, created it");
it.each([
  ["nothing but the key", [], undefined, ["usr_rob"]],
  ["the journal", [byName], undefined, ["rob@acme.example"]],
  ["a journal that has both", [byName, byId], undefined, ["rob@acme.example"]],
  ["the log", [], log, ["rob@acme.example"]],
  ["the log, after a run that had none", [byId], log, ["rob@acme.example"]],
])("a creator who was removed is told once, by %s", (_, carried, traces, expected) => {
  expect(people(carried, traces)).toEqual(expected);
});

it("a former owner hides no creator", () => {
  const owner = taskOf("kim@acme.example", "owned the service account");
  expect(people([owner])).toEqual(["kim@acme.example", "usr_rob"]);
});
