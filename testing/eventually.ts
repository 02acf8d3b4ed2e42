import { systemClock } from "../shared/time/clock.ts";

/**
 * Asks until the condition gives something truthy, and returns that. A condition that throws counts as not yet; after
 * `timeoutMs` (default 10,000) the last reason is thrown.
 */
export async function eventually<T>(
  condition: () => T | Promise<T>,
  { timeoutMs = 10_000 }: { timeoutMs?: number } = {},
): Promise<NonNullable<T>> {
  const endMs = systemClock.monotonic() + timeoutMs;
  for (;;) {
    let cause: unknown;
    try {
      const value = await condition();
      if (value) return value;
    } catch (error) {
      cause = error;
    }
    if (systemClock.monotonic() >= endMs) throw new Error(`Not so within ${timeoutMs} ms: ${condition}`, { cause });
    await systemClock.delay(2);
  }
}
