import assert from "node:assert/strict";
import { eventually } from "../../../testing/eventually.ts";
import { test } from "../../../testing/test.ts";
import type { GatewayHeartbeat } from "../fleet.ts";
import type { OpenTransport } from "./tested_transport.ts";

/** What holds for every fleet. */
export function fleetContract(implementation: string, open: OpenTransport): void {
  test(`${implementation} Fleet.alive() knows who beat, by the last heartbeat, until it leaves or expires`, async () => {
    await using under = await open();
    const { fleet } = under.transport;
    assert.deepEqual(await fleet.alive(), []);
    await fleet.beat(heartbeat("gateway-a", 1));
    await fleet.beat(heartbeat("gateway-b", 2));
    await fleet.beat(heartbeat("gateway-a", 3));
    assert.deepEqual(sorted(await fleet.alive()), [heartbeat("gateway-a", 3), heartbeat("gateway-b", 2)]);
    await fleet.leave("gateway-b");
    await fleet.leave("gateway-unknown");
    assert.deepEqual(await fleet.alive(), [heartbeat("gateway-a", 3)]);
    await fleet.beat(heartbeat("gateway-a", 4), 10);
    await eventually(async () => (await fleet.alive()).length === 0);
    await fleet.beat(heartbeat("gateway-a", 5));
    assert.deepEqual(await fleet.alive(), [heartbeat("gateway-a", 5)]);
  });
}

function heartbeat(instance: string, requestsInFlight: number): GatewayHeartbeat {
  const records = { recordsWritten: 7, recordsLost: requestsInFlight, beatAt: 1_700_000_000_001 };
  return { instance, build: "test", startedAt: 1_700_000_000_000, requestsInFlight, ...records };
}

function sorted(heartbeats: GatewayHeartbeat[]): GatewayHeartbeat[] {
  return heartbeats.toSorted((a, b) => a.instance.localeCompare(b.instance));
}
