import assert from "node:assert/strict";
import type { LookupAddress } from "node:dns";
import { test } from "../../testing/test.ts";
import { privateAddressesSchema } from "./address_policy.ts";
import { guardedLookup } from "./guarded_lookup.ts";

function ask(answers: string[], all: boolean): Promise<{ error: string | null; given: unknown }> {
  const addresses: LookupAddress[] = answers.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  const lookup = guardedLookup(privateAddressesSchema.parse("deny"), (_name, _options, done) => done(null, addresses));
  return new Promise((resolve) =>
    lookup("name.example", { all }, (error, given) => resolve({ error: error?.message ?? null, given }))
  );
}

test("guardedLookup() leaves out addresses that are not allowed and fails when none is left", async () => {
  assert.deepEqual((await ask(["10.0.0.1", "1.1.1.1", "::1"], true)).given, [{ address: "1.1.1.1", family: 4 }]);
  assert.equal((await ask(["10.0.0.1", "1.1.1.1"], false)).given, "1.1.1.1");
  const refused = await ask(["10.0.0.1", "::ffff:127.0.0.1"], true);
  assert.match(refused.error ?? "", /PRIVATE_ADDRESSES/);
  assert.doesNotMatch(refused.error ?? "", /10\.0\.0\.1/);
});

test("guardedLookup() passes on what the look-up itself failed of", async () => {
  const lookup = guardedLookup(privateAddressesSchema.parse("deny"), (_n, _o, done) => done(new Error("no name"), []));
  const message = await new Promise((resolve) =>
    lookup("x.example", { all: true }, (error) => resolve(error?.message))
  );
  assert.equal(message, "no name");
});
