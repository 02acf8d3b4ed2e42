import type {
  CounterState,
  EpochOutcome,
  LedgerAnswer,
  Reservation,
  ReservationDecision,
  TurnOutcome,
} from "../reservation_ledger.ts";
import { LIMIT_LENGTH } from "./redis_ledger_question.ts";
import type { AskedTurn } from "./redis_ledger_turn.ts";

/** The scripts answer nil where the tenant's ledger has no epoch, or a list that begins with it. */
export function readReply<Value>(reply: unknown, value: (rest: unknown[]) => Value): LedgerAnswer<Value> {
  if (reply === null) return { state: "uninitialised" };
  const [epoch, ...rest] = list(reply);
  return { state: "initialised", epoch: text(epoch), value: value(rest) };
}

/** How counters stand, three numbers each. */
export function readStates(told: unknown): CounterState[] {
  return statesOf(numbers(told));
}

/** What became of a turn; `untold`: the settlement is to be told by itself. */
export interface TurnReply extends Omit<TurnOutcome, "settled"> {
  settled: (EpochOutcome | "untold")[];
}

/**
 * Reads the reply of `SETTLE_AND_RESERVE` but for its epoch. Of reservations that were simply granted only that is told: how
 * the counters stood after each follows from how they stood before and what it took.
 */
export function readTurn(reply: unknown[], asked: AskedTurn, reservations: readonly Reservation[]): TurnReply {
  const { places } = asked;
  const second = reply[0];
  const before = numbers(reply[1]);
  if (typeof second !== "number" || before.length !== 3 * asked.reserving) throw unexpected();
  const decided = { asked, before, reservations };
  if (reply.length === 2) {
    const settled = new Array<EpochOutcome>(places.length).fill("settled");
    return { settled, decisions: readDecisions(null, decided), second: second || null };
  }
  const [outcomes, codes, told] = [text(reply[2]), text(reply[3]), list(reply[4])];
  const isWhole = outcomes.length === places.length && codes.length === reservations.length &&
    told.length === codes.replaceAll("0", "").length;
  if (!isWhole) throw unexpected();
  const settled = places.map((place) => outcome(outcomes[place]!));
  return { settled, decisions: readDecisions({ codes, told }, decided), second: second || null };
}

/** `full` null: all of them were simply granted. */
function readDecisions(
  full: { codes: string; told: unknown[] } | null,
  { asked, before, reservations }: { asked: AskedTurn; before: number[]; reservations: readonly Reservation[] },
): ReservationDecision[] {
  const { runs, forms } = asked;
  const counters = new TurnCounters(asked, before);
  const decisions: ReservationDecision[] = [];
  let at = 0;
  let toldAt = 0;
  let place = 0;
  for (let run = 0; run < runs.length;) {
    const form = forms[runs[run]! - 1]!;
    for (const end = place + runs[run + 1]!; place < end; place++) {
      if (full === null || full.codes[place] === "0") {
        decisions.push({ status: "reserved", counters: counters.take(form, at), exceeded: [] });
      } else {
        const decision = readDecision(numbers(full.told[toldAt++]));
        counters.correct(form, decision.counters);
        decisions.push(decision);
      }
      at += reservations[place]!.claims.length;
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

type Form = AskedTurn["forms"][number];

/** How a turn's counters stand after one reservation and the next. */
class TurnCounters {
  readonly #amounts: readonly number[];
  /** By limit how its counter stands, which some share. */
  readonly #states: CounterState[];
  readonly #isWindow: boolean[] = [];

  constructor({ limits, reserving, amounts, areApart }: AskedTurn, before: number[]) {
    this.#amounts = amounts;
    const states = this.#states = statesOf(before);
    const known = new Map<string, CounterState>();
    for (let limit = 0; limit < reserving; limit++) {
      const name = limits[LIMIT_LENGTH * limit] as string;
      this.#isWindow.push(name.startsWith("r") || name.startsWith("t"));
      if (areApart) continue;
      if (known.has(name)) states[limit] = known.get(name)!;
      else known.set(name, states[limit]!);
    }
  }

  /** Takes the amounts of a form, which begin at `at`, and tells how their counters stand then. */
  take(form: Form, at: number): CounterState[] {
    const after: CounterState[] = new Array(form.length - 1);
    for (let index = 1; index < form.length; index++) {
      const limit = form[index] as number - 1;
      const amount = this.#amounts[at + index - 1]!;
      const state = this.#states[limit]!;
      const isWindow = this.#isWindow[limit]!;
      state.used += amount;
      if (!isWindow) state.reserved += amount;
      const { used, reserved, resetMs } = state;
      after[index - 1] = { used, reserved, resetMs: isWindow && used === 0 ? 0 : resetMs };
    }
    return after;
  }

  /** Heeds how the counters of a form stand now. */
  correct(form: Form, now: readonly CounterState[]): void {
    for (let index = 1; index < form.length; index++) {
      const { used, reserved } = now[index - 1]!;
      const state = this.#states[form[index] as number - 1]!;
      state.used = used;
      state.reserved = reserved;
    }
  }
}

function readDecision(reply: number[]): ReservationDecision {
  if (reply.length < 3) throw unexpected();
  const [deniedBy, retryAfterMs, exceededCount] = reply as [number, number, number];
  const exceeded = reply.slice(3, 3 + exceededCount);
  const counters = statesOf(reply.slice(3 + exceededCount));
  if (deniedBy < 0) return { status: "reserved", counters, exceeded };
  return { status: "denied", counters, exceeded, deniedBy, retryAfterMs };
}

function statesOf(numbers: readonly number[]): CounterState[] {
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
