/**
 * Something that the transport survived but that an operator should see; no URL, key or record is part of it.
 *
 * - `unreadable_entry`: an entry of a feed does not parse and is treated as unknown
 * - `unreadable_record`: `count` records of the stream do not parse and were skipped
 * - `connection_lost` / `connection_restored`: of one of the transport's connections
 * - `watcher_failed`: a watcher or listener threw; the others were told all the same
 */
export interface TransportProblem {
  code: "unreadable_entry" | "unreadable_record" | "connection_lost" | "connection_restored" | "watcher_failed";
  message: string;
  count: number;
}

export type OnTransportProblem = (problem: TransportProblem) => void;
