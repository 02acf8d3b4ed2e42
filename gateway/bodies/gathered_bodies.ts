import type { BodyCapture } from "../../shared/contracts/body_capture.ts";
import type { BodyMark } from "../../shared/contracts/captured_body.ts";
import { REQUEST_HEADERS } from "../../shared/contracts/headers.ts";
import type { Exchange } from "../pipeline/exchange.ts";
import { unshared } from "../streams/unshared.ts";
import { gatheredBytesMax } from "./capture_texts.ts";

/** What the client was sent, as far as it is needed. */
export interface GatheredAnswer {
  isStream: boolean;
  pieces: readonly Uint8Array<ArrayBuffer>[];
  /** How many bytes the pieces are, and how many the answer was. */
  kept: number;
  bytes: number;
}

/** A request's bodies as they were, about to be captured. */
export interface GatheredBodies {
  requestId: string;
  ts: number;
  tenantId: string;
  projectId: string;
  settings: BodyCapture;
  request: { body: Readonly<Record<string, unknown>>; bytes: number };
  /** Null when there was none. */
  answer: GatheredAnswer | null;
}

/** What a request's path does for the capture of its bodies: it keeps pieces, and does not look into them. */
export class BodyGatherer {
  readonly mark: BodyMark;
  readonly #settings: BodyCapture;
  readonly #isStream: boolean;
  readonly #keptMax: number;
  readonly #pieces: Uint8Array<ArrayBuffer>[] = [];
  #kept = 0;
  #bytes = 0;

  constructor(mark: BodyMark, settings: BodyCapture, isStream: boolean) {
    this.mark = mark;
    this.#settings = settings;
    this.#isStream = isStream;
    this.#keptMax = mark === "captured" ? gatheredBytesMax(settings, isStream) : 0;
  }

  /** The client is sent this. */
  append(piece: Uint8Array<ArrayBuffer>): void {
    this.#bytes += piece.length;
    const room = this.#keptMax - this.#kept;
    if (room <= 0) return;
    const kept = piece.length > room ? piece.subarray(0, room) : piece;
    this.#pieces.push(unshared(kept));
    this.#kept += kept.length;
  }

  /** Everything that was gathered, when the request is over. */
  gathered({ id, ts, key, asked }: Exchange): GatheredBodies {
    const answer = { isStream: this.#isStream, pieces: this.#pieces, kept: this.#kept, bytes: this.#bytes };
    return {
      requestId: id,
      ts,
      tenantId: key!.tenantId,
      projectId: key!.projectId,
      settings: this.#settings,
      request: { body: asked!.body, bytes: asked!.bytes.length },
      answer: this.#bytes === 0 ? null : answer,
    };
  }
}

/** Begins to gather where the project wants it; a project that does not costs a look at its settings. */
export function beginGathering(exchange: Exchange): BodyGatherer | null {
  const settings = exchange.caller!.project.capture;
  if (settings === undefined || !settings.enabled) return null;
  const mark = saysNoLog(exchange.request) ? "no_log" : "captured";
  return new BodyGatherer(mark, settings, exchange.asked!.facts.stream);
}

/** Hands the bodies of a request that is over to the queue. */
export function handOver(exchange: Exchange): void {
  const { bodies, gateway } = exchange;
  if (bodies !== null && bodies.mark === "captured") gateway.dependencies.bodyQueue.offer(bodies.gathered(exchange));
}

function saysNoLog(request: Request): boolean {
  const value = request.headers.get(REQUEST_HEADERS.noLog)?.trim().toLowerCase();
  return value !== undefined && value !== "0" && value !== "false";
}
