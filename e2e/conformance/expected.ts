/** What each case must come to at a provider that answers as `ProviderDouble` does. */
export const EXPECTED = {
  /** Of every answer but embeddings. */
  usage: { input: 31, output: 17 },
  plain: { text: "Hello from the provider." },
  stream: { text: "A longer answer, that comes in more than one piece, with ünïcödé and 🙂 in it." },
  tools: {
    text: "It is sunny in Paris.",
    toolCalls: [{ name: "get_weather", input: { city: "Paris" } }],
  },
  "parallel tools": {
    text: "It is sunny in Paris, and half past nine.",
    toolCalls: [{ name: "get_weather", input: { city: "Paris" } }, { name: "get_time", input: {} }],
  },
  structured: { object: { city: "Paris", inhabitants: 2_100_000 } },
  image: { text: "A red pixel." },
  thinking: { text: "Forty-two.", thinking: "Let me think about it." },
  error: { message: "the provider refuses this request" },
  /** Halves and quarters, which Float32 holds exactly. */
  embeddings: { vectors: [[0.5, -0.25, 0.75], [0.125, 1, -1]] },
} as const;
