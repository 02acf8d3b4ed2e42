import type { WireDependencies } from "../wire.ts";

/** Dates answers 2026-01-01T00:00:00Z and numbers ids from 1. */
export function testWireDependencies(): WireDependencies {
  let ids = 0;
  return { now: () => Date.UTC(2026, 0, 1), newId: (prefix) => `${prefix}${++ids}` };
}
