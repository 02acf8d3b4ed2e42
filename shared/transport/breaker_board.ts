import { z } from "zod";
import { errorClass } from "../contracts/error_class.ts";
import { instanceId, uuid } from "../contracts/identifiers.ts";
import { providerKind } from "../contracts/provider_kind.ts";

const origin = {
  /** The gateway that says so. */
  instance: instanceId,
  tenantId: uuid,
  /** The provider's name in the tenant. */
  provider: z.string().min(1).max(64),
  providerKind,
};

/** A gateway's circuit to a target opened, or closed again. */
export const circuitNotice = z.object({
  type: z.literal("circuit"),
  ...origin,
  model: z.string().min(1).max(256),
  state: z.enum(["open", "closed"]),
  /** The class of the failure that opened it. */
  errorClass,
  /** What was counted in the window when it opened; of a probe that failed 1 and 1. */
  attempts: z.int().min(0),
  failures: z.int().min(0),
  /** How long it had been in trouble when this was posted, milliseconds: 0 where it was closed before. */
  troubledMs: z.number().min(0),
});
export type CircuitNotice = z.infer<typeof circuitNotice>;

/** A credential is left alone while there is another. */
export const coolingNotice = z.object({
  type: z.literal("cooling"),
  ...origin,
  credentialId: uuid,
  /** The model whose limit it met; null for all of them. */
  model: z.string().min(1).max(256).nullable(),
  errorClass: z.enum(["rate_limited", "authentication"]),
});
export type CoolingNotice = z.infer<typeof coolingNotice>;

export const targetNotice = z.discriminatedUnion("type", [circuitNotice, coolingNotice]);
export type TargetNotice = z.infer<typeof targetNotice>;

/** A notice as it hangs on the board. Times are told as durations by the board's clock: no two machines agree on the hour. */
export interface PostedNotice<Notice extends TargetNotice = TargetNotice> {
  notice: Notice;
  /** Rises with every posting, so that one that was read before is known again. */
  postingId: number;
  /** How long ago it was posted, milliseconds. */
  ageMs: number;
  /** How long it holds yet, milliseconds; not above 0 once it is history. */
  leftMs: number;
}

export interface BoardReading {
  /** Names what the board said; it changes with every posting. */
  version: string;
  notices: PostedNotice[];
}

/** The most notices on the board; those that end the soonest give way. */
export const NOTICES_MAX = 1_000;

/** How long a circuit's notice is kept after it has ended, milliseconds: for those who look what was. */
export const CIRCUIT_NOTICE_KEPT_MS = 600_000;

/**
 * Where gateways tell each other which targets and credentials to leave alone. Only advice hangs here: one who cannot read
 * it goes by what it sees itself, and whatever is posted ends by itself.
 */
export interface BreakerBoard {
  /**
   * Posts a notice that holds for `lastsMs` milliseconds, in place of the one before about the same target or credential.
   * Never throws: what could not be posted is not known to others.
   */
  publish(notice: TargetNotice, lastsMs: number): Promise<void>;
  /**
   * What hangs there now; null when nothing was posted since `seenVersion` (null: whatever it was). What ended is part of
   * it for `CIRCUIT_NOTICE_KEPT_MS` if it is of a circuit. Throws when unreachable.
   */
  read(seenVersion: string | null): Promise<BoardReading | null>;
}

/** What a notice is about: a later one about the same takes its place. */
export function noticeSubject(notice: TargetNotice): string {
  const { type, tenantId, model } = notice;
  return type === "circuit"
    ? `${type} ${tenantId} ${notice.provider} ${model}`
    : `${type} ${tenantId} ${notice.credentialId} ${model ?? ""}`;
}

/** How long a notice is kept after it has ended, milliseconds. */
export function keptMs(notice: TargetNotice): number {
  return notice.type === "circuit" ? CIRCUIT_NOTICE_KEPT_MS : 0;
}
