import { buildSchema, isEnumType, isInterfaceType, isObjectType, parse, validate } from "graphql";
import { describe, expect, it } from "vitest";
import {
  laterFields,
  membersQuery,
  moreQuery,
  peopleQuery,
  repositoriesQuery,
  teamsQuery,
  viewerQuery,
} from "../../../../src/providers/github/queries.ts";
import { schemaText } from "../../../../src/sandbox/github/schema.ts";
import { publishedSchema } from "../../../fixtures/github/published.ts";

const whole = publishedSchema();

describe("what is asked of GitHub over GraphQL", () => {
  const queries = {
    membersQuery,
    teams: teamsQuery(),
    olderTeams: teamsQuery(new Set(laterFields)),
    viewerQuery,
    more: moreQuery(["members", "repositories", "invitations"]),
    people: peopleQuery(3),
    repositories: repositoriesQuery(2),
  };
  it.each(Object.entries(queries))(
    "%s is valid by the published schema and by the embedded one",
    (_, query) => {
      expect(validate(whole, parse(query)).map(({ message }) => message)).toEqual([]);
      expect(validate(buildSchema(schemaText), parse(query)).map(({ message }) => message)).toEqual([]);
    },
  );
});

describe("the embedded schema", () => {
  it("says nothing that the published one does not say", () => {
    const own = buildSchema(schemaText);
    const wrong: string[] = [];
    for (const type of Object.values(own.getTypeMap())) {
      if (type.name.startsWith("__")) continue;
      const other = whole.getType(type.name);
      if (isEnumType(type)) {
        const values = isEnumType(other) ? other.getValues().map(({ name }) => name) : [];
        wrong.push(
          ...type.getValues().flatMap(({ name }) => (values.includes(name) ? [] : [`${type.name}.${name}`])),
        );
      }
      if (!isObjectType(type) && !isInterfaceType(type)) continue;
      const fields = isObjectType(other) || isInterfaceType(other) ? other.getFields() : {};
      for (const field of Object.values(type.getFields())) {
        const published = fields[field.name];
        if (String(published?.type) !== String(field.type))
          wrong.push(`${type.name}.${field.name}: ${String(field.type)}`);
        for (const arg of field.args) {
          const its = published?.args.find(({ name }) => name === arg.name);
          if (String(its?.type) !== String(arg.type) || its?.defaultValue !== arg.defaultValue)
            wrong.push(`${type.name}.${field.name}(${arg.name})`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});
