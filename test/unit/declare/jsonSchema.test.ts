/** The JSON Schema for editors says what the files may say. */
import { describe, expect, it } from "vitest";
import { accessSchema } from "../../../src/declare/jsonSchema.ts";

describe("the JSON Schema of access files", () => {
  const schema = accessSchema();

  it("is of draft 2020-12, with every section and no other", () => {
    expect(schema).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      additionalProperties: false,
    });
    expect(Object.keys(schema["properties"] ?? {})).toEqual([
      "people",
      "organization",
      "members",
      "roles",
      "teams",
      "service_accounts",
      "ownership",
      "ids",
    ]);
    expect(schema).not.toHaveProperty("required");
  });

  it("knows what an organization must and may have", () => {
    expect(schema).toMatchObject({
      properties: {
        organization: {
          required: ["provider", "id"],
          additionalProperties: false,
          properties: {
            provider: { enum: ["planasonix", "github", "scim"] },
            unlisted: {
              additionalProperties: false,
              properties: { members: { enum: ["report", "deactivate", "remove"] } },
            },
            guards: { additionalProperties: false, properties: { max_loss: { type: "string" } } },
          },
        },
      },
    });
  });

  it("knows both forms of a member, and the fields of a team", () => {
    expect(schema).toMatchObject({
      properties: {
        members: {
          additionalProperties: {
            anyOf: [
              { type: "string", examples: ["viewer", "member", "editor", "maintainer", "admin"] },
              {
                additionalProperties: false,
                properties: { state: { enum: ["active", "deactivated", "removed"] } },
              },
            ],
          },
        },
        teams: {
          propertyNames: { pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$" },
          additionalProperties: {
            additionalProperties: false,
            properties: { parent: { anyOf: [{ type: "string" }, { type: "null" }] } },
          },
        },
      },
    });
  });

  it("knows what each kind of resource can be shared at, and who can own what", () => {
    const levels = (...words: string[]): object => ({
      additionalProperties: { anyOf: [{ enum: words }, { properties: { level: { enum: words } } }] },
    });
    const shares = {
      additionalProperties: false,
      properties: {
        pipelines: levels("view", "run", "edit"),
        connections: levels("view", "edit", "use"),
        projects: levels("view", "run", "edit"),
      },
    };
    expect(schema).toMatchObject({
      properties: {
        teams: { additionalProperties: { properties: { shares } } },
        service_accounts: {
          additionalProperties: {
            required: ["role", "owner"],
            properties: { shares, keys: { additionalProperties: { required: ["scopes"] } } },
          },
        },
        ownership: {
          additionalProperties: false,
          properties: { pipelines: {}, connections: {}, schedules: {} },
        },
      },
    });
  });

  it("describes its fields to whoever edits", () => {
    expect(schema).toMatchObject({
      properties: {
        organization: { properties: { id: { description: expect.stringContaining("id at the service") } } },
      },
    });
  });
});
