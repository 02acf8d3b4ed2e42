import type { AuditEvent } from "../../prisma/generated/client/client.ts";
import type { Database } from "../database.ts";
import { auditPeople, type AuditPerson, NOBODY } from "./audit_people.ts";
import { auditTargets, type LivingTargets, nameThen } from "./audit_targets.ts";

/** An event among the others of its page, so that people and targets are looked up for all of them together, once asked for. */
export interface PagedAuditEvent extends AuditEvent {
  readonly page: AuditPageFacts;
}

/** What the events of one page have to do with; looked up when it is first asked for. */
export class AuditPageFacts {
  readonly #db: Database;
  readonly #events: readonly AuditEvent[];
  #people: Promise<Map<string, AuditPerson>> | null = null;
  #targets: Promise<LivingTargets> | null = null;

  constructor(db: Database, events: readonly AuditEvent[]) {
    this.#db = db;
    this.#events = events;
  }

  /** Who did it. */
  async actorOf({ actorId }: AuditEvent): Promise<AuditPerson> {
    if (actorId === null) return NOBODY;
    this.#people ??= auditPeople(this.#db, this.#events);
    return (await this.#people).get(actorId) ?? NOBODY;
  }

  /** Whether the target is there still, and its name: today's, or else that of then. */
  async targetOf(event: AuditEvent): Promise<{ lives: boolean; name: string | null }> {
    this.#targets ??= auditTargets(this.#db, this.#events);
    const name = event.targetId === null ? undefined : (await this.#targets).get(event.targetId);
    return { lives: name !== undefined, name: name ?? nameThen(event) };
  }
}

/** The events with each other. */
export function pagedAuditEvents(db: Database, events: AuditEvent[]): PagedAuditEvent[] {
  const page = new AuditPageFacts(db, events);
  return events.map((event) => ({ ...event, page }));
}
