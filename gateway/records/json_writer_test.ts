import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "../../testing/test.ts";
import { toMicroseconds } from "../pipeline/to_microseconds.ts";
import { JsonWriter, pieceOf } from "./json_writer.ts";

const writer = new JsonWriter();

function written(write: (into: JsonWriter) => void): string {
  write(writer);
  return new TextDecoder().decode(writer.take());
}

test("JsonWriter.string() and name() write what JSON reads as the same string", () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.string({ unit: "grapheme", maxLength: 300 }));
  fc.assert(fc.property(fc.option(text), (value) => {
    const expected = JSON.stringify(value);
    assert.equal(written((into) => into.string(value)), expected);
    assert.equal(written((into) => into.name(value)), expected);
    assert.equal(written((into) => into.name(value)), expected);
  }));
  for (const value of ["\ud800", 'a"b', "a\\b", "\u007f", "\n", "é", "😀"]) {
    assert.equal(written((into) => into.string(value)), JSON.stringify(value));
  }
});

test("JsonWriter.number() writes what JSON reads as the same number", () => {
  const number = fc.oneof(
    fc.maxSafeNat(),
    fc.nat({ max: 2_000 }),
    fc.double(),
    fc.maxSafeInteger(),
    fc.constantFrom(0, 9, 10, 999_999_999, 1e9, 1e9 + 1, 2 ** 31, 1e15, Number.MAX_SAFE_INTEGER, 2 ** 53, 1e21),
  );
  fc.assert(fc.property(fc.option(number), (value) => {
    assert.equal(written((into) => into.number(value)), JSON.stringify(value));
  }));
});

test("JsonWriter.milliseconds() writes what JSON reads as milliseconds to the microsecond", () => {
  const ms = fc.oneof(
    fc.double({ min: 0, max: 1e6, noNaN: true }),
    fc.nat({ max: 1e6 }).map((us) => us / 1_000),
    fc.double(),
  );
  fc.assert(
    fc.property(fc.option(ms), (value) => {
      const expected = value === null ? null : JSON.parse(JSON.stringify(toMicroseconds(value)));
      assert.equal(JSON.parse(written((into) => into.milliseconds(value))), expected);
    }),
    { numRuns: 1_000 },
  );
});

test("JsonWriter.take() gives what was written since, which stays as it is however much is written after it", () => {
  const into = new JsonWriter();
  const piece = pieceOf("0123456789".repeat(1_000));
  const taken = Array.from({ length: 100 }, (_, index) => {
    into.number(index);
    into.piece(piece);
    return into.take();
  });
  for (const [index, bytes] of taken.entries()) {
    assert.equal(new TextDecoder().decode(bytes), `${index}${"0123456789".repeat(1_000)}`);
  }
  const large = "x".repeat(1_000_000);
  into.ascii("before");
  into.string(large);
  assert.equal(new TextDecoder().decode(into.take()), `before"${large}"`);
});

test("JsonWriter.cut() forgets what is behind it, also where the memory was changed meanwhile", () => {
  const into = new JsonWriter();
  into.ascii("kept");
  into.take();
  into.ascii("first");
  into.piece(new Uint8Array(500_000));
  into.cut(5);
  into.ascii(" second");
  assert.equal(new TextDecoder().decode(into.take()), "first second");
  assert.throws(() => into.json({ big: 1n }));
});

test("JsonWriter.again() writes once more what still stands in the memory, and nothing else", () => {
  const into = new JsonWriter();
  into.ascii("before ");
  const { memory, place: from } = into;
  into.ascii("twice ");
  const to = into.place;
  into.take();
  assert.ok(into.again(memory, from, to));
  assert.equal(new TextDecoder().decode(into.take()), "twice ");
  assert.ok(!new JsonWriter().again(memory, from, to), "another's memory is another");

  // Filled up to the last byte: the second time finds no room.
  into.piece(new Uint8Array(256 * 1_024 - into.place));
  into.take();
  assert.ok(!into.again(memory, from, to));
  assert.equal(into.length, 0);

  const later = { memory: into.memory, from: into.place };
  into.ascii("cut off");
  const end = into.place;
  into.cut(0);
  into.ascii("written over");
  assert.ok(!into.again(later.memory, later.from, end));
});
