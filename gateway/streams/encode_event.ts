/** Encodes one event of `data` alone, as the OpenAI dialect has it; `data` must hold no line end (JSON never does). */
export function encodeData(data: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(`data: ${data}\n\n`);
}

/** Encodes one event with its type, as the Anthropic dialect has it; `data` must hold no line end. */
export function encodeEvent(event: string, data: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(`event: ${event}\ndata: ${data}\n\n`);
}

const encoder = new TextEncoder();
