/**
 * A small organization of which each change is known to be reviewed or not: what its files say, what honest people
 * change in them, and a ledger of what may be done to the live side, kept without asking muster.
 */
import type { AuditEvent } from "../../src/sandbox/planasonix/state.ts";
import type { Change } from "../fakes/origin.ts";
import type { Chance } from "./life.ts";
import { one } from "./attacks.ts";

export interface Company {
  serial: number;
  /** E-mail -> role, or null for somebody deactivated. */
  people: Map<string, string | null>;
  /** Name of a key of the account `ci` -> where its secret goes. */
  keys: Map<string, string>;
}

/** What a change may do, once each: `invite a@x viewer`, `role a@x admin`, `leave a@x`, `key NAME`. */
export type Deed = string;

export interface Step {
  readonly company: Company;
  readonly deeds: readonly Deed[];
}

export const founders = ["ana@acme.example", "kim@acme.example"];
/** Where the apply job may deliver, whatever the files say. */
export const deliverTo = "acme/dbt@production/*";

export function firstCompany(): Company {
  return {
    serial: 0,
    people: new Map<string, string | null>([
      ...founders.map((email) => [email, "admin"] as const),
      ["lee@acme.example", "editor"],
      ["mia@acme.example", "viewer"],
    ]),
    keys: new Map(),
  };
}

export function filesOf({ people, keys }: Company): Change {
  const lines = [...people].map(([email, role]) => `  ${email}: ${role ?? "{ state: deactivated }"}\n`);
  const key = ([name, target]: readonly [string, string]): string =>
    `      ${name}: { scopes: [pipelines:run], rotate_after: 60d, overlap: 24h, deliver_to: { github_secret: ${target} } }\n`;
  return {
    "access/acme/organization.yaml":
      "organization:\n  provider: planasonix\n  id: org_01jq8acme\n  guards: { max_loss: 100% }\n",
    "access/acme/members.yaml": `members:\n${lines.join("")}`,
    "access/acme/automation.yaml": `service_accounts:\n  ci:\n    role: editor\n    owner: ana@acme.example\n${
      keys.size === 0 ? "    keys: {}\n" : `    keys:\n${[...keys].map(key).join("")}`
    }`,
  };
}

/** One change as honest people make it. */
export function changed(company: Company, chance: Chance): Step {
  const next: Company = {
    serial: company.serial + 1,
    people: new Map(company.people),
    keys: new Map(company.keys),
  };
  const staff = [...next.people].filter(([email, role]) => role !== null && !founders.includes(email));
  const changes: readonly (() => readonly Deed[])[] = [
    () => hire(next, one(chance, ["viewer", "editor"])),
    () => hire(next, one(chance, ["viewer", "editor"])),
    () => {
      if (staff.length === 0) return [];
      const [email, role] = one(chance, staff);
      const to = one(
        chance,
        ["viewer", "editor", "admin"].filter((it) => it !== role),
      );
      next.people.set(email, to);
      // Whoever has not accepted yet is invited as what they are to be.
      return [`role ${email} ${to}`, `invite ${email} ${to}`];
    },
    () => {
      if (staff.length < 3) return [];
      const [email] = one(chance, staff);
      next.people.set(email, null);
      return [`leave ${email}`];
    },
    () => {
      if (next.keys.size >= 4) return [];
      const name = `key${next.serial}`;
      next.keys.set(name, `acme/dbt@production/KEY_${next.serial}`);
      return [`key ${name}`];
    },
  ];
  const deeds = one(chance, changes)();
  return deeds.length === 0 ? changed(company, chance) : { company: next, deeds };
}

function hire(next: Company, role: string): readonly Deed[] {
  const email = `p${next.serial}@acme.example`;
  next.people.set(email, role);
  return [`invite ${email} ${role}`];
}

/** What may be done: each deed of a reviewed change, once; whatever else was done is somebody's to explain. */
export class Ledger {
  readonly #open = new Map<Deed, number>();
  readonly #done = new Set<Deed>();
  /** Names of keys that some reviewed change asked for. */
  readonly keys = new Set<string>();

  allow(deeds: readonly Deed[]): void {
    for (const deed of deeds) {
      this.#open.set(deed, (this.#open.get(deed) ?? 0) + 1);
      if (deed.startsWith("key ")) this.keys.add(deed.slice("key ".length));
    }
  }

  /** Nothing that was allowed before may be done any more. */
  close(): void {
    this.#open.clear();
  }

  take(deed: Deed): boolean {
    const left = this.#open.get(deed) ?? 0;
    this.#open.set(deed, left - 1);
    if (left > 0) this.#done.add(deed);
    return left > 0;
  }

  /** It was allowed and done before. */
  has(deed: Deed): boolean {
    return this.#done.has(deed);
  }
}

/** What muster did that no reviewed change asked for. A key may be made anew when it is due. */
export function astray(
  ledger: Ledger,
  events: readonly AuditEvent[],
  isDue: (name: string) => boolean,
): string[] {
  return events
    .filter(({ actor }) => actor === "muster-bot")
    .filter((event) => !isAllowed(ledger, event, isDue))
    .map(({ action, target, after }) => `${action} ${target} ${JSON.stringify(after)}`);
}

function isAllowed(
  ledger: Ledger,
  { action, target, after }: AuditEvent,
  isDue: (name: string) => boolean,
): boolean {
  const fields = (after ?? {}) as Readonly<Record<string, unknown>>;
  const role = String(fields["role"]);
  const name = String(fields["name"] ?? "");
  switch (action) {
    case "invitation.created":
    case "invitation.changed":
    case "invitation.replaced":
      return ledger.take(`invite ${target} ${role}`);
    case "invitation.resent":
      // One that has expired is sent again, as what it was.
      return ledger.take(`invite ${target} ${role}`) || ledger.has(`invite ${target} ${role}`);
    case "invitation.cancelled":
    case "member.deactivated":
      return ledger.take(`leave ${target}`);
    case "member.role_changed":
      return ledger.take(`role ${target} ${role}`);
    case "key.created":
      return ledger.take(`key ${name}`) || (ledger.keys.has(name) && isDue(name));
    case "key.delivered":
      return ledger.keys.has(name);
    case "key.revoked":
      // The last of its name is never revoked: what lives is looked at apart.
      return true;
    default:
      return false;
  }
}
