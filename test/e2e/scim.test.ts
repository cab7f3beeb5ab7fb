/** A SCIM organization from files to requests: every verb, on servers of three characters, each with an empty second plan. */
import { afterEach, describe, expect, it } from "vitest";
import { characterNames } from "../../src/sandbox/scim/character.ts";
import { createScimWorld, own, told, heldBack, type ScimWorld } from "../fakes/scim.ts";

let world: ScimWorld;
afterEach(() => world.close());

const roles = { scim: { role: { from: "roles", admin: "owner" } } };
const owner = { roles: [{ value: "owner" }, { value: "billing" }] };
const profileOf = { strict: "strict", aws: "aws", lax: "strict" } as const;

describe.each(characterNames)("a server that is %s", (character) => {
  it("is brought to what the files say, step by step", async () => {
    world = await createScimWorld({
      character,
      users: [own("ana@acme.example", owner), own("ben@acme.example", owner), own("cat@acme.example")],
      groups: [{ displayName: "Finance", externalId: "muster:finance", members: ["cat@acme.example"] }],
    });
    const settings = (more: object = {}, policy: object = {}) => ({
      scim: { ...roles.scim, profile: profileOf[character], ...more },
      guards: { max_loss: "100%" },
      ...policy,
    });
    const steps: readonly (readonly [files: string, organization: object, does: readonly string[]])[] = [
      [
        "members: { ana@acme.example: admin, ben@acme.example: admin, cat@acme.example: member }\nteams: { finance: { name: Finance, members: [cat@acme.example] } }\n",
        settings(),
        [],
      ],
      [
        "members: { ana@acme.example: admin, ben@acme.example: admin, cat@acme.example: member, dan@acme.example: admin }\nteams: { finance: { name: Finance, members: [cat@acme.example, ben@acme.example, dan@acme.example] }, sre: { members: [cat@acme.example] } }\n",
        settings(),
        [
          "create_team sre",
          "invite dan@acme.example",
          "join_team finance/ben@acme.example",
          "join_team sre/cat@acme.example",
        ],
      ],
      [
        "members: { ana@acme.example: admin, ben@acme.example: member, cat@acme.example: admin, dan@acme.example: { state: deactivated } }\nteams: { finance: { name: Money, members: [ben@acme.example] }, ops: { previously: [sre], members: [cat@acme.example] } }\n",
        settings(),
        [
          "rename_team ops",
          "update_team finance",
          "promote cat@acme.example",
          "leave_team finance/cat@acme.example",
          "demote ben@acme.example",
          "leave_team finance/dan@acme.example",
          "deactivate dan@acme.example",
        ],
      ],
      [
        "members: { ana@acme.example: admin, ben@acme.example: member, cat@new.example: { role: admin, previously: [cat@acme.example] }, dan@acme.example: member }\nteams: { ops: { members: [dan@acme.example] } }\n",
        settings({}, { unlisted: { teams: "delete" } }),
        [
          "change_email cat@new.example",
          "reactivate dan@acme.example",
          "join_team ops/dan@acme.example",
          "leave_team ops/cat@new.example",
          "delete_team finance",
        ],
      ],
      [
        "members: { ana@acme.example: admin, cat@new.example: admin, ben@acme.example: { state: removed }, dan@acme.example: member }\n",
        settings({ remove: true }),
        ["remove ben@acme.example"],
      ],
    ];
    await world.setFiles(steps[0]?.[0] ?? "", settings());
    await world.setPeople("people: { dan: { email: dan@acme.example, name: Dan Example } }\n");
    for (const [files, organization, does] of steps) {
      await world.setFiles(files, organization);
      const plan = await world.plan();
      expect(plan.findings).toEqual([]);
      expect([...told(plan)].sort()).toEqual([...does].sort());
      const { result } = await world.apply();
      expect(result?.outcomes.map(({ status, message }) => [status, message])).toEqual(
        does.map(() => ["done", undefined]),
      );
      const second = await world.plan();
      expect(told(second)).toEqual([]);
      expect(heldBack(second).filter((it) => !it.startsWith("unmanaged"))).toEqual([]);
    }
    // What nobody asked about stays.
    const [ana] = [...world.tenant.users.values()].filter(
      ({ attributes }) => attributes["userName"] === "ana@acme.example",
    );
    expect(ana?.attributes["roles"]).toEqual(owner.roles);
  });
});
