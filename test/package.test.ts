/** What is installed with muster runs on the oldest Node that muster promises: `npm ci` prints no warning about engines there. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

interface Package {
  readonly engines?: { readonly node?: string };
}
const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as {
  packages: Readonly<Record<string, Package>>;
};
const own = packages[""]?.engines?.node ?? "";
const oldest = [20, 19, 0];

type Version = readonly number[];

function compare(one: Version, other: Version): number {
  const at = one.findIndex((part, index) => part !== (other[index] ?? 0));
  return at === -1 ? 0 : (one[at] ?? 0) - (other[at] ?? 0);
}

/** Whether a range as packages write them holds the oldest Node. */
function permits(range: string): boolean {
  const holds = (comparator: string): boolean => {
    const [, sign = "", text = ""] = /^(>=|<=|>|<|\^)?v?(\d+(?:\.\d+){0,2})$/.exec(comparator) ?? [];
    if (text === "") throw new Error(`not read: ${range}`);
    const version = text.split(".").map(Number);
    const against = compare(oldest, [...version, 0, 0].slice(0, 3));
    switch (sign) {
      case ">=":
        return against >= 0;
      case ">":
        return against > 0;
      case "<=":
        return against <= 0;
      case "<":
        return against < 0;
      case "^":
        return against >= 0 && version[0] === oldest[0];
      default:
        return version.every((part, index) => part === oldest[index]);
    }
  };
  return range.split("||").some((part) =>
    part
      .trim()
      .replaceAll(/([<>=^]) +/g, "$1")
      .split(/ +/)
      .every(holds),
  );
}

it("reads ranges as npm does", () => {
  expect([">=20.19", "^20.17.0 || >=22.9.0", "18 || 20 || >=22", ">= 0.6"].map(permits)).not.toContain(false);
  expect(["^22.0.0", ">=20.20", ">=22", "18 || 22", ">=0.6.11 <=0.7.0"].map(permits)).not.toContain(true);
});

it("needs no newer Node than muster promises, in any package", () => {
  expect(own).toBe(">=20.19");
  const newer = Object.entries(packages).flatMap(([name, { engines }]) =>
    engines?.node === undefined || permits(engines.node) ? [] : [`${name} ${engines.node}`],
  );
  expect(newer).toEqual([]);
});
