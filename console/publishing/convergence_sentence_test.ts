import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { convergenceSentence } from "./convergence_sentence.ts";

const event = {
  revision: 4,
  applied: 2,
  pending: 1,
  refused: 0,
  idle: 1,
  converged: false,
  final: false,
  gateways: [],
};

test("convergenceSentence() tells how far gateways have come, and when they are done", () => {
  assert.equal(convergenceSentence(event), "2 gateways serve revision 4, 1 still behind, 1 idle …");
  assert.equal(
    convergenceSentence({ ...event, applied: 1, pending: 0, idle: 0, converged: true, final: true }),
    "1 gateway serves revision 4: all have converged.",
  );
  assert.equal(
    convergenceSentence({ ...event, applied: 0, pending: 0, idle: 0, refused: 1, converged: true }),
    "No gateway serves revision 4, 1 refused it: look at what they say.",
  );
  assert.match(convergenceSentence({ ...event, final: true }), /watching has ended\.$/);
});
