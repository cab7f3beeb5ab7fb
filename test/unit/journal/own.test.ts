/** Whose entries are whose, whatever the folders of organizations are called by now. */
import { expect, it } from "vitest";
import type { Entry } from "../../../src/journal/entry.ts";
import { ownEntries, type Present } from "../../../src/journal/own.ts";

let seq = 0;
const entry = (run: string, organization: string, more: object): Entry =>
  ({ ...{ run, organization, at: "2026-11-02T09:00:00Z", seq: (seq += 1) }, ...more }) as unknown as Entry;
/** A run of an organization: how it began, and how it ended. */
const run = (name: string, organization: string, id: string): Entry[] => [
  entry(name, organization, { event: "run_started", organization_id: id }),
  entry(name, organization, { event: "run_finished" }),
];
const acme = run("one", "acme", "org_1");
const beta = run("one", "beta", "org_2");
const entries = [...acme, ...beta];

const found = (all: readonly Entry[], present: readonly Present[], of: string): string[] =>
  ownEntries(
    all,
    present,
  )(of).map(({ run: name, organization, seq: place }) => `${name} ${organization} ${place}`);
const as = (some: readonly Entry[], name: string): string[] =>
  some.map((it) => `${it.run} ${name} ${it.seq}`);

it("are those of its name where nothing changed, or no file says more", () => {
  expect(found(entries, [{ key: "acme", id: "org_1" }], "acme")).toEqual(as(acme, "acme"));
  expect(found(entries, [], "beta")).toEqual(as(beta, "beta"));
});

it("are those of its id under another name, and come under the present one", () => {
  const present = [
    { key: "acme-inc", id: "org_1" },
    { key: "beta", id: "org_2" },
  ];
  expect(found(entries, present, "acme-inc")).toEqual(as(acme, "acme-inc"));
  const later = run("two", "acme-inc", "org_1");
  expect(found([...entries, ...later], present, "acme-inc")).toEqual(as([...acme, ...later], "acme-inc"));
});

it("follow two organizations that changed names", () => {
  const present = [
    { key: "acme", id: "org_2" },
    { key: "beta", id: "org_1" },
  ];
  expect(found(entries, present, "acme")).toEqual(as(beta, "acme"));
  expect(found(entries, present, "beta")).toEqual(as(acme, "beta"));
});

it("are none for a new organization under the name that another one had", () => {
  const present = [
    { key: "acme", id: "org_9" },
    { key: "acme-inc", id: "org_1" },
  ];
  expect(found(entries, present, "acme")).toEqual([]);
});

it("stay those of its name where its id was changed", () => {
  expect(found(entries, [{ key: "acme", id: "acme-corp" }], "acme")).toEqual(as(acme, "acme"));
});

it("are not those of another present one that has the same id at another service", () => {
  const present = [
    { key: "acme", id: "org_1" },
    { key: "acme-scim", id: "org_1" },
  ];
  expect(found(entries, present, "acme-scim")).toEqual([]);
  expect(found(entries, [present[0] ?? { key: "" }, { key: "acme-scim" }], "acme-scim")).toEqual([]);
});
