import { type Clock, systemClock } from "../../shared/time/clock.ts";

/** What islands work with, in place of the globals that a test could not hold still. */
export const browserFetch: typeof fetch = (input, init) => fetch(input, init);
export const browserClock: Clock = systemClock;
