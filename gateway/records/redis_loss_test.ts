import { startRedis } from "../../testing/services.ts";
import { test } from "../../testing/test.ts";
import { RecordTraffic } from "./testing/record_traffic.ts";
import { inTemporaryDirectory } from "./testing/temporary_directory.ts";

test("GatewayRecords() loses no record over a Redis that is killed and comes back empty, again and again", () =>
  inTemporaryDirectory(async (dataDirectory) => {
    const redis = await startRedis({ private: true });
    const traffic = await RecordTraffic.start(redis.url, dataDirectory);
    for (let round = 0; round < 3; round++) {
      await traffic.flows(30);
      await redis.restart();
    }
    await traffic.finish();
    await redis.stop();
  }));
