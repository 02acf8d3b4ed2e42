import type { Client } from "@urql/core";
import { systemClock } from "../../shared/time/clock.ts";
import { pageSession } from "../browser/page_session.ts";
import { browserClient } from "./browser_client.ts";
import type { LiveTailDependencies } from "./live_tail.ts";
import type { SessionExpiry } from "./session_expiry.ts";
import { SubscriptionSlot } from "./subscription_slot.ts";
import { documentVisibility } from "./tab_visibility.ts";

export interface BrowserDependencies {
  client: Client;
  sessionExpiry: SessionExpiry;
  /** What a `LiveTail` needs of its tab. */
  liveTail: LiveTailDependencies;
}

/** What all islands of a page share; made on the first call. Throws on the server, where nothing may be shared. */
export function browserDependencies(): BrowserDependencies {
  if (typeof document === "undefined") throw new Error("browserDependencies() is for effects and handlers of islands.");
  return made ??= make();
}

let made: BrowserDependencies | null = null;

function make(): BrowserDependencies {
  // Called as a method of anything else, the browser's own refuses.
  const boundFetch: typeof fetch = (input, init) => fetch(input, init);
  // A module of its own: the dialog that asks to sign in again needs nothing else of this.
  const sessionExpiry = pageSession;
  return {
    client: browserClient({ fetch: boundFetch, clock: systemClock, sessionExpiry }),
    sessionExpiry,
    liveTail: {
      fetch: boundFetch,
      clock: systemClock,
      random: Math.random,
      visibility: documentVisibility(document),
      slot: new SubscriptionSlot(),
      sessionExpiry,
    },
  };
}
