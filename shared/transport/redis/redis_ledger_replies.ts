import type {
  CounterState,
  EpochOutcome,
  LedgerAnswer,
  Reservation,
  ReservationDecision,
  TurnOutcome,
} from "../reservation_ledger.ts";
import type { AskedTurn, TurnQuestion } from "./redis_ledger_turn.ts";

/** The scripts answer nil where the tenant's ledger has no epoch, or a list that begins with it. */
export function readReply<Value>(reply: unknown, value: (rest: unknown[]) => Value): LedgerAnswer<Value> {
  if (reply === null) return { state: "uninitialised" };
  const [epoch, ...rest] = list(reply);
  return { state: "initialised", epoch: text(epoch), value: value(rest) };
}

/** How counters stand, three numbers each. */
export function readStates(told: unknown): CounterState[] {
  return states(numbers(told));
}

/** What became of a turn; `untold`: the settlement is to be told by itself. */
export interface TurnReply extends Omit<TurnOutcome, "settled"> {
  settled: (EpochOutcome | "untold")[];
}

/**
 * Reads the reply of `SETTLE_AND_RESERVE` but for its epoch. Of reservations that were simply granted only that is told: how
 * the counters stood after each follows from how they stood before and what it took.
 */
export function readTurn(
  reply: unknown[],
  { question, places }: AskedTurn,
  reservations: readonly Reservation[],
): TurnReply {
  const [outcomes, codes, before, told] = [text(reply[0]), text(reply[1]), numbers(reply[2]), list(reply[3])];
  const [second] = numbers([reply[4]]);
  const isWhole = outcomes.length === places.length && codes.length === reservations.length &&
    before.length === 3 * question.reserving && told.length === codes.replaceAll("0", "").length;
  if (!isWhole) throw unexpected();
  const settled = places.map((place) => outcome(outcomes[place]!));
  return { settled, decisions: readDecisions({ codes, before, told }, question, reservations), second: second || null };
}

function readDecisions(
  { codes, before, told }: { codes: string; before: number[]; told: unknown[] },
  question: TurnQuestion,
  reservations: readonly Reservation[],
): ReservationDecision[] {
  const counters = new TurnCounters(question, before);
  const decisions: ReservationDecision[] = [];
  let at = 0;
  let toldAt = 0;
  let place = 0;
  for (let run = 0; run < question.runs.length;) {
    const form = question.forms[question.runs[run]! - 1]!;
    const end = place + question.runs[run + 1]!;
    for (; place < end; place++) {
      const amounts = { form, at };
      at += reservations[place]!.claims.length;
      if (codes[place] === "0") {
        decisions.push({ status: "reserved", counters: counters.take(amounts), exceeded: [] });
        continue;
      }
      const decision = readDecision(numbers(told[toldAt++]));
      counters.correct(amounts, decision.counters);
      decisions.push(decision);
    }
    run += 1 + form.length;
  }
  return decisions;
}

const OUTCOMES: Readonly<Record<string, EpochOutcome | "untold">> = {
  0: "settled",
  1: "added",
  2: "repeated",
  3: "stale",
  4: "untold",
};

function outcome(code: string): EpochOutcome | "untold" {
  const outcome = OUTCOMES[code];
  if (outcome === undefined) throw unexpected();
  return outcome;
}

/** Some of a turn's amounts: whose limits they are of, and where they begin. */
interface Amounts {
  form: TurnQuestion["forms"][number];
  at: number;
}

/** How a turn's counters stand after one reservation and the next. */
class TurnCounters {
  readonly #amounts: readonly number[];
  /** The number of each limit's counter, which some share. */
  readonly #counterOf: number[] = [];
  readonly #isWindow: boolean[] = [];
  readonly #states: CounterState[];

  constructor({ limits, reserving, amounts }: TurnQuestion, before: number[]) {
    this.#amounts = amounts;
    this.#states = states(before);
    const numbers = new Map<string, number>();
    for (let limit = 0; limit < reserving; limit++) {
      const name = limits[4 * limit] as string;
      if (!numbers.has(name)) numbers.set(name, limit);
      this.#counterOf.push(numbers.get(name)!);
      this.#isWindow.push(name.startsWith("r:") || name.startsWith("t:"));
    }
  }

  /** Takes the amounts, and tells how their counters stand then. */
  take({ form, at }: Amounts): CounterState[] {
    const after: CounterState[] = [];
    for (let index = 1; index < form.length; index++) {
      const number = this.#counterOf[form[index] as number - 1]!;
      const amount = this.#amounts[at + index - 1]!;
      const state = this.#states[number]!;
      const isWindow = this.#isWindow[number]!;
      state.used += amount;
      if (!isWindow) state.reserved += amount;
      const { used, reserved, resetMs } = state;
      after.push({ used, reserved, resetMs: isWindow && used === 0 ? 0 : resetMs });
    }
    return after;
  }

  /** Heeds how the counters of the amounts stand now. */
  correct({ form }: Amounts, now: readonly CounterState[]): void {
    for (let index = 1; index < form.length; index++) {
      const { used, reserved } = now[index - 1]!;
      const state = this.#states[this.#counterOf[form[index] as number - 1]!]!;
      state.used = used;
      state.reserved = reserved;
    }
  }
}

function readDecision(reply: number[]): ReservationDecision {
  if (reply.length < 3) throw unexpected();
  const [deniedBy, retryAfterMs, exceededCount] = reply as [number, number, number];
  const exceeded = reply.slice(3, 3 + exceededCount);
  const counters = states(reply.slice(3 + exceededCount));
  if (deniedBy < 0) return { status: "reserved", counters, exceeded };
  return { status: "denied", counters, exceeded, deniedBy, retryAfterMs };
}

function states(numbers: readonly number[]): CounterState[] {
  const counters: CounterState[] = [];
  for (let at = 0; at + 2 < numbers.length; at += 3) {
    counters.push({ used: numbers[at]!, reserved: numbers[at + 1]!, resetMs: numbers[at + 2]! });
  }
  return counters;
}

/** Numbers too great for the client's reading of integers come as digits. */
function numbers(told: unknown): number[] {
  return list(told).map((one) => {
    if (typeof one === "number") return one;
    if (typeof one === "string" && DIGITS.test(one)) return Number(one);
    throw unexpected();
  });
}

const DIGITS = /^\d+$/;

function list(told: unknown): unknown[] {
  if (!Array.isArray(told)) throw unexpected();
  return told;
}

function text(told: unknown): string {
  if (typeof told !== "string") throw unexpected();
  return told;
}

function unexpected(): Error {
  return new Error("Redis answered for the ledger what no script of ours says.");
}
