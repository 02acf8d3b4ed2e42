import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { keepLivePreference, readLivePreference } from "./live_preference.ts";

test("readLivePreference() is yes until it was switched off, and where nothing can be kept", () => {
  const kept = new Map<string, string>();
  const storage = () => ({
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  });
  assert.equal(readLivePreference(storage), true);
  keepLivePreference(storage, false);
  assert.equal(readLivePreference(storage), false);
  keepLivePreference(storage, true);
  assert.equal(readLivePreference(storage), true);
  const forbidden = () => {
    throw new DOMException("no storage here", "SecurityError");
  };
  keepLivePreference(forbidden, false);
  assert.equal(readLivePreference(forbidden), true);
});
