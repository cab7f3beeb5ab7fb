/** Why somebody is not in a team: what no file says, what has ended, what waits, and what holds it back. */
import { hasErrors } from "../../model/diagnostic.ts";
import type { Declared } from "../../declare/read.ts";
import { find } from "../../history/who.ts";
import type { Timeline } from "../../history/timeline.ts";
import { membershipKey } from "../../kinds/membership/kind.ts";
import { isAboutAdmission, specOf } from "../../kinds/verbs.ts";
import type { WhyNot } from "../../model/evidence.ts";
import type { Organization } from "../../model/organization.ts";
import type { Plan, Withheld } from "../../model/plan.ts";
import { fold } from "../../model/text.ts";
import type { Context } from "../context.ts";
import type { Failure } from "../failure.ts";
import { load, loadAt } from "../load.ts";
import { planAll } from "../plan.ts";
import { isPlanned } from "../planned.ts";
import { objectionToOrganizations, type KnownOrganizations } from "./asked.ts";
import { faultsIn } from "./faults.ts";
import { byThePast, whenLast, type PastQuestion } from "./whyNotPast.ts";

interface WhyNotRequest extends PastQuestion, Pick<KnownOrganizations, "invalid"> {
  /** `ORG/TEAM` */
  readonly what: string;
  /** The commit at the end of the default branch, whose files today's are; undefined where there is none. */
  readonly tip: string | undefined;
  /** Nobody is asked anything. */
  readonly offline: boolean;
}

export async function whyNot(context: Context, request: WhyNotRequest): Promise<WhyNot | Failure> {
  const cut = request.what.indexOf("/");
  const key = request.what.slice(0, Math.max(cut, 0));
  const team = fold(request.what.slice(cut + 1));
  if (cut <= 0 || team === "") return { error: "Give --why-not as ORG/TEAM." };
  const { tip } = request;
  const declared = await (tip === undefined ? load(context) : loadAt(context, tip));
  const organization =
    "error" in declared ? undefined : declared.organizations.find((item) => item.key === key);
  if (organization === undefined)
    return (
      objectionToKey(declared, key, request) ??
      byThePast(request, { key, team, why: whyUnread(declared, key) })
    );
  const asked = { ...request, organization, team: calledNow(request.timeline, organization, team) };
  const member = memberIn(asked);
  const answer = { organization: key, team: asked.team };
  return organization.desired.team_membership.has(membershipKey(asked.team, member))
    ? { ...answer, ...(await declaredWhy(context, { ...asked, member })) }
    : { ...answer, has: false, live_read: false, reasons: filesWhy({ ...asked, member }) };
}

/** Where nothing was ever known of such an organization. */
function objectionToKey(
  declared: Declared | Failure,
  key: string,
  past: KnownOrganizations,
): Failure | undefined {
  if ("error" in declared) return undefined;
  const objection = objectionToOrganizations(past, [key]);
  if (objection === undefined) return undefined;
  const { diagnostics } = declared;
  return {
    error:
      hasErrors(diagnostics) && past.invalid.length === 0
        ? `${objection} Today's files may declare more: ${faultsIn(diagnostics)}`
        : objection,
  };
}

function whyUnread(declared: Declared | Failure, key: string): string {
  if ("error" in declared) return `Today's files were not looked at: ${declared.error}`;
  return hasErrors(declared.diagnostics)
    ? `What today's files say of ${key} was not looked at: ${faultsIn(declared.diagnostics)}`
    : `Today's files declare no organization ${key}.`;
}

/** A team that was renamed goes by its former name, too. */
function calledNow(timeline: Timeline, { key, desired }: Organization, team: string): string {
  if (desired.team.has(team)) return team;
  const names = find(`team:${key}/${team}`, timeline).things.flatMap(({ thing }) =>
    timeline.keysOf(key, "team", thing),
  );
  return names.findLast((name) => desired.team.has(name)) ?? team;
}

interface Asked extends WhyNotRequest {
  readonly organization: Organization;
  readonly team: string;
}

/** Key of the member whom the name stands for; the name itself where nobody has it. */
function memberIn({ who, timeline, organization: { key, desired, people } }: Asked): string {
  const name = fold(who.trim());
  const person = people.find((item) => item.key === name || fold(item.login ?? "") === name);
  const known = find(who, timeline)
    .things.filter((thing) => thing.organization === key)
    .flatMap(({ thing }) => timeline.keysOf(key, "member", thing).at(-1) ?? []);
  const all = [name, ...(person === undefined ? [] : [fold(person.email)]), ...known];
  return all.find((item) => desired.member.has(item)) ?? all.at(-1) ?? name;
}

