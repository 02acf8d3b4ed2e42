import assert from "node:assert/strict";
import { buildSchema, parse, validate } from "graphql";
import { graphqlTypes } from "../../tools/graphql_types.ts";
import { persistedManifest } from "../../tools/persist_documents.ts";
import { test } from "../../testing/test.ts";
import { createProjectMutation } from "./documents/projects.ts";
import { refusalFragment } from "./documents/refusal.ts";
import { documentsOf, persistedDocument } from "./persisted_documents.ts";
import manifest from "./persisted_documents.json" with { type: "json" };

const sdl = await Deno.readTextFile(new URL("../../schema.graphql", import.meta.url));

test("persistedDocument() names an operation by the hash of the text that the client would send", () => {
  const document = persistedDocument(createProjectMutation)!;
  assert.match(document.id, /^sha256:[0-9a-f]{64}$/);
  assert.deepEqual([document.name, document.operation], ["CreateProject", "mutation"]);
  assert.match(document.text, /fragment Refusal on Error/);
  // Every object is told by its type, which clients add by themselves.
  assert.match(document.text, /project \{\s*\.\.\.Project\s+__typename/);
  assert.equal(persistedDocument(createProjectMutation)!.id, document.id);
});

test("persistedDocument() has nothing to say of fragments, and refuses what has no name", () => {
  assert.equal(persistedDocument(refusalFragment), null);
  assert.throws(() => persistedDocument(parse("{ viewer { id } }")), /with a name/);
  assert.throws(() => persistedDocument(parse("query A { a } query B { a }")), /one operation/);
});

test("documentsOf() refuses a module that exports something else", () => {
  assert.throws(() => documentsOf({ pageSize: 50 }), /'pageSize' is no document/);
});

test("persistedManifest() refuses two operations of one name", async () => {
  const path = new URL("./documents/projects.ts", import.meta.url).pathname;
  await assert.rejects(persistedManifest([path, path]), /\w+Project is twice/);
});

test("every committed document fits the committed schema", () => {
  const schema = buildSchema(sdl);
  for (const [id, text] of Object.entries(manifest)) {
    assert.deepEqual(validate(schema, parse(text)), [], `${id}: ${text}`);
  }
});

test("graphqlTypes() gives the types of the schema and nothing that is declared for all programs", () => {
  const types = graphqlTypes("type Query { at: DateTime! }\nscalar DateTime\n");
  assert.match(types, /export type introspection = /);
  assert.match(types, /'DateTime'/);
  assert.doesNotMatch(types, /declare module|import /);
});
