import assert from "node:assert/strict";
import { test } from "../../testing/test.ts";
import { readOptions } from "./options.ts";

test("readOptions() measures everything, quickly, when nothing is said", () => {
  const options = readOptions([]);
  assert.deepEqual(options.only, ["whole", "streams", "memory", "keys", "processes"]);
  assert.deepEqual([options.rounds, options.seconds, options.gate, options.portkey], [3, 2, false, true]);
});

test("readOptions() measures longer when --full is given, unless numbers are", () => {
  assert.deepEqual([readOptions(["--full"]).rounds, readOptions(["--full"]).seconds], [9, 5]);
  assert.equal(readOptions(["--full", "--rounds", "4"]).rounds, 4);
});

test("readOptions() reads other gateways with their headers and model", () => {
  const { others } = readOptions([
    "--other",
    "mine=http://127.0.0.1:{port}/base=serve --upstream={upstream}",
    "--other-header",
    "mine=Authorization: Bearer key",
    "--other-model",
    "mine=openai/gpt-4o-mini",
  ]);
  assert.deepEqual(others, [{
    name: "mine",
    url: "http://127.0.0.1:{port}/base",
    command: "serve --upstream={upstream}",
    headers: { authorization: "Bearer key" },
    model: "openai/gpt-4o-mini",
  }]);
});

test("readOptions() says what is wrong when an option cannot be understood", () => {
  assert.throws(() => readOptions(["--only", "whole,parts"]), /--only: parts is none of whole, streams/);
  assert.throws(() => readOptions(["--rounds", "0"]), /--rounds: expected a whole number from 1 to 99/);
  assert.throws(() => readOptions(["--other", "mine"]), /--other: expected 'NAME=URL=START COMMAND'/);
  assert.throws(() => readOptions(["--other", "mine=http://example.com=run"]), /the URL begins with http:\/\/127/);
  assert.throws(() => readOptions(["--other", "nginx=http://127.0.0.1:1="]), /nginx is the name of another party/);
  assert.throws(() => readOptions(["--other-header", "mine=a: b"]), /no --other is called mine/);
});
