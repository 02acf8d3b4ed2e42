import assert from "node:assert/strict";
import { test } from "../../../testing/test.ts";
import type { BodyEntry } from "../../contracts/captured_body.ts";
import type { BodyDelivery } from "../body_stream.ts";
import { TransportError } from "../transport_error.ts";
import { sampleId } from "./samples.ts";
import type { OpenTransport } from "./tested_transport.ts";

const some = { entriesMax: 10 };

/** What holds for every stream of captured bodies. */
export function bodyStreamContract(implementation: string, open: OpenTransport): void {
  test(`${implementation} BodyStream gives what was appended, in order and once, of whatever type it is`, async () => {
    await using under = await open();
    const { writer, reader } = under.transport.bodyStream;
    assert.deepEqual(await reader.read("recorder-a", some), []);
    assert.deepEqual(await writer.append([sampleBody(1), sampleBody(2)]), { state: "appended" });
    assert.deepEqual(await writer.append([sampleLoss(3)]), { state: "appended" });
    const first = await reader.read("recorder-a", { entriesMax: 2 });
    assert.deepEqual(entries(first), [sampleBody(1), sampleBody(2)]);
    assert.deepEqual(entries(await reader.read("recorder-b", some)), [sampleLoss(3)]);
    await reader.acknowledge(first.map(({ entryId }) => entryId));
    assert.deepEqual(await reader.read("recorder-a", { ...some, claimIdleMs: 60_000 }), []);
  });

  test(`${implementation} BodyStream.read() repeats what is not acknowledged, and takes over what another holds too long`, async () => {
    await using under = await open();
    const { writer, reader } = under.transport.bodyStream;
    await writer.append([sampleBody(1)]);
    const held = await reader.read("recorder-a", some);
    assert.deepEqual(await reader.read("recorder-a", some), held);
    assert.deepEqual(await reader.read("recorder-b", { ...some, claimIdleMs: 60_000 }), []);
    assert.deepEqual(await reader.read("recorder-b", { ...some, claimIdleMs: 0 }), held);
    await reader.acknowledge(held.map(({ entryId }) => entryId));
    assert.deepEqual(await reader.read("recorder-b", { ...some, claimIdleMs: 0 }), []);
  });

  test(`${implementation} BodyStream.append() takes all or nothing, and is full at its bytes until some are acknowledged`, async () => {
    const bytes = JSON.stringify(sampleBody(1)).length;
    await using under = await open({ bodyBytesMax: 3 * bytes });
    const { writer, reader } = under.transport.bodyStream;
    assert.equal((await writer.append([sampleBody(1), sampleBody(2)])).state, "appended");
    assert.equal((await writer.append([sampleBody(3), sampleBody(4)])).state, "full");
    const held = await reader.read("recorder-a", some);
    assert.deepEqual(entries(held), [sampleBody(1), sampleBody(2)]);
    await reader.acknowledge([held[0]!.entryId, "1-1", held[0]!.entryId]);
    assert.equal((await writer.append([sampleBody(3), sampleBody(4)])).state, "appended");
    assert.equal((await writer.append([sampleBody(5)])).state, "full");
  });

  test(`${implementation} BodyStream starts anew after the store has forgotten, and ends with the transport`, async () => {
    await using under = await open({ bodyBytesMax: 2 * JSON.stringify(sampleBody(1)).length });
    const { writer, reader } = under.transport.bodyStream;
    await writer.append([sampleBody(1), sampleBody(2)]);
    await reader.read("recorder-a", some);
    await under.forget();
    assert.deepEqual(await reader.read("recorder-a", some), []);
    assert.equal((await writer.append([sampleBody(3), sampleBody(4)])).state, "appended");
    assert.deepEqual(entries(await reader.read("recorder-a", some)), [sampleBody(3), sampleBody(4)]);
    await under.transport.close();
    assert.equal((await writer.append([sampleBody(5)])).state, "unavailable");
    const isClosed = (error: unknown) => error instanceof TransportError && error.code === "closed";
    await assert.rejects(reader.read("recorder-a", some), isClosed);
    await assert.rejects(reader.acknowledge(["1-1"]), isClosed);
  });
}

function entries(deliveries: BodyDelivery[]): (BodyEntry | null)[] {
  return deliveries.map(({ entry }) => entry);
}

function sampleBody(n: number): BodyEntry {
  return {
    type: "body",
    body: {
      requestId: sampleId(n),
      ts: 1_700_000_000_000,
      tenantId: sampleId(1),
      projectId: sampleId(2),
      ciphertext: btoa("ciphertext"),
      wrappedKey: btoa("wrapped"),
      masterKeyId: "k1",
    },
  };
}

function sampleLoss(count: number): BodyEntry {
  return { type: "loss", loss: { instance: "gateway-1", tenantId: sampleId(1), reason: "queue_full", count } };
}
