import { type DocumentNode, Kind, parse, print, visit } from "graphql";
import { z } from "zod";
import type { Clock } from "../../shared/time/clock.ts";
import type { Database } from "../database.ts";
import type { KnownDocuments } from "./known_documents.ts";

const KEPT_MS = 30 * 86_400_000;
/** How soon the database is asked again for what other builds brought. */
const LEARN_EVERY_MS = 10_000;
const manifest = z.record(z.string().regex(/^sha256:[0-9a-f]{64}$/), z.string());

/**
 * The documents of this build's console, and of every build whose control plane started within 30 days: during a rolling
 * update, and in tabs that were open before it, either console's go on working.
 */
export class ConsoleDocuments implements KnownDocuments {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #texts = new Map<string, string>();
  readonly #forms = new Set<string>();
  #learnedMs = -Infinity;

  private constructor(db: Database, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  /** Reads a build's manifest (JSON: text by id), writes down for others what is in it, and reads what others wrote. */
  static async open(
    { db, clock }: { db: Database; clock: Clock },
    manifestText: string,
  ): Promise<ConsoleDocuments> {
    const documents = new ConsoleDocuments(db, clock);
    const seenAt = new Date(clock.now());
    for (const [id, text] of Object.entries(manifest.parse(JSON.parse(manifestText)))) {
      documents.#add(id, text);
      await db.persistedDocument.upsert({ where: { id }, create: { id, text, seenAt }, update: { seenAt } });
    }
    await db.persistedDocument.deleteMany({ where: { seenAt: { lt: new Date(seenAt.getTime() - KEPT_MS) } } });
    await documents.#learn();
    return documents;
  }

  async textOf(id: string): Promise<string | null> {
    if (!this.#texts.has(id)) await this.#learn();
    return this.#texts.get(id) ?? null;
  }

  async isKnown(text: string): Promise<boolean> {
    const form = formOf(text);
    if (form === null) return false;
    if (!this.#forms.has(form)) await this.#learn();
    return this.#forms.has(form);
  }

  #add(id: string, text: string): void {
    this.#texts.set(id, text);
    const form = formOf(text);
    if (form !== null) this.#forms.add(form);
  }

  async #learn(): Promise<void> {
    const nowMs = this.#clock.monotonic();
    if (nowMs - this.#learnedMs < LEARN_EVERY_MS) return;
    this.#learnedMs = nowMs;
    const seenAt = { gte: new Date(this.#clock.now() - KEPT_MS) };
    for (const { id, text } of await this.#db.persistedDocument.findMany({ where: { seenAt } })) {
      if (!this.#texts.has(id)) this.#add(id, text);
    }
  }
}

/** A document without layout and without `__typename`, which clients add as they see fit; null when it is none. */
function formOf(text: string): string | null {
  let document: DocumentNode;
  try {
    document = parse(text, { noLocation: true, maxTokens: 5_000 });
  } catch {
    return null;
  }
  return print(visit(document, {
    [Kind.FIELD]: (field) => field.name.value === "__typename" && field.alias === undefined ? null : undefined,
  }));
}
