import type { ErrorClass } from "../../shared/contracts/error_class.ts";
import { RollingWindow } from "./rolling_window.ts";

export type CircuitState = "closed" | "open" | "half_open";

/** How an attempt ended, as far as its target's circuit goes: `left` says nothing of the target (the client went away). */
export type PassOutcome = "answered" | "left" | ErrorClass;

/** Why a target is left alone now. */
export interface CircuitRefusal {
  /** The class of the failure that opened the circuit. */
  errorClass: ErrorClass;
  /** When it may be tried, at the earliest; milliseconds from now. */
  retryAfterMs: number;
  /** For the record. */
  detail: string;
}

/** The right to make one attempt; every one must be handed back by `end`, or a probe would hold its place for ever. */
export interface CircuitPass {
  /** Which state of the circuit it was given in: what comes of it counts only while that lasts. */
  generation: number;
  isProbe: boolean;
}

/**
 * The circuit breaker of one target. It opens when at least half of at least ten attempts of the last ten seconds failed
 * in a class that tells of the target's own trouble; attempts in flight at that time count no more. It stays open for 5 s,
 * twice as long each time it opens again (60 s at most, ± 10 %), and then lets one attempt at a time pass. An answer to
 * such a probe closes it; so does a failure that is the request's or the credential's own, since the target answers.
 */
export class Circuit {
  readonly #random: () => number;
  readonly #window = new RollingWindow();
  #generation = 0;
  /** What attempts of this generation share that are no probe: nothing of it changes. */
  #commonPass: CircuitPass = { generation: 0, isProbe: false };
  /** Null: closed. */
  #openUntilMs: number | null = null;
  /** In flight; it keeps its place also when others have opened the circuit again meanwhile. */
  #probe: CircuitPass | null = null;
  #errorClass: ErrorClass = "connection";
  #cause = { attempts: 0, failures: 0 };
  #openings = 0;
  #troubledSinceMs = 0;
  #closedAtMs = -Infinity;
  #postingSeen = 0;

  /** `random`: from 0 inclusive to 1 exclusive. */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** The class of the failure that opened it last. */
  get errorClass(): ErrorClass {
    return this.#errorClass;
  }

  /** What was counted when it opened last; 1 and 1 when a probe failed. */
  get cause(): Readonly<{ attempts: number; failures: number }> {
    return this.#cause;
  }

