import assert from "node:assert/strict";
import type { Failure } from "../graphql/failure.ts";
import { test } from "../../testing/test.ts";
import { formErrors, issueErrors, sentence } from "./form_errors.ts";

const FIELDS = ["name", "baseUrl"];

test("formErrors() places issues at fields, and says above what is about none", () => {
  const both = failure("validation", [
    { path: ["baseUrl"], message: "not a URL" },
    { path: ["baseUrl"], message: "too long" },
    { path: ["routes", "smart", "tree"], message: "the tenant has no provider 'x'" },
  ]);
  assert.deepEqual(formErrors(both, FIELDS), {
    message: "The input does not fit. Routes smart tree: the tenant has no provider 'x'.",
    fields: { baseUrl: "Not a URL." },
  });
  const atFields = failure("validation", [{ path: ["name"], message: "1 to 64 characters" }]);
  assert.deepEqual(formErrors(atFields, FIELDS), { message: null, fields: { name: "1 to 64 characters." } });
});

test("formErrors() gives the request's id with a fault, and with nothing else", () => {
  assert.equal(formErrors(failure("fault", []), FIELDS).message, "The input does not fit. Request id r-1.");
  assert.equal(formErrors(failure("conflict", []), FIELDS).message, "The input does not fit.");
});

test("issueErrors() has nothing to say of nothing", () => {
  assert.equal(issueErrors([], FIELDS), null);
});

test("sentence() begins and ends as one", () => {
  assert.equal(sentence("must not be empty"), "Must not be empty.");
  assert.equal(sentence("Is it?"), "Is it?");
});

function failure(reason: Failure["reason"], issues: Failure["issues"]): Failure {
  return { kind: "failed", reason, message: "The input does not fit", issues, requestId: "r-1" };
}
