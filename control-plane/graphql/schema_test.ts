import assert from "node:assert/strict";
import { isEnumType, isInputObjectType, isInterfaceType, isObjectType, isUnionType, validateSchema } from "graphql";
import { test } from "../../testing/test.ts";
import { printedSchema } from "./print_schema.ts";
import { schema } from "./schema.ts";

const ours = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith("__"));

test("schema is valid, and schema.graphql is it", async () => {
  assert.deepEqual(validateSchema(schema), []);
  const committed = await Deno.readTextFile(new URL("../../schema.graphql", import.meta.url));
  assert.equal(committed, printedSchema(), "run `deno task generate`");
});

test("schema describes every type, field, argument and value", () => {
  const missing: string[] = [];
  for (const type of ours) {
    const note = (path: string, description: string | null | undefined) => {
      if (!description) missing.push(path);
    };
    note(type.name, type.description);
    if (isEnumType(type)) {
      for (const value of type.getValues()) note(`${type.name}.${value.name}`, value.description);
    }
    if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) {
        note(`${type.name}.${field.name}`, field.description);
        if (!("args" in field)) continue;
        for (const argument of field.args) {
          note(`${type.name}.${field.name}(${argument.name})`, argument.description);
        }
      }
    }
  }
  assert.deepEqual(missing, []);
});

test("schema says of everything deprecated what to use instead, and until when it stays", () => {
  const wrong: string[] = [];
  const note = (path: string, reason: string | null | undefined) => {
    if (reason != null && !/^.+ Use .+\. Removed after \d{4}-\d{2}-\d{2}\.$/s.test(reason)) {
      wrong.push(`${path}: ${reason}`);
    }
  };
  for (const type of ours) {
    if (isEnumType(type)) {
      for (const value of type.getValues()) note(`${type.name}.${value.name}`, value.deprecationReason);
    }
    if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) {
        note(`${type.name}.${field.name}`, field.deprecationReason);
        for (const argument of "args" in field ? field.args : []) {
          note(`${type.name}.${field.name}(${argument.name})`, argument.deprecationReason);
        }
      }
    }
  }
  assert.deepEqual(wrong, []);
});

test("schema gives every mutation one input and a result union with every expected error", () => {
  const errors = ["ConflictError", "ForbiddenError", "NotFoundError", "UnauthenticatedError", "ValidationError"];
  for (const field of Object.values(schema.getMutationType()!.getFields())) {
    const name = field.name.charAt(0).toUpperCase() + field.name.slice(1);
    assert.equal(String(field.type), `${name}Result!`);
    assert.deepEqual(field.args.map((argument) => `${argument.name}: ${argument.type}`), [`input: ${name}Input!`]);
    const union = schema.getType(`${name}Result`);
    assert.ok(isUnionType(union));
    const members = new Set(union.getTypes().map((member) => member.name));
    for (const member of [...errors, `${name}Payload`]) {
      assert.ok(members.has(member), `${union.name} has no ${member}`);
    }
    for (const member of union.getTypes().filter((member) => member.name !== `${name}Payload`)) {
      assert.deepEqual(member.getInterfaces().map((type) => type.name), ["Error"]);
    }
  }
});