  state(nowMs: number): CircuitState {
    if (this.#openUntilMs === null) return "closed";
    return nowMs < this.#openUntilMs ? "open" : "half_open";
  }

  /** How long it stays open yet; not above 0 when it is not. */
  leftMs(nowMs: number): number {
    return this.#openUntilMs === null ? 0 : this.#openUntilMs - nowMs;
  }

  /** For how long it has not been closed. */
  troubledMs(nowMs: number): number {
    return this.#openUntilMs === null ? 0 : nowMs - this.#troubledSinceMs;
  }

  /** Why no attempt may be made now; null when one may. */
  refusal(nowMs: number): CircuitRefusal | null {
    const state = this.state(nowMs);
    if (state === "closed" || (state === "half_open" && this.#probe === null)) return null;
    const { attempts, failures } = this.#cause;
    const counted = attempts > 1 ? `${failures} of ${attempts} failed` : "a probe failed";
    const until = state === "open" ? `left alone for ${Math.ceil(this.leftMs(nowMs))} ms yet` : "a probe is under way";
    return {
      errorClass: this.#errorClass,
      retryAfterMs: state === "open" ? this.leftMs(nowMs) : PROBE_RETRY_MS,
      detail: `circuit open: ${this.#errorClass} (${counted}), ${until}`,
    };
  }

  /** Lets an attempt pass that was not refused in the same turn. */
  enter(nowMs: number): CircuitPass {
    const isProbe = this.#probe === null && this.state(nowMs) === "half_open";
    if (isProbe) return this.#probe = { generation: this.#generation, isProbe };
    if (this.#commonPass.generation !== this.#generation) {
      this.#commonPass = { generation: this.#generation, isProbe: false };
    }
    return this.#commonPass;
  }

  /**
   * The first content has come: a probe has shown what it was to show, and is an attempt like any other from now on. True
   * when that closed the circuit.
   */
  begun(pass: CircuitPass, nowMs: number): boolean {
    if (!pass.isProbe) return false;
    if (!this.#handBack(pass)) return false;
    this.#close(nowMs);
    pass.generation = this.#generation;
    return true;
  }

  /** An attempt has ended; true when that opened or closed the circuit. */
  end(pass: CircuitPass, outcome: PassOutcome, nowMs: number): boolean {
    if (pass.isProbe) {
      if (!this.#handBack(pass) || outcome === "left") return false;
      if (!isCounted(outcome)) return this.#close(nowMs);
      return this.#open(outcome, { attempts: 1, failures: 1 }, nowMs);
    }
    if (pass.generation !== this.#generation || this.#openUntilMs !== null) return false;
    if (outcome === "answered") this.#window.add(false, nowMs);
    if (!isCounted(outcome)) return false;
    this.#window.add(true, nowMs);
    const { attempts, failures } = this.#window;
    if (attempts < ATTEMPTS_MIN || failures < attempts * FAILURE_SHARE) return false;
    return this.#open(outcome, { attempts, failures }, nowMs);
  }

  /**
   * Takes over that another gateway has opened its circuit, for as long as that one does. An opening that was heard of
   * before counts once. True when the target is left alone for longer now.
   */
  openElsewhere(
    opening: { postingId: number; errorClass: ErrorClass; attempts: number; failures: number; leftMs: number },
    nowMs: number,
  ): boolean {
    if (opening.postingId <= this.#postingSeen) return false;
    this.#postingSeen = opening.postingId;
    if (opening.leftMs <= Math.max(0, this.leftMs(nowMs))) return false;
    if (this.#openUntilMs === null) this.#troubledSinceMs = nowMs;
    const { errorClass, attempts, failures } = opening;
    this.#errorClass = errorClass;
    this.#cause = { attempts, failures };
    this.#openUntilMs = nowMs + opening.leftMs;
    this.#generation++;
    return true;
  }

  /** Frees a probe's place; false when the circuit has become another one meanwhile. */
  #handBack(probe: CircuitPass): boolean {
    probe.isProbe = false;
    if (this.#probe === probe) this.#probe = null;
    return probe.generation === this.#generation;
  }

  #open(errorClass: ErrorClass, cause: { attempts: number; failures: number }, nowMs: number): true {
    const wasClosed = this.#openUntilMs === null;
    // One that was closed just now and fails again has not recovered: it goes on where it was.
    const isRelapse = !wasClosed || nowMs - this.#closedAtMs < RELAPSE_MS;
    this.#openings = isRelapse ? this.#openings + 1 : 0;
    if (wasClosed) this.#troubledSinceMs = nowMs;
    this.#errorClass = errorClass;
    this.#cause = cause;
    const openMs = Math.min(OPEN_MS * 2 ** Math.min(this.#openings, DOUBLINGS_MAX), OPEN_MS_MAX);
    this.#openUntilMs = nowMs + openMs * (1 - JITTER + 2 * JITTER * this.#random());
    this.#generation++;
    return true;
  }

  #close(nowMs: number): true {
    this.#openUntilMs = null;
    this.#closedAtMs = nowMs;
    this.#generation++;
    this.#window.clear();
    return true;
  }
}

/** Failures that tell of the target; a rate limit is its credential's trouble, the others are the request's or ours. */
const COUNTED: ReadonlySet<PassOutcome> = new Set<ErrorClass>([
  "connection",
  "timeout",
  "overloaded",
  "server_error",
  "malformed",
]);

function isCounted(outcome: PassOutcome): outcome is ErrorClass {
  return COUNTED.has(outcome);
}

const ATTEMPTS_MIN = 10;
const FAILURE_SHARE = 0.5;
const OPEN_MS = 5_000;
const OPEN_MS_MAX = 60_000;
const DOUBLINGS_MAX = 10;
const JITTER = 0.1;
const RELAPSE_MS = 60_000;
/** What a client is told to wait while a probe is under way. */
const PROBE_RETRY_MS = 1_000;
