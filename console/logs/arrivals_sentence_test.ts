import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { arrivalsSentence } from "./arrivals_sentence.ts";

test("arrivalsSentence() sums up what came in since the last time", () => {
  const at = (total: number, errors: number) => ({ total, errors });
  assert.equal(arrivalsSentence(at(4, 1), at(4, 1)), null);
  assert.equal(arrivalsSentence(at(4, 1), at(5, 1)), "1 new request.");
  assert.equal(arrivalsSentence(at(4, 1), at(16, 3)), "12 new requests, 2 with an error.");
});
