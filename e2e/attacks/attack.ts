/** Which server an attack is for. */
export type Surface = "gateway" | "graphql" | "account" | "export" | "playground" | "console";

/** One bad input, and what must come of it. */
export interface Attack {
  surface: Surface;
  name: string;
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer>;
  /** Sent as it stands on a socket of its own, in place of the rest; `HOST` stands for the server. */
  raw?: string;
  /** Statuses that are right; 0 is a connection that is closed without an answer. */
  status: number | readonly number[];
  /** What stands in the answer: an error's code, mostly. */
  says?: string;
  /** What must not. */
  hides?: string;
}

export const JSON_TYPE = { "content-type": "application/json" };
