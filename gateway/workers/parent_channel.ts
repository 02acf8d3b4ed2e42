import process from "node:process";

/** What a worker says to the process that watches over it, and hears from it. */
export interface ParentChannel {
  tellReady(): void;
  /** Resolves when it shall make room for another, or when the parent is gone: nobody would start it again. */
  readonly retired: Promise<void>;
}

/** The channel of a worker; null where nobody opened one. */
export function openParentChannel(): ParentChannel | null {
  if (process.send === undefined) return null;
  const { promise, resolve } = Promise.withResolvers<void>();
  process.on("message", (message) => message === "retire" && resolve());
  process.on("disconnect", () => resolve());
  return { tellReady: () => void process.send!("ready"), retired: promise };
}
