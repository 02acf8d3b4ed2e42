import {
  MASTER_KEYS,
  startTestControlPlane,
  type TestControlPlane,
} from "../control-plane/testing/test_control_plane.ts";
import { readGatewayConfig } from "../gateway/config.ts";
import { startGateway } from "../gateway/gateway.ts";
import { MemoryLogger } from "../shared/logging/testing/memory_logger.ts";

/** A control plane and a gateway in this process, over one transport in memory. */
export interface GatewayBesidePlane extends AsyncDisposable {
  plane: TestControlPlane;
  gatewayUrl: string;
}

export async function startGatewayBesidePlane(): Promise<GatewayBesidePlane> {
  await using undo = new AsyncDisposableStack();
  const plane = undo.use(await startTestControlPlane());
  const dataDirectory = await Deno.makeTempDir({ prefix: "perpetuo-gateway-" });
  undo.defer(() => Deno.remove(dataDirectory, { recursive: true }));
  const { transport } = plane;
  const gateway = await startGateway({ config: config(dataDirectory), transport, logger: new MemoryLogger() });
  undo.defer(() => gateway.stop());
  const all = undo.move();
  return { plane, gatewayUrl: gateway.url, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

function config(dataDirectory: string) {
  const read = readGatewayConfig({
    HOST: "127.0.0.1",
    GATEWAY_PORT: "0",
    PERPETUO_DATA_DIR: dataDirectory,
    PERPETUO_MASTER_KEYS: MASTER_KEYS,
    PRIVATE_ADDRESSES: "loopback",
  });
  if (!read.ok) throw new Error(read.problems.join("\n"));
  return read.config;
}
