import assert from "node:assert/strict";
import { computed, type Signal, signal } from "@preact/signals";
import { test } from "../../../testing/test.ts";
import { reviveProps } from "../client/revive_props.ts";
import { isJsx, serializeProps, slotsIn } from "./island_props.ts";

function roundTrip(...props: Record<string, unknown>[]): Record<string, unknown>[] {
  const islands = props.map((props) => ({ name: "Test", props }));
  const slots = new Map(slotsIn(props).map((vnode, i) => [vnode, i + 1] as const));
  return reviveProps(serializeProps(islands, slots), { element: (slot) => <i>{slot}</i> });
}

test("serializeProps() keeps every kind of value that may be given", () => {
  const props = {
    text: "</script><!-- \u2028 é",
    numbers: [0, -0, NaN, Infinity, -Infinity, 1.5],
    nothing: [null, undefined, true],
    sparse: [, 1],
    big: 2n ** 80n,
    bytes: new Uint8Array([0, 255, 7]),
    url: new URL("https://example.com/?a#b"),
    date: new Date(1),
    pattern: /[<>]+/giu,
    set: new Set([1, "a"]),
    map: new Map<unknown, unknown>([[{ key: 1 }, new Set([2])]]),
  };
  assert.deepEqual(roundTrip(props), [props]);
  assert.doesNotMatch(serializeProps([{ name: "Test", props }], new Map()), /<|\u2028/);
});

test("serializeProps() keeps cycles, and what islands share", () => {
  const shared = { value: 1 };
  const cycle: Record<string, unknown> = { shared };
  cycle.self = cycle;
  const [first, second] = roundTrip({ cycle }, { cycle, shared }) as [Record<string, Record<string, unknown>>, never];
  assert.equal(first.cycle!.self, first.cycle);
  assert.equal((second as { cycle: unknown }).cycle, first.cycle);
  assert.equal((second as { shared: unknown }).shared, first.cycle!.shared);
});

test("serializeProps() gives a shared signal back as one live signal", () => {
  const count = signal({ n: 1n });
  const [first, second] = roundTrip({ count }, { deep: [count] }) as [{ count: Signal }, { deep: [Signal] }];
  assert.equal(first.count, second.deep[0]);
  const double = computed(() => first.count.value.n * 2n);
  first.count.value = { n: 5n };
  assert.equal(double.value, 10n);
});

test("serializeProps() gives a computed signal back as one that cannot be set", () => {
  const [{ total }] = roundTrip({ total: computed(() => 7) }) as [{ total: Signal }];
  assert.equal(total!.value, 7);
  assert.throws(() => total!.value = 8);
});

test("serializeProps() takes JSX for slots, and signals for signals", () => {
  assert.equal(isJsx(signal(1)), false);
  const [props] = roundTrip({ children: <b>x</b>, tabs: [{ body: <u>y</u> }], count: signal(1) });
  assert.ok(isJsx(props!.children));
  assert.ok(isJsx((props!.tabs as { body: unknown }[])[0]!.body));
  assert.equal((props!.count as Signal).value, 1);
});

test("serializeProps() names the island and the property that cannot be given", () => {
  const islands = [{ name: "Fine", props: {} }, { name: "Bad", props: { rows: [{ onClick: () => {} }] } }];
  assert.throws(
    () => serializeProps(islands, new Map()),
    /The island Bad cannot be given its property "rows\[0\]\.onClick"/,
  );
  class Row {}
  assert.throws(() => serializeProps([{ name: "Bad", props: { row: new Row() } }], new Map()), /"row"/);
});
