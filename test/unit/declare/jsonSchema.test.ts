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
    expect(Object.keys(schema["properties"] ?? {})).toEqual(["organization", "members", "teams"]);
    expect(schema).not.toHaveProperty("required");
  });

  it("knows what an organization must and may have", () => {
    expect(schema).toMatchObject({
      properties: {
        organization: {
          required: ["provider", "id"],
          additionalProperties: false,
          properties: {
            provider: { enum: ["planasonix"] },
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
              { enum: ["viewer", "member", "editor", "maintainer", "admin"] },
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

  it("describes its fields to whoever edits", () => {
    expect(schema).toMatchObject({
      properties: {
        organization: { properties: { id: { description: expect.stringContaining("id at the service") } } },
      },
    });
  });
});
