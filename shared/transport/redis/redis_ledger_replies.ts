import { z } from "zod";
import type { CounterState, ReservationDecision, SettlementOutcome } from "../reservation_ledger.ts";

const OUTCOMES = ["settled", "added", "repeated"] as const satisfies SettlementOutcome[];
const OUTCOME_CODES = [0, 1, 2];

/** The scripts answer nil where the tenant's ledger has no epoch. */
export const epochReply = z.tuple([z.string()]).nullable();

/** Amounts too great for the client's reading of integers come as digits. */
const amount = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]);

export const statesReply = z.tuple([z.string()], amount).nullable()
  .transform((reply) => reply && { epoch: reply[0], value: states(reply.slice(1) as number[]) });

export const decisionsReply = z.tuple([z.string()], z.array(amount).min(3)).nullable()
  .transform((reply) => reply && { epoch: reply[0], value: (reply.slice(1) as number[][]).map(decision) });

export const outcomesReply = z.union([
  z.tuple([z.string(), z.literal("stale")]).transform(([epoch, value]) => ({ epoch, value })),
  z.tuple([z.string()], z.literal(OUTCOME_CODES))
    .transform((reply) => ({ epoch: reply[0], value: reply.slice(1).map((code) => OUTCOMES[code as number]!) })),
  z.null(),
]);

/** An epoch's key holds `<generation> <epoch>`. */
export const epochValue = z.string().regex(/^\d+ /).transform((text) => text.slice(text.indexOf(" ") + 1)).nullable();

function decision(reply: number[]): ReservationDecision {
  const [deniedBy, retryAfterMs, exceededCount] = reply as [number, number, number];
  const exceeded = reply.slice(3, 3 + exceededCount);
  const counters = states(reply.slice(3 + exceededCount));
  if (deniedBy < 0) return { status: "reserved", counters, exceeded };
  return { status: "denied", counters, exceeded, deniedBy, retryAfterMs };
}

function states(numbers: number[]): CounterState[] {
  const counters: CounterState[] = [];
  for (let at = 0; at + 2 < numbers.length; at += 3) {
    counters.push({ used: numbers[at]!, reserved: numbers[at + 1]!, resetMs: numbers[at + 2]! });
  }
  return counters;
}
