import type { TargetNode } from "../../shared/contracts/route_tree.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type {
  BoardReading,
  BreakerBoard,
  CircuitNotice,
  CoolingNotice,
  PostedNotice,
} from "../../shared/transport/breaker_board.ts";
import { LruMap } from "../snapshot/lru_map.ts";
import { BoardFollower } from "./board_follower.ts";
import type { CircuitRefusal } from "./circuit.ts";
import { type CoolingReason, CredentialCooling } from "./credential_cooling.ts";
import { type KnownTarget, newTarget, targetKey } from "./known_target.ts";
import { type TargetIdentity, TargetPassage } from "./target_passage.ts";

export interface TargetHealthOptions {
  clock: Clock;
  /** From 0 inclusive to 1 exclusive. */
  random: () => number;
  board: BreakerBoard;
  /** This process, as notices name it. */
  instance: string;
}

/**
 * How the targets of all tenants are doing, as this gateway sees it and as others tell it: their circuits, their recent
 * latencies, and the credentials that cool. Everything that a request asks is answered from memory at once; while no
 * circuit is open anywhere, whether a target may be called costs nothing. The latest 10,000 targets are remembered.
 */
export class TargetHealth {
  readonly cooling: CredentialCooling;
  readonly #options: TargetHealthOptions;
  readonly #follower: BoardFollower;
  readonly #targets = new LruMap<string, KnownTarget>(TARGETS_MAX, (key) => this.#forget(key));
  /** Those of them whose circuit is not closed. */
  readonly #troubled = new Map<string, KnownTarget>();
  /** The identity that was asked for last, and its target: most requests ask for the same, as the same object. */
  #latest: { identity: TargetIdentity; known: KnownTarget } | null = null;

  constructor(options: TargetHealthOptions) {
    const { clock, board } = options;
    this.#options = options;
    this.cooling = new CredentialCooling(clock);
    this.#follower = new BoardFollower({ board, clock, changed: (reading) => this.#heed(reading) });
  }

  /** Heeds from now on what other gateways tell. */
  start(): void {
    this.#follower.start();
  }

  stop(): Promise<void> {
    return this.#follower.stop();
  }

  /** Whether every circuit is closed, so that no target has to be asked for. */
  get isSound(): boolean {
    return this.#troubled.size === 0;
  }

  /** Why a target is not to be called now; null when it may be. */
  refusal(tenantId: string, target: TargetNode): CircuitRefusal | null {
    if (this.#troubled.size === 0) return null;
    return this.#troubled.get(targetKey(tenantId, target))?.circuit.refusal(this.#options.clock.monotonic()) ?? null;
  }

  /** Begins an attempt at a target that was not refused in the same turn. */
  enter(identity: TargetIdentity, nowMs: number = this.#options.clock.monotonic()): TargetPassage {
    if (this.#latest?.identity === identity) return new TargetPassage(this, identity, this.#latest.known, nowMs);
    const known = this.#targets.get(targetKey(identity.tenantId, identity));
    if (known !== undefined) this.#latest = { identity, known };
    return new TargetPassage(this, identity, known, nowMs);
  }

  /** A target's recent latency, milliseconds; null when nothing was measured within the last minute. */
  latencyMs(tenantId: string, target: TargetNode, as: "streamed" | "whole"): number | null {
    return this.#targets.peek(targetKey(tenantId, target))?.[as].read(this.#options.clock.monotonic()) ?? null;
  }

  /** Leaves a credential alone for `coolMs` milliseconds, and tells the others unless it is a matter of a second. */
  coolCredential(
    of: Omit<TargetIdentity, "model"> & { credentialId: string; model: string | null },
    coolMs: number,
    why: { reason: CoolingReason; secret: string | null },
  ): void {
    const { tenantId, provider, providerKind, credentialId, model } = of;
    if (!this.cooling.cool({ credentialId, model }, coolMs, why)) return;
    const { board, instance } = this.#options;
    const origin = { instance, tenantId, provider, providerKind };
    const notice: CoolingNotice = { type: "cooling", ...origin, credentialId, model, errorClass: why.reason };
    // In the background: nobody waits for it, and it does not throw.
    void board.publish(notice, Math.min(coolMs, COOLING_TOLD_MS_MAX));
  }

  /** Every target that is known, those in trouble first; the latter keep their place for ten minutes without a probe. */
  known(): { troubled: KnownTarget[]; closed: KnownTarget[] } {
    const nowMs = this.#options.clock.monotonic();
    for (const { key, circuit } of this.#troubled.values()) {
      if (circuit.leftMs(nowMs) < -FORGOTTEN_AFTER_MS && this.#targets.delete(key)) this.#forget(key);
    }
    const closed = [...this.#targets.values()].filter(({ key }) => !this.#troubled.has(key));
    return { troubled: [...this.#troubled.values()], closed };
  }

  /** For `TargetPassage`: the entry of a target, made if there is none. */
  know(identity: TargetIdentity): KnownTarget {
    const key = targetKey(identity.tenantId, identity);
    const present = this.#targets.get(key);
    if (present !== undefined) return present;
    const known = newTarget(key, identity, this.#options.random);
    this.#targets.set(key, known);
    return known;
  }

  /** For `TargetPassage`: a circuit was opened or closed. */
  turned(known: KnownTarget, nowMs: number): void {
    const { key, identity, circuit } = known;
    // Forgotten while the attempt was under way: nobody would ever close it.
    if (this.#targets.peek(key) !== known) return;
    const isClosed = circuit.state(nowMs) === "closed";
    if (isClosed) this.#troubled.delete(key);
    else this.#troubled.set(key, known);
    const { board, instance } = this.#options;
    const notice: CircuitNotice = {
      type: "circuit",
      instance,
      ...identity,
      state: isClosed ? "closed" : "open",
      errorClass: circuit.errorClass,
      ...circuit.cause,
      troubledMs: circuit.troubledMs(nowMs),
    };
    void board.publish(notice, Math.max(0, circuit.leftMs(nowMs)));
  }

  #forget(key: string): void {
    this.#troubled.delete(key);
    if (this.#latest?.known.key === key) this.#latest = null;
  }

  #heed({ notices }: BoardReading): void {
    for (const posted of notices) {
      if (posted.notice.instance === this.#options.instance || posted.leftMs <= 0) continue;
      if (posted.notice.type === "circuit") this.#heedCircuit(posted as PostedNotice<CircuitNotice>);
      else this.#heedCooling(posted as PostedNotice<CoolingNotice>);
    }
  }

  #heedCircuit({ notice, postingId, leftMs }: PostedNotice<CircuitNotice>): void {
    const { tenantId, provider, providerKind, model, errorClass, attempts, failures } = notice;
    const known = this.know({ tenantId, provider, providerKind, model });
    const opening = { postingId, errorClass, attempts, failures, leftMs };
    if (known.circuit.openElsewhere(opening, this.#options.clock.monotonic())) this.#troubled.set(known.key, known);
  }

  /** A refused key is not taken over: it may have been replaced under its id by one that this gateway has already. */
  #heedCooling({ notice, leftMs }: PostedNotice<CoolingNotice>): void {
    if (notice.errorClass !== "rate_limited") return;
    this.cooling.cool(notice, leftMs, { reason: notice.errorClass, secret: null });
  }
}

const TARGETS_MAX = 10_000;
const FORGOTTEN_AFTER_MS = 600_000;
const COOLING_TOLD_MS_MAX = 600_000;
