/** What is asked of a party. */
export type Question = "whole" | "stream" | "translated_stream";

/** Where a question goes, and in which words. */
export interface Target {
  /** Of 127.0.0.1. */
  port: number;
  path: string;
  headers: Record<string, string>;
  model: string;
}

/** One of those that are measured side by side. */
export interface Party {
  readonly name: string;
  /** The processes that it consists of; what they start counts too. */
  readonly processIds: readonly number[];
  /** A store that works for it, shown beside it. */
  readonly storeProcessIds: readonly number[];
  /** Null: it cannot be asked this. */
  target(question: Question): Target | null;
  /** The keys of many clients, as `Authorization` headers; null: it knows of none. */
  readonly manyKeys: readonly string[] | null;
  /** Called before a load; the function that it returns is called after, and says why the figures do not count, or null. */
  watch(question: Question): Promise<(load: LoadCounts) => Promise<string | null>>;
  stop(): Promise<void>;
}

/** What a load's clients know. */
export interface LoadCounts {
  /** Answered with 200 and whole. */
  answered: number;
  /** Of these that were streamed: chunks of content in each. */
  chunksEach: number;
  /** Requests that may have been under way when it ended. */
  underWayMax: number;
  usesManyKeys: boolean;
}

/** A party that could not be started, and why. */
export interface SkippedParty {
  name: string;
  reason: string;
}

/** For parties that account for nothing. */
export const unwatched: Party["watch"] = () => Promise.resolve(() => Promise.resolve(null));