type Named = Asked & { readonly member: string };

function filesWhy({ organization, team, member, timeline }: Named): string[] {
  const { desired, ended } = organization;
  const declared = desired.team.get(team);
  const there = desired.member.get(member);
  const last = [...(ended?.team_membership.values() ?? [])].find(
    (place) => place.team === team && place.member === member,
  );
  const placed = declared?.source === undefined ? "" : ` (${declared.source.file}:${declared.source.line})`;
  return [
    ...(declared === undefined ? [`No file declares a team ${team} in ${organization.key}.`] : []),
    ...(there === undefined
      ? [`${member} is no member of ${organization.key} by the files.`]
      : there.state === "active"
        ? []
        : [
            `${member} is ${there.state} in ${organization.key} by the files${since(there.terms?.ended)}: no place in a team counts for them.`,
          ]),
    ...(last === undefined ? [] : [`Their place ended on ${last.terms?.ended ?? "a day that has come"}.`]),
    ...(declared?.membersFrom === undefined
      ? []
      : [`The identity provider's group ${declared.membersFrom} owns the places in ${team}; no file does.`]),
    // Of whoever has left a file may still say it.
    ...(declared !== undefined &&
    last === undefined &&
    declared.membersFrom === undefined &&
    (there === undefined || there.state === "active")
      ? [`No file puts ${member} into the team ${team}${placed}.`]
      : []),
    ...whenLast(timeline, { organization: organization.key, team, member }),
  ];
}

function since(day: string | undefined): string {
  return day === undefined ? "" : ` since ${day}`;
}

/** The files give it: then it is there, or the next apply does it, or something holds it back. */
async function declaredWhy(
  context: Context,
  { organization, team, member, offline, tip }: Named,
): Promise<Omit<WhyNot, "organization" | "team">> {
  const given = `The files put ${member} into the team ${team}.`;
  const unread = (why: string): Omit<WhyNot, "organization" | "team"> => ({
    ...{ has: true, live_read: false },
    reasons: [given, `Whether it is live was not looked up${why}`],
  });
  if (offline) return unread(".");
  const run = await planAll(context, {
    ...{ organizations: [organization.key], allowed: [], reach: "at_hand" },
    ...(tip === undefined ? {} : { head: tip }),
  });
  if (!run.ok) return unread(`: ${"error" in run ? run.error : faultsIn(run.diagnostics)}`);
  await run.close();
  const result = run.runs[0]?.result;
  if (result === undefined || !isPlanned(result)) {
    const why = result === undefined ? "" : "error" in result ? result.error : result.offline;
    return unread(`: ${why}`);
  }
  const { inTheWay, otherwise } = held(result.plan, { team, member });
  if (inTheWay.length > 0) return { has: false, live_read: true, reasons: [given, ...inTheWay] };
  return otherwise.length > 0
    ? { has: true, live_read: true, reasons: [given, ...otherwise] }
    : { has: true, live_read: true, reasons: [`${given} The organization has it so.`] };
}

interface HeldBack {
  readonly inTheWay: readonly string[];
  /** They are in the team, and not as the files say. */
  readonly otherwise: readonly string[];
}

/** What of a plan is about their place, or brings what they need for it: that they are let in, and that the team is there. */
function held(plan: Plan, { team, member }: { readonly team: string; readonly member: string }): HeldBack {
  const place = membershipKey(team, member);
  const isPlace = ({ kind, key }: About): boolean => kind === "team_membership" && key === place;
  const isInTheWay = (item: About): boolean => {
    const isTheirs = item.kind === "member" && item.key === member && isAboutAdmission(item.verb);
    const isNew = isPlace(item) || (item.kind === "team" && item.key === team);
    return isTheirs || (isNew && specOf(item.verb).creates === true);
  };
  const told = (isAbout: (item: About) => boolean): string[] => {
    const actions = plan.actions.filter(isAbout);
    const blocked = plan.findings.filter(({ severity }) => severity === "block");
    return [
      ...plan.withheld.filter(isAbout).map(({ code, message }) => `Held back (${code}): ${message}`),
      ...actions.map(({ verb, key }) => `The next apply does it: ${verb.replaceAll("_", " ")} ${key}.`),
      ...(actions.length === 0
        ? []
        : blocked.map(({ guard, message }) => `A guard blocks that (${guard}): ${message}`)),
    ];
  };
  return { inTheWay: told(isInTheWay), otherwise: told((item) => isPlace(item) && !isInTheWay(item)) };
}

type About = Pick<Withheld, "verb" | "kind" | "key">;
