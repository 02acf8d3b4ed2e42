import { addressIssue, type AddressPolicy } from "../../shared/network/address_policy.ts";
import type { Clock } from "../../shared/time/clock.ts";
import { webhookSignature } from "./webhook_secret.ts";

/** One attempt at telling one endpoint of an event. */
export interface WebhookMessage {
  url: string;
  /** The newest first; all of them sign. */
  secrets: readonly string[];
  eventId: string;
  body: string;
}

/** Why an attempt failed. */
export type WebhookFailure =
  /** The address policy refuses the host. */
  | "address_refused"
  /** No answer within ten seconds. */
  | "timeout"
  /** No connection, or one that broke before an answer. */
  | "unreachable"
  /** Answered with a redirect, which is not followed. */
  | "redirected"
  /** Answered with another status than 2xx. */
  | "refused"
  /** The endpoint's secret cannot be decrypted: the installation's fault. */
  | "secret_unavailable";

/** What came of an attempt; `status` is null where there was no answer. */
export type WebhookAttempt =
  & { status: number | null; durationMs: number }
  & ({ delivered: true } | { delivered: false; failure: WebhookFailure; retryAfterMs: number | null });

/** What is read of an answer: no body. */
export interface WebhookAnswer {
  status: number;
  /** The header. */
  retryAfter: string | null;
}

/** Posts once and follows no redirect; rejects when no answer comes. */
export type WebhookPost = (
  url: string,
  request: { headers: Record<string, string>; body: string; signal: AbortSignal },
) => Promise<WebhookAnswer>;

export interface WebhookSenderOptions {
  post: WebhookPost;
  clock: Clock;
  addressPolicy: AddressPolicy;
}

const TIMEOUT_MS = 10_000;

/** Sends signed events. Any 2xx is a delivery; nothing of an answer's body is read, nor any redirect followed. */
export class WebhookSender {
  readonly #options: WebhookSenderOptions;

  constructor(options: WebhookSenderOptions) {
    this.#options = options;
  }

  /** Never throws; the signal ends it early, as a timeout. */
  async send(message: WebhookMessage, signal?: AbortSignal): Promise<WebhookAttempt> {
    const { clock, addressPolicy } = this.#options;
    const startMs = clock.monotonic();
    const durationMs = () => Math.round(clock.monotonic() - startMs);
    // Asked again each time: the policy may have become stricter since the endpoint was made.
    if (addressIssue(new URL(message.url), addressPolicy) !== null) {
      return { delivered: false, failure: "address_refused", status: null, durationMs: 0, retryAfterMs: null };
    }
    const late = new AbortController();
    const answered = new AbortController();
    const stop = signal === undefined ? late.signal : AbortSignal.any([late.signal, signal]);
    const deadline = clock.delay(TIMEOUT_MS, answered.signal).then(() => late.abort(), () => {});
    try {
      const answer = await this.#post(message, stop);
      return { ...verdict(answer), status: answer.status, durationMs: durationMs() };
    } catch {
      const failure = stop.aborted ? "timeout" : "unreachable";
      return { delivered: false, failure, status: null, durationMs: durationMs(), retryAfterMs: null };
    } finally {
      answered.abort();
      await deadline;
    }
  }

  #post({ url, secrets, eventId, body }: WebhookMessage, signal: AbortSignal): Promise<WebhookAnswer> {
    const timestampSeconds = Math.floor(this.#options.clock.now() / 1_000);
    return this.#options.post(url, {
      headers: {
        "content-type": "application/json",
        "user-agent": "Perpetuo-Webhooks/1",
        "webhook-id": eventId,
        "webhook-timestamp": String(timestampSeconds),
        "webhook-signature": webhookSignature(secrets, { id: eventId, timestampSeconds, body }),
      },
      body,
      signal,
    });
  }
}

function verdict({ status, retryAfter }: WebhookAnswer) {
  if (status >= 200 && status < 300) return { delivered: true } as const;
  const redirected = status >= 300 && status < 400;
  return {
    delivered: false,
    failure: redirected ? "redirected" : "refused",
    retryAfterMs: readRetryAfter(retryAfter),
  } as const;
}

const RETRY_AFTER_MS_MAX = 24 * 3_600_000;

/** In whole seconds alone; the form with a date is rare and says the same less exactly. */
function readRetryAfter(value: string | null): number | null {
  return value !== null && /^\d{1,9}$/.test(value) ? Math.min(Number(value) * 1_000, RETRY_AFTER_MS_MAX) : null;
}
