/** What the events of a stream carried, JSON each, in order; null when the text is no stream of events. What does not parse is left out. */
export function streamedEvents(text: string): Record<string, unknown>[] | null {
  if (!/^\s*(event|data|id|retry|:)/.test(text) || !/^data:/m.test(text)) return null;
  const events: Record<string, unknown>[] = [];
  for (const block of text.split(/\r?\n\r?\n/)) {
    const data = block.split(/\r?\n/).filter((line) => line.startsWith("data:")).map((line) =>
      line.slice(5).trimStart()
    )
      .join("\n");
    const value = jsonObject(data);
    if (value !== null) events.push(value);
  }
  return events;
}

/** A JSON object; null when the text is none, such as the `[DONE]` at the end of a stream. */
export function jsonObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function objectsIn(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function textIn(value: unknown): string {
  return typeof value === "string" ? value : "";
}
