import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { type ApiKey, type KeyList, withDraft, withoutDraft, withPage, withRevoking, withSettled } from "./key_list.ts";

const NOW = "2026-11-23T12:00:00.000Z";
const LIST: KeyList = { rows: [key("b"), key("a")], next: "cursor" };

test("withDraft() shows a key at once, and the answer or the failure takes its place", () => {
  const drafted = withDraft(LIST, { id: "draft", name: "New", expiresAt: null, now: NOW });
  assert.deepEqual(drafted.rows.map(({ id, pending }) => [id, pending]), [
    ["draft", "creating"],
    ["b", undefined],
    ["a", undefined],
  ]);
  assert.deepEqual(withSettled(drafted, "draft", key("c")).rows.map(({ id }) => id), ["c", "b", "a"]);
  assert.deepEqual(withoutDraft(drafted, "draft"), LIST);
});

test("withRevoking() is taken back row by row, whatever else has changed since", () => {
  const row = LIST.rows[1]!;
  const revoking = withRevoking(LIST, "a", NOW);
  assert.deepEqual([revoking.rows[1]!.state, revoking.rows[1]!.pending], ["REVOKED", "revoking"]);
  const meanwhile = withDraft(revoking, { id: "draft", name: "New", expiresAt: null, now: NOW });
  const back = withSettled(meanwhile, "a", row);
  assert.deepEqual(back.rows.map(({ id, state }) => [id, state]), [["draft", "ACTIVE"], ["b", "ACTIVE"], [
    "a",
    "ACTIVE",
  ]]);
});

test("withPage() shows nothing twice that a new key has moved", () => {
  const page: KeyList = { rows: [key("a"), key("0")], next: null };
  assert.deepEqual(withPage(LIST, page), { rows: [key("b"), key("a"), key("0")], next: null });
});

function key(id: string): ApiKey {
  return {
    id,
    keyId: id,
    name: id,
    description: null,
    state: "ACTIVE",
    createdAt: NOW,
    expiresAt: null,
    revokedAt: null,
    lastUsedAt: null,
    previousSecretUntil: null,
    version: 1,
    createdBy: null,
    createdByServiceAccount: null,
    limits: [],
    tags: [],
  };
}
