import type { Actor } from "./actor.ts";

/**
 * Tells what is under way for somebody that what they may do has changed: subscriptions end then, and whoever may still
 * have them subscribes again. It knows of this process alone; others notice when they authenticate again, once a minute.
 */
export class AccessChanges {
  readonly #watched = new Map<string, AbortController>();

  /** Aborts with the next change that concerns this actor; null for those whom none concerns. */
  signalOf(actor: Actor): AbortSignal | null {
    const id = subjectOf(actor);
    if (id === null) return null;
    let watched = this.#watched.get(id);
    if (watched === undefined) {
      watched = new AbortController();
      this.#watched.set(id, watched);
    }
    return watched.signal;
  }

  /** What a user or a service account may do has changed; to be called after the commit. */
  changed(id: string): void {
    const watched = this.#watched.get(id);
    // One controller for each subject, anew after each change: as many as there are users at most.
    this.#watched.delete(id);
    watched?.abort(new Error("what the caller may do has changed"));
  }
}

function subjectOf(actor: Actor): string | null {
  switch (actor.kind) {
    case "user":
    case "token":
      return actor.userId;
    case "service_account":
      return actor.serviceAccountId;
    case "anonymous":
    case "system":
      return null;
  }
}
