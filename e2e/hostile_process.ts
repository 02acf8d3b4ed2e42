import { startControlPlane } from "../control-plane/control_plane.ts";
import { testConfig } from "../control-plane/testing/test_control_plane.ts";
import { systemClock } from "../shared/time/clock.ts";
import { memoryTransport } from "../shared/transport/memory/memory_transport.ts";

/**
 * A control plane in a process of its own, which says how much memory it has: each line that comes in is answered with
 * `Deno.memoryUsage()` after a collection. Ends with its input. Wants `DATABASE_URL`, further settings and `--expose-gc`.
 */
const { DATABASE_URL, ...environment } = Deno.env.toObject();
const transport = memoryTransport({ clock: systemClock });
const silent = () => {};
const controlPlane = await startControlPlane({
  config: testConfig(DATABASE_URL!, environment),
  transport,
  logger: { info: silent, warn: silent, error: silent },
  instance: "control-plane-hostile",
});
console.log(JSON.stringify({ url: controlPlane.url }));
for await (const _line of Deno.stdin.readable) {
  (globalThis as { gc?: () => void }).gc?.();
  console.log(JSON.stringify(Deno.memoryUsage()));
}
await controlPlane.stop();
await transport.close();
