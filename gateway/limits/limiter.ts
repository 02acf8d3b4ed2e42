/**
 * What admission holds for a request until it is settled.
 *
 * The reservation ledger fills this room: admission reserves every limit that applies, settlement replaces the estimate by
 * what was used, and a denial is a value. Until then nothing is limited but the number of requests in flight.
 */
export interface Admission {
  /** Names the reservation in the begin line, so that a process that dies settles at the estimate; null: none is held. */
  reservationId: string | null;
}
