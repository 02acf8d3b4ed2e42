import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { AccessChanges } from "./access_changes.ts";
import { type Actor, ANONYMOUS } from "./actor.ts";

function person(userId: string): Actor {
  return { kind: "user", userId, email: "", sessionId: "", memberships: new Map() };
}

test("AccessChanges.signalOf() aborts with a change that concerns the actor, once", () => {
  const changes = new AccessChanges();
  const [first, other] = [changes.signalOf(person("a"))!, changes.signalOf(person("b"))!];
  assert.equal(changes.signalOf(person("a")), first);
  changes.changed("a");
  changes.changed("nobody");
  assert.deepEqual([first.aborted, other.aborted], [true, false]);
  assert.equal(changes.signalOf(person("a"))!.aborted, false);
  assert.equal(changes.signalOf(ANONYMOUS), null);
});
