import assert from "node:assert/strict";
import { DEFAULT_FALLBACK_CLASSES, errorClass } from "../../shared/contracts/error_class.ts";
import { CACHED_ANSWER_BYTES_MAX } from "../../shared/contracts/route_cache.ts";
import { test } from "../../testing/test.ts";
import { checkDocument } from "./check_document.ts";
import { countingIds } from "./draft_tree.ts";
import { removeNode, setValue, setWeight } from "./edit_tree.ts";
import { ERROR_CLASSES, ERROR_CLASSES_BY_DEFAULT } from "./node_words.ts";
import { issueAt, placeIssues } from "./placed_issues.ts";
import { ANSWER_BYTES_BY_DEFAULT, NEW_ROUTE, readDocument, sameRoute, writeDocument } from "./route_document.ts";
import { EVERY_NODE } from "./testing/trees.ts";
import { findNode, placedNodes } from "./tree_places.ts";

const CONTENT = { name: "smart", aliases: ["gpt-*"], cache: null, tree: EVERY_NODE };
const PROVIDERS = { providers: ["mock", "other"] };
const document = readDocument(CONTENT, countingIds());
const { tree } = document;
const id = (pointer: string) => placedNodes(tree).find((placed) => placed.pointer === pointer)!.node.id;

test("checkDocument() has nothing against a route that the API would take", () => {
  assert.deepEqual(checkDocument(document, PROVIDERS), []);
  assert.deepEqual(writeDocument(document), CONTENT);
});

test("checkDocument() tells every problem at its node", () => {
  const target = findNode(tree, id("/then/children/0"))!.node;
  const wrong: [typeof tree, string, string[], RegExp][] = [
    [setValue(tree, target.id, { type: "target", provider: "mock", model: "" }), target.id, ["model"], /model/],
    [setValue(tree, target.id, { type: "target", provider: "gone", model: "m" }), target.id, ["provider"], /“gone”/],
    [setWeight(tree, id("/else/children/0/node"), -1), id("/else/children/0/node"), ["weight"], /./],
    [removeNode(tree, id("/then")), id(""), ["then"], /“then” is empty/],
    [
      removeNode(removeNode(tree, id("/then/children/0")), id("/then/children/1")),
      id("/then"),
      ["children"],
      /needs a node/,
    ],
    [
      setValue(tree, id(""), { type: "when", condition: { type: "all", conditions: [] } }),
      id(""),
      ["condition", "conditions"],
      /./,
    ],
  ];
  for (const [changed, node, field, message] of wrong) {
    const issues = checkDocument({ ...document, tree: changed }, PROVIDERS);
    const found = issueAt(issues, node, field);
    assert.match(found ?? "", message, JSON.stringify(issues));
  }
});

test("checkDocument() tells what is wrong with the route itself", () => {
  const begun = readDocument(NEW_ROUTE, countingIds());
  const issues = checkDocument({ ...begun, aliases: "twice, twice no/*/pe" }, PROVIDERS);
  assert.ok(issueAt(issues, null, ["name"]));
  assert.match(issueAt(issues, null, ["tree"])!, /needs a node/);
  assert.match(issueAt(issues, null, ["aliases", "1"])!, /twice/);
  assert.ok(issueAt(issues, null, ["aliases", "2"]));
  const cache = { ttlSeconds: 0, answerBytesMax: undefined };
  assert.ok(issueAt(checkDocument({ ...document, cache }, PROVIDERS), null, ["cache", "ttlSeconds"]));
});

test("placeIssues() finds the node of what the API says", () => {
  const path = ["tree", "else", "children", "1", "node", "children", "0", "provider"];
  const [issue] = placeIssues(tree, [{ path, message: "the tenant has no provider 'x'" }]);
  assert.deepEqual(issue, {
    node: id("/else/children/1/node/children/0"),
    field: ["provider"],
    message: "The tenant has no provider 'x'.",
  });
});

test("what the editor knows of the contract without its library is what the contract says", () => {
  assert.deepEqual(ERROR_CLASSES, errorClass.options);
  assert.deepEqual(ERROR_CLASSES_BY_DEFAULT, DEFAULT_FALLBACK_CLASSES);
  assert.equal(ANSWER_BYTES_BY_DEFAULT, CACHED_ANSWER_BYTES_MAX);
});

test("sameRoute() looks at the route and not at how it was typed", () => {
  const again = readDocument({ ...CONTENT, cache: null }, countingIds("other"));
  assert.ok(sameRoute(document, again));
  assert.ok(sameRoute(document, { ...again, aliases: "  gpt-* " }));
  assert.ok(!sameRoute(document, { ...again, aliases: "gpt-*, claude-*" }));
});
