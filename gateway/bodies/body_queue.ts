import { bodyContext, type BodyEntry, type BodyLossReason } from "../../shared/contracts/captured_body.ts";
import type { Logger } from "../../shared/logging/logger.ts";
import type { Clock } from "../../shared/time/clock.ts";
import type { BodyStreamWriter } from "../../shared/transport/body_stream.ts";
import { sealedToJson } from "../../shared/vault/sealed_json.ts";
import type { Vault } from "../../shared/vault/vault.ts";
import { Interruptible } from "../records/interruptible.ts";
import { BodyLosses } from "./body_losses.ts";
import { captureTexts } from "./capture_texts.ts";
import type { GatheredBodies } from "./gathered_bodies.ts";

export interface BodyQueueOptions {
  writer: BodyStreamWriter;
  vault: Vault;
  clock: Clock;
  logger: Logger;
  instance: string;
  /** Bytes of bodies that wait, as they were on the wire. Default 64 MiB. */
  bytesMax?: number;
  /** Requests whose bodies wait. Default 1,000. */
  requestsMax?: number;
}

/** What operators want to know of the bodies' way. */
export interface BodiesHealth {
  /** Requests whose bodies wait. */
  waiting: number;
  /** Requests whose bodies were handed on. */
  handedOn: number;
  /** Requests whose bodies were lost, by reason. */
  lost: Partial<Record<BodyLossReason, number>>;
}

/**
 * Captures bodies after their requests are over: redacts, seals and hands them on, one after the other and giving way to
 * requests in between. It is lossy and bounded: what finds no place is counted, and the request never waits.
 */
export class BodyQueue {
  readonly #options: Required<BodyQueueOptions>;
  readonly #losses: BodyLosses;
  readonly #pauses: Interruptible;
  readonly #waiting: GatheredBodies[] = [];
  /** Sealed and not handed on yet. */
  #outgoing: SealedEntry[] = [];
  #bytes = 0;
  #outgoingBytes = 0;
  #handedOn = 0;
  #retryMs = RETRY_MS;
  #closing = false;
  #idle: PromiseWithResolvers<void> | null = null;
  #loop: Promise<void> | null = null;

  constructor(options: BodyQueueOptions) {
    this.#options = { bytesMax: 67_108_864, requestsMax: 1_000, ...options };
    this.#losses = new BodyLosses(options.instance, options.logger);
    this.#pauses = new Interruptible(options.clock);
  }

  get health(): BodiesHealth {
    return {
      waiting: this.#waiting.length + this.#outgoing.length,
      handedOn: this.#handedOn,
      lost: this.#losses.byReason(),
    };
  }

  /** Takes the bodies of a request that is over, or counts them as lost. Never waits, never throws. */
  offer(bodies: GatheredBodies): void {
    const { bytesMax, requestsMax } = this.#options;
    const bytes = bytesOf(bodies);
    const isFull = this.#waiting.length + this.#outgoing.length >= requestsMax || this.#bytes + bytes > bytesMax;
    if (isFull || this.#closing) this.#losses.count(bodies.tenantId, "queue_full");
    else {
      this.#bytes += bytes;
      this.#waiting.push(bodies);
    }
    // Not before the first body: most gateways capture none.
    this.#loop ??= this.#run();
    this.#idle?.resolve();
  }

  /** Hands on what waits, for at most `deadlineMs` milliseconds, and ends; what is left then is lost, and counted. */
  async close(deadlineMs = 2_000): Promise<void> {
    this.#closing = true;
    this.#idle?.resolve();
    const late = new AbortController();
    const deadline = this.#options.clock.delay(deadlineMs, late.signal).then(() => this.#pauses.end(), () => {});
    this.#pauses.interrupt();
    await this.#loop;
    late.abort();
    await deadline;
    const left = [...this.#outgoing.splice(0).map(({ body }) => body), ...this.#waiting.splice(0)];
    for (const { tenantId } of left) this.#losses.count(tenantId, "stream_unavailable");
    this.#losses.log();
  }

  async #run(): Promise<void> {
    while (!this.#pauses.ended) {
      if (this.#hasWork()) await this.#work();
      else if (this.#closing) return;
      else await this.#untilWoken();
    }
  }

  #hasWork(): boolean {
    return this.#waiting.length > 0 || this.#outgoing.length > 0 || this.#losses.untold > 0;
  }

  async #untilWoken(): Promise<void> {
    this.#idle = Promise.withResolvers();
    await this.#idle.promise;
    this.#idle = null;
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0 && !this.#isBatchFull()) {
      // The answer's last bytes go out first.
      await turn();
      await this.#prepare(this.#waiting.shift()!);
    }
    await this.#handOn();
    this.#losses.log();
  }

  #isBatchFull(): boolean {
    return this.#outgoing.length >= BATCH_REQUESTS_MAX || this.#outgoingBytes >= BATCH_BYTES_MAX;
  }

  async #prepare(bodies: GatheredBodies): Promise<void> {
    const { requestId, ts, tenantId, projectId } = bodies;
    const bytes = bytesOf(bodies);
    try {
      const texts = await captureTexts(bodies, turn);
      const sealed = await this.#options.vault.seal(JSON.stringify(texts), bodyContext(tenantId, requestId));
      const body = { requestId, ts, tenantId, projectId, ...sealedToJson(sealed) };
      this.#outgoing.push({ type: "body", body });
      this.#outgoingBytes += bytes;
    } catch (error) {
      // The error's text could quote the body.
      this.#options.logger.error("body_unreadable", {
        requestId,
        error: error instanceof Error ? error.name : "unknown",
      });
      this.#losses.count(tenantId, "unreadable");
      this.#bytes -= bytes;
    }
  }

  async #handOn(): Promise<void> {
    const told = this.#losses.entries();
    const result = await this.#options.writer.append([...this.#outgoing, ...told]);
    if (result.state === "unavailable") return await this.#backOff();
    if (result.state === "appended") {
      this.#handedOn += this.#outgoing.length;
      this.#losses.told(told);
    } else {
      for (const { body } of this.#outgoing) this.#losses.count(body.tenantId, "stream_full");
    }
    this.#bytes -= this.#outgoingBytes;
    this.#outgoingBytes = 0;
    this.#outgoing = [];
    if (result.state === "full") await this.#backOff();
    else this.#retryMs = RETRY_MS;
  }

  async #backOff(): Promise<void> {
    const waitMs = this.#closing ? RETRY_MS : this.#retryMs;
    this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MS_MAX);
    await this.#pauses.pause(waitMs);
  }
}

type SealedEntry = Extract<BodyEntry, { type: "body" }>;

/** What is handed on together: requests, and bytes of their bodies as they were on the wire. */
const BATCH_REQUESTS_MAX = 16;
const BATCH_BYTES_MAX = 1_048_576;
const RETRY_MS = 100;
const RETRY_MS_MAX = 5_000;

function bytesOf({ request, answer }: GatheredBodies): number {
  return request.bytes + (answer?.kept ?? 0);
}

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
