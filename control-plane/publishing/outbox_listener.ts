import pg from "pg";
import { Alarm } from "../../shared/time/alarm.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { Logger } from "../../shared/logging/logger.ts";
import { OUTBOX_CHANNEL } from "./outbox.ts";

/** How long after a loss the connection is made anew. */
const RECONNECT_MS = 1_000;
const CONNECT_MS = 5_000;
/** A connection is made anew once a day, which also bounds how long one can be dead without an error. */
const LISTEN_MS_MAX = 24 * 3_600_000;

/**
 * Calls `notified` whenever a transaction of any process put something into the outbox, and after every (re)connection,
 * since what came before it was not heard. Holds one connection of its own; while that is lost, nothing is heard.
 * `databaseUrl` must keep its sessions: no pooler in transaction mode.
 */
export function listenToOutbox(
  databaseUrl: string,
  notified: () => void,
  { clock, logger }: { clock: Clock; logger: Logger },
): { close(): Promise<void> } {
  const stop = new AbortController();

  async function listen(): Promise<void> {
    const lost = new Alarm(clock);
    const client = new pg.Client({
      connectionString: databaseUrl,
      connectionTimeoutMillis: CONNECT_MS,
      keepAlive: true,
      application_name: "perpetuo-outbox-listener",
    });
    client.on("notification", notified);
    client.on("error", (error) => logger.warn("outbox_listener_lost", { error }));
    client.on("end", () => lost.ring());
    try {
      await client.connect();
      await client.query(`LISTEN ${OUTBOX_CHANNEL}`);
      notified();
      await lost.wait(LISTEN_MS_MAX, stop.signal);
    } finally {
      await client.end().catch(() => {});
    }
  }

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      await listen().catch((error) => logger.warn("outbox_listener_unconnected", { error }));
      await new Alarm(clock).wait(RECONNECT_MS, stop.signal);
    }
  }

  const running = run();
  return {
    async close() {
      stop.abort();
      await running;
    },
  };
}
