/**
 * Why a transport could not do what was asked.
 *
 * - `unreachable`: the store does not answer; try again later
 * - `uninitialised`: the record stream's group or epoch is gone (the store was emptied): initialise again
 * - `closed`: the transport was closed by its owner
 */
export type TransportErrorCode = "unreachable" | "uninitialised" | "closed";

/** A fault of the transport. Its message names no URL, since URLs carry passwords. */
export class TransportError extends Error {
  override readonly name = "TransportError";

  constructor(readonly code: TransportErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
  }
}
