import { systemClock } from "../../time/clock.ts";
import { transportContract } from "../contract/transport_contract.ts";
import { forgetfulMemoryTransport } from "./memory_transport.ts";

transportContract("memory", ({ recordStreamBounds = {}, bodyBytesMax, nowMs = systemClock.now } = {}) => {
  const transport = forgetfulMemoryTransport({
    clock: { ...systemClock, now: nowMs },
    onProblem: () => {},
    recordStreamBounds,
    ...(bodyBytesMax !== undefined && { bodyBytesMax }),
  });
  return Promise.resolve({
    transport,
    forget: () => Promise.resolve(transport.forget()),
    watchesAtOnce: true,
    [Symbol.asyncDispose]: () => transport.close(),
  });
});
