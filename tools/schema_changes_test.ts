import assert from "node:assert/strict";
import { test } from "../testing/test.ts";
import { schemaChanges } from "./schema_changes.ts";

const BEFORE = `
  type Query { project(id: ID!, first: Int = 20): Project }
  type Project { id: ID! name: String! owner: String }
  enum Role { OWNER VIEWER }
  input Filter { name: String }
`;

test("schemaChanges() finds what breaks callers, and only tells what may surprise them", () => {
  const after = BEFORE.replace(" owner: String", "").replace("VIEWER", "VIEWER ADMIN")
    .replace("first: Int = 20", "first: Int = 50").replace(
      "input Filter { name: String }",
      "input Filter { name: String! }",
    );
  const { breaking, dangerous, settled } = schemaChanges(BEFORE, after, []);
  assert.equal(breaking.length, 3, breaking.join("\n"));
  assert.ok(breaking.some((change) => /Project\.owner was removed/.test(change)));
  assert.ok(breaking.some((change) => /first/.test(change) && /default/i.test(change)));
  assert.ok(breaking.some((change) => /Filter\.name/.test(change)));
  assert.equal(dangerous.length, 1);
  assert.match(dangerous[0]!, /ADMIN was added/);
  assert.deepEqual(settled, []);
});

test("schemaChanges() lets what is new and what was intended pass, and tells which intentions are over", () => {
  const after = BEFORE.replace(" owner: String", " createdAt: String!");
  const [change] = schemaChanges(BEFORE, after, []).breaking;
  const intended = [
    { change: change!, reason: "Nobody owns a project.", date: "2026-01-31" },
    { change: "Project.gone was removed.", reason: "It was never used.", date: "2026-01-31" },
  ];
  const changes = schemaChanges(BEFORE, after, intended);
  assert.deepEqual(changes, { breaking: [], dangerous: [], settled: ["Project.gone was removed."] });
  assert.deepEqual(schemaChanges(BEFORE, BEFORE, []), { breaking: [], dangerous: [], settled: [] });
});
