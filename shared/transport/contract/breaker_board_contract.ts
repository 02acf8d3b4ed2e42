import assert from "node:assert/strict";
import { eventually } from "../../../testing/eventually.ts";
import { test } from "../../../testing/test.ts";
import { type BreakerBoard, CIRCUIT_NOTICE_KEPT_MS, type CircuitNotice, NOTICES_MAX } from "../breaker_board.ts";
import { sampleCooling, sampleId } from "./samples.ts";
import type { OpenTransport } from "./tested_transport.ts";

/** What holds for every breaker board. */
export function breakerBoardContract(implementation: string, open: OpenTransport): void {
  test(`${implementation} BreakerBoard.read() gives what was posted, and null until something is posted again`, async () => {
    await using under = await open();
    const { breakerBoard: board } = under.transport;
    const empty = await board.read(null);
    assert.deepEqual(empty?.notices, []);
    assert.equal(await board.read(empty.version), null);
    await board.publish(circuit("gpt"), 5_000);
    await board.publish(sampleCooling(7), 60_000);
    const reading = await board.read(empty.version);
    assert.deepEqual(sorted(reading!.notices.map(({ notice }) => notice)), [circuit("gpt"), sampleCooling(7)]);
    assert.equal(await board.read(reading!.version), null);
    const opened = reading!.notices.find(({ notice }) => notice.type === "circuit")!;
    assert.ok(opened.leftMs > 0 && opened.leftMs <= 5_000 && opened.ageMs >= 0, JSON.stringify(opened));
    assert.ok(Math.abs(opened.ageMs + opened.leftMs - 5_000) < 1, "both are told by one clock");
    assert.ok(await board.read("made up") !== null);
  });

  test(`${implementation} BreakerBoard.publish() replaces what was said of the same target, under a higher id`, async () => {
    await using under = await open();
    const { breakerBoard: board } = under.transport;
    await board.publish(circuit("gpt"), 5_000);
    const before = await board.read(null);
    await board.publish({ ...circuit("gpt"), instance: "gateway-b", state: "closed" }, 0);
    await board.publish(circuit("gpt", sampleId(2)), 5_000);
    await board.publish(sampleCooling(7, "gpt"), 5_000);
    await board.publish(sampleCooling(7, "other"), 5_000);
    const { notices } = (await board.read(before!.version))!;
    assert.equal(notices.length, 4);
    const closed = notices.find(({ notice }) => notice.type === "circuit" && notice.state === "closed")!;
    assert.equal(closed.notice.instance, "gateway-b");
    assert.ok(closed.leftMs <= 0, "what has ended stays for those who look");
    assert.ok(closed.postingId > before!.notices[0]!.postingId);
    assert.equal(new Set(notices.map(({ postingId }) => postingId)).size, 4);
  });

  test(`${implementation} BreakerBoard.read() leaves out a cooling that is over, and keeps a circuit that is`, async () => {
    await using under = await open();
    const { breakerBoard: board } = under.transport;
    await board.publish(circuit("gpt"), 1);
    await board.publish(sampleCooling(7, "gpt"), 1);
    await eventually(async () => (await read(board)).length === 1);
    const [kept] = await read(board);
    assert.equal(kept!.notice.type, "circuit");
    assert.ok(kept!.leftMs <= 0 && kept!.leftMs > -CIRCUIT_NOTICE_KEPT_MS);
  });

  test(`${implementation} BreakerBoard holds a bounded number of notices, and lets go of those that end first`, async () => {
    await using under = await open();
    const { breakerBoard: board } = under.transport;
    const lasting = Array.from({ length: NOTICES_MAX }, (_, index) => `model-${index}`);
    await Promise.all([
      ...["short-1", "short-2"].map((model) => board.publish(circuit(model), 1_000)),
      ...lasting.map((model) => board.publish(circuit(model), 60_000)),
    ]);
    const held = await read(board);
    assert.deepEqual(new Set(held.map(({ notice }) => notice.model)), new Set(lasting));
  });

  test(`${implementation} BreakerBoard is empty, and says so, after the store has forgotten`, async () => {
    await using under = await open();
    const { breakerBoard: board } = under.transport;
    await board.publish(circuit("gpt"), 5_000);
    const { version } = (await board.read(null))!;
    await under.forget();
    assert.deepEqual((await board.read(version))?.notices, []);
    await board.publish(circuit("gpt"), 5_000);
    assert.equal((await board.read(version))?.notices.length, 1);
  });
}

async function read(board: BreakerBoard) {
  return (await board.read(null))!.notices;
}

function circuit(model: string, tenantId = sampleId(1)): CircuitNotice {
  return {
    type: "circuit",
    instance: "gateway-a",
    tenantId,
    provider: "openai",
    providerKind: "openai",
    model,
    state: "open",
    errorClass: "server_error",
    attempts: 10,
    failures: 6,
    troubledMs: 0,
  };
}

function sorted<T extends { type: string }>(notices: T[]): T[] {
  return notices.toSorted((a, b) => a.type.localeCompare(b.type));
}
