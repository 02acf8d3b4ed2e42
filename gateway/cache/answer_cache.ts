import { z } from "zod";
import { tokenCounts } from "../../shared/contracts/request_record.ts";

/** What is known of a cached answer beside its bytes. */
export const cachedAnswerFacts = z.strictObject({
  /** Whether the bytes are an event stream, its terminal included. */
  stream: z.boolean(),
  /** When the provider gave it, epoch milliseconds. */
  storedAtMs: z.int().min(0),
  target: z.strictObject({ provider: z.string(), model: z.string() }),
  modelServed: z.string().nullable(),
  tokens: tokenCounts.nullable(),
  droppedFields: z.array(z.string()),
});

/** A whole answer as a client got it, in the client's dialect. */
export interface CachedAnswer extends z.infer<typeof cachedAnswerFacts> {
  bytes: Uint8Array<ArrayBuffer>;
}

/** An answer to be kept: when is the cache's own business. */
export type KeptAnswer = Omit<CachedAnswer, "storedAtMs">;

export type CacheLookup =
  | { state: "hit"; answer: CachedAnswer }
  | { state: "miss" }
  /** The store did not answer within its deadline: the request goes on without it. */
  | { state: "unavailable" };

/** Where an answer is kept: a tenant, and the digest of everything that decides about the answer. */
export interface CachePlace {
  tenantId: string;
  digest: string;
}

/** Answers that are given again to requests that are exactly alike. Losing any of it costs a request to a provider. */
export interface AnswerCache {
  /** Never rejects, and never takes longer than 150 ms. */
  get(place: CachePlace): CacheLookup | Promise<CacheLookup>;
  /** Keeps an answer for `ttlMs`, in the background; never throws. The bytes must not be changed afterwards. */
  put(place: CachePlace, answer: CachedAnswer, ttlMs: number): void;
  close(): Promise<void>;
}
